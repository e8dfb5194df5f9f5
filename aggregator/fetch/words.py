"""Says in one sentence what went wrong with a request, and what an operator can do about it."""

import os
import ssl
from urllib.parse import urlsplit

import aiohttp

from aggregator.fetch import body, guard, sessions
from aggregator.fetch.limits import Limits
from aggregator.model import Request

_STATUS = {
    206: "sent only a part (206), which was not asked for",
    304: "says that nothing has changed (304) since a visit that we know nothing of",
    401: "wants a user name and password (401): give the source `user` and `password`",
    403: "refuses us (403): the site may not want to be polled, or wants `headers` of its own",
    404: "is not there (404): look for its new address",
    407: "is behind a proxy that wants a user name and password (407)",
    410: "is gone for good (410): remove the source",
    429: "wants to be asked more rarely (429)",
}
_SERVER_ERROR = 500
_LONGEST_SHOWN = 200


_MEANINGS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (body.BodyError, "{url} cannot be read: {error}"),
    (sessions.CertificateError, "{url} cannot be asked: {error}"),
    (aiohttp.ConnectionTimeoutError, "{url} did not let us connect within {limits.connect_timeout:g} s"),
    (aiohttp.ServerTimeoutError, "{url} was silent for {limits.read_timeout:g} s"),
    (TimeoutError, "{url} did not finish within {limits.timeout:g} s"),
    (aiohttp.ClientProxyConnectionError, "the proxy of {url} cannot be connected to ({cause})"),
    (aiohttp.ClientHttpProxyError, "the proxy of {url} does not let us through ({error.status})"),
    (
        aiohttp.ClientConnectorDNSError,
        "the name of {url} is not known: look at its spelling, or at the network",
    ),
    (aiohttp.ClientConnectorCertificateError, "{url} has no certificate that can be trusted"),
    ((aiohttp.ClientConnectorSSLError, ssl.SSLError), "{url} does not speak TLS as it is spoken today"),
    (aiohttp.ClientConnectorError, "{url} cannot be connected to ({cause})"),
    ((aiohttp.InvalidURL, ValueError), "{url} leads to an address that cannot be read"),
    (aiohttp.ClientPayloadError, "{url} broke off before its announced end"),
    (aiohttp.ServerDisconnectedError, "{url} closed the connection without an answer"),
    (
        aiohttp.ClientResponseError,
        "{url} sent no HTTP, headers beyond {limits.max_header_bytes:,} bytes, or more than it announced",
    ),
    ((aiohttp.ClientOSError, OSError), "the connection to {url} broke ({cause})"),
)
"""What each kind of exception means; the first that fits is said."""


def shown(url: str) -> str:
    """Return an address as it may be shown: without the password in it, printable and not too long."""
    url = _without_password(url)
    url = "".join(sign if sign.isprintable() else "�" for sign in url)
    return url if len(url) <= _LONGEST_SHOWN else f"{url[:_LONGEST_SHOWN]}…"


def _without_password(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.netloc) and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole:  # where its host begins nobody knows
        return url.rpartition("@")[2]
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() if "@" in parts.netloc else url


def of_status(status: int, url: str) -> str:
    """Return what an HTTP status other than success means for the source."""
    if status in _STATUS:
        return f"{url} {_STATUS[status]}"
    if status >= _SERVER_ERROR:
        return f"{url} answered {status}: its server has trouble, and it will be asked again"
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
            return words.format(url=url, error=error, cause=_cause(error), limits=limits)
    return f"{url} could not be fetched ({type(error).__name__})"


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
