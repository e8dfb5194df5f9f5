"""Answers with a document, or says that the reader has it already (RFC 9110 §13)."""

import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from aggregator.web.document import Stored

_NOT_MODIFIED: Final = 304
_TAG: Final = re.compile(r'(?:W/)?("[^"]*")')


def conditional(
    request: Request, stored: Stored, *, caching: str, vary: str = "Accept-Encoding", **more: str
) -> Response:
    """Return ``stored`` in the coding that suits the reader, or 304 where its validators fit.

    ``caching`` is the ``Cache-Control`` of the answer, ``vary`` names the headers that it depends
    on; ``more`` are further headers, their hyphens written as underscores.
    """
    coding = stored.coding(request.headers.get("accept-encoding", ""))
    headers = {"ETag": stored.tag(coding), "Cache-Control": caching, "Vary": vary}
    if shared := more.pop("Access_Control_Allow_Origin", None):
        headers["Access-Control-Allow-Origin"] = shared
    if _has_it(request.headers, stored):
        # No more than RFC 9110 §15.4.5 asks for: the reader has the rest.
        return Response(status_code=_NOT_MODIFIED, headers=headers)
    headers |= {name.replace("_", "-"): value for name, value in more.items()}
    if stored.modified:
        headers["Last-Modified"] = format_datetime(stored.modified, usegmt=True)
    if coding:
        headers["Content-Encoding"] = coding
    body = stored.codings[coding] if coding else stored.body
    return Response(body, media_type=stored.media_type, headers=headers)


def tags(header: str) -> list[str]:
    """Return the entity tags of ``If-None-Match``, weak ones as strong: it compares weakly (§13.1.2)."""
    return _TAG.findall(header)


def _has_it(headers: Headers, stored: Stored) -> bool:
    asked = headers.get("if-none-match")
    if asked is not None:  # it takes precedence (§13.2.2)
        return asked.strip() == "*" or stored.is_one_of(tags(asked))
    since = headers.get("if-modified-since")
    return bool(since and stored.modified and stored.modified <= _date(since))


def _date(said: str) -> datetime:
    """Return an HTTP date, which is always in UTC; the earliest of all where it is none."""
    try:
        found = parsedate_to_datetime(said)
    except (ValueError, TypeError, OverflowError):
        return datetime.min.replace(tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
