"""Takes what comes back from the mail server of this machine, over LMTP (RFC 2033) or SMTP on loopback."""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from aggregator.deliver.returned.mailboxes import Place
from aggregator.errors import AggregatorError, ServerDown

Take = Callable[[bytes, tuple[str, ...]], bool]
"""Takes a message and its envelope's recipients; returns whether it is kept, or is none that comes back."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """The largest message, in bytes."""

    bytes: int = 10_000_000


class _Handler:
    """Answers 250 only once a message is kept; what cannot be kept now, the mail server brings again."""

    def __init__(self, bounce: str, take: Take) -> None:
        self._user, _, self._domain = bounce.lower().rpartition("@")
        self._take = take

    async def handle_RCPT(  # noqa: N802  the name by which aiosmtpd finds it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take mail for the address that bounces go to, whatever stands after a plus; no other."""
        user, _, domain = address.lower().rpartition("@")
        if user.partition("+")[0] != self._user or domain != self._domain:
            return "550 5.1.1 only what comes back is taken here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802  the name by which aiosmtpd finds it
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Have the message kept, then say so."""
        take = partial(self._take, envelope.original_content or b"", tuple(envelope.rcpt_tos))
        try:
            is_kept = await asyncio.get_running_loop().run_in_executor(None, take)
        except AggregatorError as error:
            return f"451 4.3.0 cannot be kept now: {type(error).__name__}"
        # A letter would be read by nobody here: whoever wrote it learns that.
        return "250 2.0.0 kept" if is_kept else "550 5.7.1 only what comes back is read here, no letters"


class _Controller(Controller):
    """A controller on a socket that already listens, speaking LMTP or SMTP."""

    def __init__(self, handler: _Handler, listening: socket.socket, *, lmtp: bool, limits: Limits) -> None:
        host, port = listening.getsockname()[:2]
        super().__init__(handler, hostname=host, port=port, data_size_limit=limits.bytes, ident="aggregator")
        self._listening = listening
        self._speaks = LMTP if lmtp else SMTP

    def factory(self) -> SMTP:
        """Make what speaks with one client."""
        spoken: SMTP = self._speaks(self.handler, **self.SMTP_kwargs)
        return spoken

    def _create_server(self) -> Coroutine[Any, Any, asyncio.Server]:
        created: Coroutine[Any, Any, asyncio.Server] = self.loop.create_server(
            self._factory_invoker, sock=self._listening
        )
        return created


@contextmanager
def listening(place: Place, *, bounce: str, take: Take, limits: Limits = Limits()) -> Iterator[int]:
    """Listen while the context lasts; gives the port. Raises ``ServerDown`` where that cannot be."""
    try:
        door = socket.create_server((place.host, place.port))
    except OSError as error:
        raise ServerDown(
            f"[mail] returns cannot listen on {place.host} port {place.port}: {error.strerror or error}"
        ) from error
    controller = _Controller(_Handler(bounce, take), door, lmtp=place.scheme == "lmtp", limits=limits)
    controller.start()
    try:
        yield door.getsockname()[1]
    finally:
        controller.stop()
        door.close()
