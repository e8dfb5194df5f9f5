"""Ends connections that only take up room: uvicorn's own has no bound on slow headers and stalled readers."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from aggregator.web.limits import DEFAULT, Limits


class Connection(H11Protocol):
    """A connection to a visitor, with bounds on how long it may say nothing and take nothing."""

    limits: Limits = DEFAULT
    _silence: asyncio.TimerHandle | None = None
    _stall: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Wait for the first request, for a time."""
        super().connection_made(transport)
        self._await_request()

    def data_received(self, data: bytes) -> None:
        """Take in what came; a request's headers must all come within the time that began with the first."""
        super().data_received(data)
        if self._is_between_requests():
            self._await_request()
        else:
            self._end_silence()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection and its timers."""
        super().connection_lost(exc)
        self._end_silence()
        self._end_stall()

    def pause_writing(self) -> None:
        """Wait for a visitor who takes nothing, for a time."""
        super().pause_writing()
        self._stall = self._stall or self.loop.call_later(self.limits.stalled_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on with a visitor who takes something again."""
        super().resume_writing()
        self._end_stall()

    def timeout_keep_alive_handler(self) -> None:
        """End an idle connection, at once where its visitor has not even taken the last answer."""
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        super().timeout_keep_alive_handler()

    def _is_between_requests(self) -> bool:
        cycle: Any = self.cycle  # None before the first request, whatever uvicorn declares
        return cycle is None or cycle.response_complete

    def _await_request(self) -> None:
        if self._silence is None:
            self._silence = self.loop.call_later(self.limits.header_seconds, self.transport.close)

    def _end_silence(self) -> None:
        if self._silence is not None:
            self._silence.cancel()
            self._silence = None

    def _end_stall(self) -> None:
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None


def bounded(limits: Limits) -> type[Connection]:
    """Return the kind of connection that keeps ``limits``, for uvicorn to make."""
    return type("BoundedConnection", (Connection,), {"limits": limits})
