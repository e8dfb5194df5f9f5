"""Sets the headers that keep every page in its box."""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'"
)
"""What a page may say of itself where no server of ours says it."""
_POLICY: Final = f"{STATIC_POLICY}; frame-ancestors 'none'"
_NOT_MODIFIED: Final = 304
SAFE: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""The headers of every answer that has none of its own."""


def issue_policy(logo: str | None) -> str:
    """Return the policy of an issue's web edition: it holds styles, shows its ``logo``, and runs nothing."""
    parts = urlsplit(logo or "")
    pictures = f"'self' {parts.scheme}://{parts.netloc}" if logo else "'self'"
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; img-src {pictures} data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )


class SafeHeaders:
    """ASGI middleware that adds the headers where a page has not set its own."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""

        async def with_headers(message: Message) -> None:
            # What is not sent needs no box, and a browser keeps the headers that it had (RFC 9111 §3.2).
            if message["type"] == "http.response.start" and message["status"] != _NOT_MODIFIED:
                headers = MutableHeaders(scope=message)
                for name, value in SAFE.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._inner(scope, receive, with_headers if scope["type"] == "http" else send)
