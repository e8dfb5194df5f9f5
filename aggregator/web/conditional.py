"""Answers whether a reader has the newest bytes already (RFC 9110 §13)."""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import Response

_NOT_MODIFIED = 304


def etag(body: bytes) -> str:
    """Return a strong entity tag of ``body``."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def conditional(
    request: Request, body: bytes, *, media_type: str, modified: datetime, max_age: int
) -> Response:
    """Return ``body``, or 304 where the request's validators say that the reader has it."""
    tag, second = etag(body), modified.astimezone(UTC).replace(microsecond=0)
    headers = {
        "ETag": tag,
        "Last-Modified": format_datetime(second, usegmt=True),
        "Cache-Control": f"public, max-age={max_age}",
    }
    if _is_fresh(request, tag, second):
        return Response(status_code=_NOT_MODIFIED, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _is_fresh(request: Request, tag: str, modified: datetime) -> bool:
    asked = request.headers.get("if-none-match")
    if asked is not None:  # it takes precedence (§13.2.2)
        tags = [one.strip().removeprefix("W/") for one in asked.split(",")]
        return tag in tags or "*" in tags
    since = request.headers.get("if-modified-since")
    try:
        return since is not None and modified <= parsedate_to_datetime(since).astimezone(UTC)
    except (ValueError, TypeError):
        return False
