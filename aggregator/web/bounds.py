"""Bounds what a request may bring: a body that is too long or too slow never reaches a page."""

import asyncio
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aggregator.web.limits import Limits


class BoundedBody:
    """ASGI middleware that takes a request's body before the page is asked, within its bounds."""

    def __init__(self, inner: ASGIApp, *, limits: Limits) -> None:
        self._inner = inner
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its whole body, or refuse it and close the connection."""
        if scope["type"] != "http" or not _has_body(Headers(scope=scope)):
            await self._inner(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                from_hub = scope["path"].startswith("/hub/")
                most = self._limits.push_bytes if from_hub else self._limits.body_bytes
                body = await self._read(Headers(scope=scope), receive, most=most)
        except TimeoutError:
            await _refuse(HTTPStatus.REQUEST_TIMEOUT, "The rest of the request did not come.")(
                scope, receive, send
            )
            return
        if body is None:
            await _refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That is more than a form of ours can hold.")(
                scope, receive, send
            )
            return
        await self._inner(scope, _replaying(body, receive), send)

    async def _read(self, headers: Headers, receive: Receive, *, most: int) -> bytes | None:
        """Return the body, ``None`` where it is longer than ``most``."""
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > most:
            return None
        body = b""
        while True:
            message = await receive()
            piece: bytes = message.get("body", b"")
            body += piece
            if len(body) > most:
                return None
            if message["type"] == "http.disconnect" or not message.get("more_body", False):
                return body


def _has_body(headers: Headers) -> bool:
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def _refuse(status: HTTPStatus, words: str) -> PlainTextResponse:
    return PlainTextResponse(words + "\n", status, headers={"Connection": "close"})


def _replaying(body: bytes, receive: Receive) -> Receive:
    """Return what gives the body that was read, and then whatever else comes."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again
