"""Says in one sentence what went wrong with a request, and what an operator can do about it."""

import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from aggregator.fetch import body, guard
from aggregator.fetch.limits import Limits

_STATUS = {
    401: "wants a user name and password (401)",
    403: "refuses us (403): the site may not want to be polled",
    404: "is not there (404): look for its new address",
    410: "is gone for good (410): remove the source",
    429: "wants to be asked more rarely (429)",
}
_SERVER_ERROR = 500
_LONGEST = timedelta(days=7)


_MEANINGS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (body.BodyError, "{url} cannot be read: {error}"),
    (aiohttp.ConnectionTimeoutError, "{url} did not let us connect within {limits.connect_timeout:g} s"),
    (aiohttp.ServerTimeoutError, "{url} was silent for {limits.read_timeout:g} s"),
    (TimeoutError, "{url} did not finish within {limits.timeout:g} s"),
    (
        aiohttp.ClientConnectorDNSError,
        "the name of {url} is not known: look at its spelling, or at the network",
    ),
    (
        (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError, ssl.SSLError),
        "{url} has no certificate that can be trusted",
    ),
    (aiohttp.ClientConnectorError, "{url} cannot be connected to ({cause})"),
    ((aiohttp.InvalidURL, ValueError), "{url} leads to an address that cannot be read"),
    (aiohttp.ClientPayloadError, "{url} broke off before its announced end"),
    (aiohttp.ServerDisconnectedError, "{url} closed the connection without an answer"),
    (
        aiohttp.ClientResponseError,
        "{url} answered with what is no HTTP, or with headers beyond {limits.max_header_bytes:,} bytes",
    ),
)
"""What each kind of exception means; the first that fits is said."""


def of_status(status: int, url: str) -> str:
    """Return what an HTTP status other than success means for the source."""
    if status in _STATUS:
        return f"{url} {_STATUS[status]}"
    if status >= _SERVER_ERROR:
        return f"{url} answered {status}: its server has trouble, and it will be asked again"
    return f"{url} answered {status}, which brings nothing"


def of_error(error: Exception, url: str, limits: Limits) -> str:
    """Return what an exception of the fetch means for the source."""
    if refused := _refused(error):
        return (
            f"{url} lies at the private address {refused}, which is not connected to: "
            "set [fetch] allow_private_addresses = true if that is meant"
        )
    for kinds, words in _MEANINGS:
        if isinstance(error, kinds):
            return words.format(url=url, error=error, cause=_cause(error), limits=limits)
    return f"{url} could not be fetched ({type(error).__name__})"


def retry_at(header: str | None, at: datetime) -> datetime | None:
    """Return the time that a Retry-After header asks for (RFC 9110 §10.2.3), at most a week ahead."""
    if header is None:
        return None
    value = header.strip()
    try:
        asked = at + timedelta(seconds=int(value)) if value.isdigit() else parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    asked = asked if asked.tzinfo else asked.replace(tzinfo=UTC)
    return min(max(asked, at), at + _LONGEST)


def _cause(error: Exception) -> str:
    """Return what the system said, without its numbers."""
    return getattr(getattr(error, "os_error", None), "strerror", None) or "no answer"


def _refused(error: BaseException | None) -> str | None:
    """Return the address that our guard refused, however deep it lies under what aiohttp raised."""
    while error is not None:
        if isinstance(error, guard.Refused):
            return str(error)
        error = error.__cause__ or error.__context__
    return None
