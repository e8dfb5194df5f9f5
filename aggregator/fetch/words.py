"""Says in one sentence what went wrong with a request, and what an operator can do about it."""

import os
import re
import ssl
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from aggregator.fetch import body, guard, sessions, untrusted
from aggregator.fetch.limits import Limits
from aggregator.model import Request

_BY_COMMAND = "or have a command fetch it, such as curl (`command`, with [fetch] allow_commands)"
_PROXY_LOGIN = ": say who you are in its `proxy`, as http://name:$PASSWORD@proxy.example.org:3128"
_STATUS = {
    206: "sent only a part (206), which was not asked for",
    304: "says that nothing has changed (304) since a visit that we know nothing of",
    401: "wants a user name and password (401): give the source `user` and `password`",
    403: "refuses us (403): the site may not want to be polled, or wants `headers` of its own",
    404: "is not there (404): look for its new address",
    407: f"is behind a proxy that wants a user name and password (407){_PROXY_LOGIN}",
    410: "is gone for good (410): remove the source",
    429: "wants to be asked more rarely (429)",
}
_PARTS = {404: "is not there (404)", 410: "is gone for good (410)"}
"""What is otherwise said of an address that the operator did not give, and can do nothing about."""
_SERVER_ERROR = 500
_LOCKED = 401
_PROXY_LOCKED = 407
_BASIC = re.compile(r"(?:^|,)\s*basic\b", re.IGNORECASE)
_UNSPOKEN = {"digest", "ntlm", "negotiate", "kerberos", "scram-sha-256", "hawk"}
"""Ways of proving who one is that are a talk, so that no header says it once for all."""
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9-]{0,30})")
_LONGEST_SHOWN = 200


_MEANINGS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (body.BodyError, "{url} cannot be read: {error}"),
    (sessions.CertificateError, "{url} cannot be asked: {error}"),
    (aiohttp.ConnectionTimeoutError, "{url} did not let us connect within {limits.connect_timeout:g} s"),
    (
        aiohttp.ServerTimeoutError,
        "{url} was silent for {limits.silence:g} s: raise [fetch] timeout if it is so slow",
    ),
    (
        TimeoutError,
        "{url} did not finish within {limits.timeout:g} s: raise [fetch] timeout if it is so slow",
    ),
    (aiohttp.ClientProxyConnectionError, "the proxy of {url} cannot be connected to ({cause})"),
    (aiohttp.ClientHttpProxyError, "the proxy of {url} does not let us through ({error.status}){login}"),
    (
        aiohttp.ClientConnectorDNSError,
        "the name of {url} is not known: look at its spelling, or at the network",
    ),
    (aiohttp.ClientConnectorCertificateError, "{url} has no certificate that can be trusted: {untrusted}"),
    ((aiohttp.ClientConnectorSSLError, ssl.SSLError), "{url} does not speak TLS as it is spoken today"),
    (aiohttp.ClientConnectorError, "{url} cannot be connected to ({cause})"),
    ((aiohttp.InvalidURL, ValueError), "{url} leads to an address that cannot be read"),
    (aiohttp.ClientPayloadError, "{url} broke off before its announced end"),
    (aiohttp.ServerDisconnectedError, "{url} closed the connection without an answer"),
    (aiohttp.ClientResponseError, "{url} {broken}"),
    ((aiohttp.ClientOSError, OSError), "the connection to {url} broke ({cause})"),
)
"""What each kind of exception means; the first that fits is said."""

_BROKEN = (
    ("Too many headers", "sent more than {limits.max_headers} headers"),
    (sessions.TOO_MANY, "sent more than {limits.interim} interim answers (1xx)"),
    ("Got more than", "sent headers beyond {limits.max_header_bytes:,} bytes"),
    ("Bad status line", "sent no HTTP, or more than it announced"),
)
"""What aiohttp says of an answer that it could not read, by its beginning, and what that means."""


OFFLINE = "nobody else can be reached from here either: look whether this machine has a network"


def shown(url: str) -> str:
    """Return an address as it may be shown: without the password in it, printable and not too long."""
    url = _without_password(url)
    url = "".join(sign if sign.isprintable() else "�" for sign in url)
    return url if len(url) <= _LONGEST_SHOWN else f"{url[:_LONGEST_SHOWN]}…"


