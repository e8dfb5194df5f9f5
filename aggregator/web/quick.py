"""Gives the combined feed's last answers again: most visitors are feed readers that ask for it alike."""

from collections.abc import Callable, Hashable
from http import HTTPStatus
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aggregator.web.document import Stored

_PATH: Final = "/feed.xml"
_DECIDING: Final = (b"accept-encoding", b"if-none-match", b"if-modified-since")
"""All that a plain answer depends on."""
_ELSE: Final = frozenset({b"a-im", b"sec-fetch-dest", b"content-length", b"transfer-encoding"})
"""What asks for more than that."""
_LONGEST: Final = 300


class Quick:
    """ASGI middleware that keeps at most ``most`` answers for as long as the feed ``ready`` gives stays."""

    def __init__(self, inner: ASGIApp, *, ready: Callable[[], Stored | None], most: int) -> None:
        self._inner = inner
        self._ready = ready
        self._most = most
        self._stored: Stored | None = None
        self._answers: dict[Hashable, list[Message]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the last one who asked alike was answered, else pass the request on."""
        asked = self._asked(scope)
        if asked is None:
            await self._inner(scope, receive, send)
            return
        # Those of this version: by the time that the answer is there, another one may have come.
        answers = self._answers
        answer = answers.get(asked)
        if answer is None:
            answer = []
            await self._inner(scope, receive, _kept(answer, send))
            self._keep(answers, asked, answer)
            return
        for message in answer:
            await send(message)

    def _asked(self, scope: Scope) -> Hashable | None:
        """Return what tells requests with the same answer, ``None`` where this one asks for more."""
        if scope["type"] != "http" or scope["path"] != _PATH or scope["method"] != "GET":
            return None
        stored = self._ready()
        if stored is not self._stored:
            self._stored, self._answers = stored, {}
        headers = dict(scope["headers"])
        if stored is None or not _ELSE.isdisjoint(headers):
            return None
        asked = tuple(headers.get(name, b"") for name in _DECIDING)
        return asked if sum(map(len, asked)) <= _LONGEST else None

    def _keep(self, answers: dict[Hashable, list[Message]], asked: Hashable, answer: list[Message]) -> None:
        whole = len(answer) == 2  # noqa: PLR2004  a start and a body
        if whole and answer[0]["status"] in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
            if len(answers) >= self._most:
                answers.clear()
            answers[asked] = answer


def _kept(answer: list[Message], send: Send) -> Send:
    async def sending(message: Message) -> None:
        answer.append(message)
        await send(message)

    return sending
