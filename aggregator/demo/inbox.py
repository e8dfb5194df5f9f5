"""A real SMTP server on loopback that keeps each message it takes as a file."""

import os
import socket
from asyncio import Server
from collections.abc import Coroutine
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """A message as it arrived: its envelope, its exact bytes, and the file that holds them."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    path: Path

    @property
    def message(self) -> EmailMessage:
        """Return the message, parsed."""
        return message_from_bytes(self.raw, policy=policy.default)


class Inbox:
    """Takes mail for anybody at ``url`` and keeps it in ``folder``, until its context ends.

    Each message is one ``.eml`` file, numbered in order of arrival, that any mail program opens:
    the envelope as the lines Return-Path and Delivered-To (RFC 5321 §4.4), then its exact bytes.
    """

    def __init__(self, folder: Path, *, port: int = 0) -> None:
        self.folder = folder
        self._wanted = port

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        listening = socket.create_server((LOOPBACK, self._wanted))
        self.port: int = listening.getsockname()[1]
        self._controller = _Controller(_Keeper(self.folder), listening)
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        """Return the address for ``[mail] smtp``."""
        return f"smtp://{LOOPBACK}:{self.port}"

    def messages(self) -> list[Received]:
        """Return all messages in the folder, in order of arrival."""
        return [_read(path) for path in sorted(self.folder.glob("*.eml"))]


class _Keeper:
    """The handler that writes what aiosmtpd hands over; it runs in one thread, so numbers don't collide."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = max((int(path.stem) for path in folder.glob("*.eml")), default=0)

    async def handle_DATA(  # noqa: N802 — the name by which aiosmtpd finds it
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Write the message and its envelope to a file, and answer with its name."""
        self._count += 1
        name = f"{self._count:06}"
        trace = [f"Return-Path: <{envelope.mail_from}>", *(f"Delivered-To: {to}" for to in envelope.rcpt_tos)]
        head = "".join(f"{line}\r\n" for line in trace).encode()
        partial = self._folder / f"{name}.partial"
        partial.write_bytes(head + (envelope.original_content or b""))
        # Who looks into the folder sees whole messages only.
        os.replace(partial, self._folder / f"{name}.eml")  # noqa: PTH105 — says that it replaces, atomically
        return f"250 2.0.0 kept as {name}"


class _Controller(Controller):
    """A controller on a socket that already listens: it never guesses a free port and loses it again."""

    def __init__(self, handler: _Keeper, listening: socket.socket) -> None:
        address, port = listening.getsockname()[:2]
        super().__init__(handler, hostname=address, port=port, enable_SMTPUTF8=True, ident="demo inbox")
        self._listening = listening

    def _create_server(self) -> Coroutine[Any, Any, Server]:
        # aiosmtpd offers no other way in; this method is what its own mixins override.
        created: Coroutine[Any, Any, Server] = self.loop.create_server(
            self._factory_invoker, sock=self._listening
        )
        return created


def _read(path: Path) -> Received:
    lines = path.read_bytes().splitlines(keepends=True)
    count = 1
    while count < len(lines) and lines[count].startswith(b"Delivered-To: "):
        count += 1
    envelope = [line.decode().rstrip("\r\n").partition(": ")[2] for line in lines[:count]]
    return Received(
        sender=envelope[0].strip("<>"),
        recipients=tuple(envelope[1:]),
        raw=b"".join(lines[count:]),
        path=path,
    )