def place(url: str, led_to: str | None) -> str:
    """Return how to speak of an address, and of where it was redirected to."""
    return f"{shown(url)} (redirected to {shown(led_to)})" if led_to else shown(url)


def _without_password(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.netloc) and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole:  # where its host begins nobody knows
        return url.rpartition("@")[2]
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() if "@" in parts.netloc else url


def of_locked(url: str, *, shown: bool | None, origin: URL | None, wanted: str) -> str:
    """Return why a server does not let us in (401).

    Where who we are was not ``shown``, it is for ``origin`` only; ``None`` is for nothing to show;
    ``wanted`` is the header WWW-Authenticate.
    """
    if shown is False:
        return f"{url} wants to know who we are (401), which is told to {origin} only: set url to where it is"
    scheme = _SCHEME.match(wanted)
    if scheme and not _BASIC.search(wanted) and scheme[1].lower() in _UNSPOKEN:
        return (
            f"{url} does not let us in (401): it wants {scheme[1]}, which is not spoken here: "
            f"ask the site for another way, {_BY_COMMAND}"
        )
    if scheme and not _BASIC.search(wanted):
        return f"{url} does not let us in (401): it wants {scheme[1]}; give it what that takes by `headers`"
    if shown is None:
        return of_status(_LOCKED, url)
    return f"{url} does not let us in (401): look whether `user` and `password`, or `headers`, are right"


def of_delay(host: str, asked: float, given: float) -> str:
    """Return that a host wants a longer pause between requests than it is given."""
    return (
        f"the robots.txt of {host} wants {asked:,.0f} s between two requests (Crawl-delay), which is more "
        f"than the {given:g} s that it is given: ask the site, or poll it more rarely with interval"
    )


def of_status(status: int, url: str, *, part: bool = False) -> str:
    """Return what an HTTP status other than success means for the source, or for a ``part`` of it."""
    if part and status in _PARTS:
        return f"{url} {_PARTS[status]}"
    if status in _STATUS:
        return f"{url} {_STATUS[status]}"
    if status >= _SERVER_ERROR:
        return f"{url} answered {status}: its server has trouble, which may pass"
    return f"{url} answered {status}, which brings nothing"


def of_redirects(request: Request, limits: Limits) -> str:
    """Return that an address leads on and on; some do until they see their cookie again."""
    remedy = "" if request.access.cookies else ": it may want `cookies = true`"
    return f"{shown(request.url)} redirects more than {limits.redirects} times{remedy}"


def of_refused(address: str, url: str) -> str:
    """Return that an address is one of those that are not connected to, and what allows it."""
    return (
        f"{url} lies at the private address {address}, which is not connected to: "
        "set [fetch] allow_private_addresses = true if that is meant"
    )


def of_error(error: Exception, url: str, limits: Limits) -> str:
    """Return what an exception of the fetch means for the source."""
    if address := refused(error):
        return of_refused(address, url)
    for kinds, words in _MEANINGS:
        if isinstance(error, kinds):
            return words.format(
                url=url,
                error=error,
                cause=_cause(error),
                limits=limits,
                broken=_broken(error, limits),
                untrusted=untrusted.why(error),
                login=_PROXY_LOGIN if getattr(error, "status", None) == _PROXY_LOCKED else "",
            )
    return f"{url} could not be fetched ({type(error).__name__})"


def _broken(error: Exception, limits: Limits) -> str:
    """Return what is wrong with an answer that is no HTTP as we take it."""
    said = (getattr(error, "message", None) or "").partition("\n")[0].strip(" :")
    for begins, meaning in _BROKEN:
        if said.startswith(begins):
            return meaning.format(limits=limits)
    return f"does not keep to HTTP ({said[:80] or 'nobody knows how'}): tell the site, {_BY_COMMAND}"


def _cause(error: Exception) -> str:
    """Return what the system says of a failed connection, in its own words."""
    number = getattr(getattr(error, "os_error", error), "errno", None)
    return os.strerror(number) if isinstance(number, int) and number > 0 else "no answer"


def refused(error: BaseException | None) -> str | None:
    """Return the address that our guard refused, however deep it lies under what aiohttp raised."""
    while error is not None:
        if isinstance(error, guard.Refused):
            return str(error)
        error = error.__cause__ or error.__context__
    return None
