"""Reads what response headers say for the next request: validators, freshness, when to come again."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from multidict import CIMultiDict, CIMultiDictProxy

from aggregator.model import Validators

_DIRECTIVE: Final = re.compile(r'([^\s=,;"]+)\s*(?:=\s*("[^"]*"|[^,;"]*))?')
"""A cache directive (RFC 9111 §5.2) with its value; some servers write semicolons between them."""
_LISTS = ("Cache-Control", "Content-Encoding", "WWW-Authenticate")


def whole(given: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    """Return headers; of those that are lists the lines are put together (RFC 9110 §5.3)."""
    made = CIMultiDict(given)
    for name in _LISTS:
        if name in given:
            made[name] = ", ".join(given.getall(name))
    return made


def conditions(validators: Validators) -> dict[str, str]:
    """Return the headers of a conditional request (RFC 9110 §13.1), values exactly as they came."""
    headers = {}
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def validators(headers: Mapping[str, str], *, default: Validators, limit: int) -> Validators:
    """Return the validators of a response, from ``default`` where it has none.

    One of more than ``limit`` characters is left out, as servers refuse large requests; so is one
    that is no UTF-8, as it could not be given back byte for byte.
    """
    etag, modified = headers.get("ETag"), headers.get("Last-Modified")
    return Validators(
        etag=default.etag if etag is None else _echoable(etag, limit),
        last_modified=default.last_modified if modified is None else _echoable(modified, limit),
    )


def fresh_until(headers: Mapping[str, str], at: datetime, *, longest: timedelta) -> datetime | None:
    """Return until when an answer of ``at`` is fresh (RFC 9111 §4.2), at most ``longest`` ahead.

    ``None`` where the server says nothing, or that it is not: guesses are left to the schedule.
    """
    control = _directives(headers.get("Cache-Control", ""))
    # With a value it is said of some headers only (RFC 9111 §5.2.2.4).
    if control.get("no-cache") == "" or "no-store" in control:
        return None
    if "max-age" in control:
        lifetime = _seconds(control["max-age"], longest=longest)
    else:
        expires = _date(headers.get("Expires"))
        lifetime = expires - (_date(headers.get("Date")) or at) if expires else None
    if lifetime is None:
        return None
    age = _seconds(headers.get("Age", ""), longest=longest) or timedelta()
    left = min(lifetime, longest) - age
    return at + left if left > timedelta() else None


def retry_at(header: str | None, at: datetime, *, longest: timedelta) -> datetime | None:
    """Return the time that a Retry-After header asks for (RFC 9110 §10.2.3), at most ``longest`` ahead."""
    if header is None:
        return None
    wait = _seconds(header, longest=longest)
    asked = at + wait if wait is not None else _date(header)
    return None if asked is None else min(max(asked, at), at + longest)


def _echoable(value: str, limit: int) -> str | None:
    try:
        value.encode()
    except UnicodeEncodeError:
        return None
    return value if value and len(value) <= limit else None


def _directives(header: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _DIRECTIVE.findall(header):
        found.setdefault(name.lower(), value.strip().strip('"'))
    return found


def _seconds(text: str, *, longest: timedelta) -> timedelta | None:
    """Return a whole number of seconds, at most ``longest``, or ``None`` for anything else."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()):
        return None
    # A number of more digits is longer than anything, and too long to be read.
    return min(timedelta(seconds=int(digits)), longest) if len(digits) < len("999999999") else longest


def _date(header: str | None) -> datetime | None:
    """Return an HTTP date (RFC 9110 §5.6.7), in its obsolete forms too; ``None`` for anything else."""
    try:
        found = parsedate_to_datetime(header or "")
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None
