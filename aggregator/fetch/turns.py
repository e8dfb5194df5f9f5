"""Gives each host's requests their turns: one at a time, with a gap, and none before it wants one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

Pause = Callable[[float], Awaitable[None]]
"""Waits for a number of seconds, as ``asyncio.sleep`` does."""


@dataclass
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    left_at: datetime | None = None
    not_before: datetime | None = None
    gap: float = 0.0


class Turns:
    """The hosts that were asked of late; what needs no remembering of one is forgotten.

    Time is what ``clock`` says, and ``pause`` lets it pass.
    """

    def __init__(
        self, *, gap: float, longest_gap: float, clock: Callable[[], datetime], pause: Pause
    ) -> None:
        self._gap, self._longest_gap, self._clock, self._pause = gap, longest_gap, clock, pause
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[datetime | None]:
        """Wait for a host's turn and hold it.

        Gives the time before which the host does not want to be asked, where that is still to come.
        """
        host = self._hosts.setdefault(name, _Host())
        host.waiting += 1
        try:
            async with host.lock:
                if held := self._held(host):
                    yield held
                    return
                if wait := self._gap_left(host):
                    await self._pause(wait)
                try:
                    yield None
                finally:
                    host.left_at = self._clock()
        finally:
            host.waiting -= 1
            self._forget()

    def held(self) -> dict[str, datetime]:
        """Return the hosts that do not want to be asked now, and until when; any thread may ask."""
        held = {name: self._held(host) for name, host in list(self._hosts.items())}
        return {name: until for name, until in held.items() if until}

    def hold(self, name: str, until: datetime) -> None:
        """Ask a host nothing before ``until``, as it wants."""
        self._hosts.setdefault(name, _Host()).not_before = until

    def widen(self, name: str, gap: float) -> None:
        """Leave a host ``gap`` seconds between requests, as it wants, up to the longest that we wait."""
        self._hosts.setdefault(name, _Host()).gap = min(gap, self._longest_gap)

    def _held(self, host: _Host) -> datetime | None:
        return host.not_before if host.not_before and host.not_before > self._clock() else None

    def _gap_left(self, host: _Host) -> float:
        """Return how many seconds of the gap since the last request are left; a clock may be set back."""
        if host.left_at is None:
            return 0.0
        gone = max(self._clock() - host.left_at, timedelta())
        return max(max(host.gap, self._gap) - gone.total_seconds(), 0.0)

    def _forget(self) -> None:
        """Drop the hosts that nobody waits for and nothing holds."""
        idle = [
            name
            for name, host in self._hosts.items()
            if not (host.waiting or host.gap or self._gap_left(host) or self._held(host))
        ]
        for name in idle:
            del self._hosts[name]
