"""Fetches addresses for any number of threads, on one event loop that it keeps in a thread of its own."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from aggregator.fetch import words
from aggregator.fetch.limits import Limits
from aggregator.fetch.local import Local
from aggregator.fetch.neighbours import Neighbours
from aggregator.fetch.sessions import Sessions
from aggregator.fetch.turns import Pause
from aggregator.fetch.visit import Visitor, in_full
from aggregator.model import Failed, Fetched, Request, Unchanged

_Value = TypeVar("_Value")


class Fetcher:
    """Fetches politely (one request at a time to a host), within limits, and nothing that lies inside.

    ``hosts`` maps host names to addresses that are used in place of what the resolver says, several
    with commas between. ``user_agent`` says who we are, and its first word is what a robots.txt
    calls us. Commands run in ``folder``, and certificates are looked for there: those of sources, and the
    file of ``authorities`` that are trusted besides the system's. ``pause`` lets time pass between two
    requests to a host, as ``clock`` tells it. By the file ``neighbours`` other processes know which hosts
    are being asked. Use it in a ``with`` statement.
    """

    def __init__(
        self,
        limits: Limits = Limits(),
        *,
        user_agent: str,
        clock: Callable[[], datetime],
        pause: Pause = asyncio.sleep,
        allow_private_addresses: bool = False,
        hosts: Mapping[str, str] | None = None,
        folder: Path = Path(),
        neighbours: Path | None = None,
        authorities: str | None = None,
    ) -> None:
        self._neighbours = Neighbours(neighbours, pause=pause)
        self._limits, self._clock, self._pause = limits, clock, pause
        self._user_agent, self._allow_private, self._hosts = user_agent, allow_private_addresses, hosts or {}
        self._folder, self._authorities, self._cancelled = folder, authorities, False

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        # Names are looked up by threads; one that answers slowly must not keep the others waiting.
        self._loop.set_default_executor(ThreadPoolExecutor(self._limits.resolving, "resolve"))
        self._thread = threading.Thread(target=self._loop.run_forever, name="fetch", daemon=True)
        self._thread.start()
        self._run(self._open())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cancelled = True
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def get(self, request: Request) -> Fetched | Failed:
        """Fetch an address in full, following redirects; what goes wrong comes back as ``Failed``."""
        return in_full(self.begin(request).result(), request)

    def begin(self, request: Request) -> "Future[Fetched | Unchanged | Failed]":
        """Begin to fetch an address, which may be unchanged since its validators, without waiting for it."""
        return asyncio.run_coroutine_threadsafe(self._visit(request), self._loop)

    def held(self) -> dict[str, datetime]:
        """Return the hosts that do not want to be asked now, and until when."""
        return self._visitor.turns.held()

    def hold(self, hosts: Mapping[str, datetime]) -> None:
        """Ask hosts nothing before they want, as was known before this process began."""

        async def hold() -> None:
            known = self._visitor.turns.held()
            for name, until in hosts.items():
                self._visitor.turns.hold(name, max(until, known.get(name, until)))

        if hosts:
            self._run(hold())

    def cancel(self) -> None:
        """Give up all requests that are under way, and refuse new ones."""
        self._cancelled = True
        self._loop.call_soon_threadsafe(self._cancel_all)

    def _run(self, coroutine: Coroutine[Any, Any, _Value]) -> _Value:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    async def _visit(self, request: Request) -> Fetched | Unchanged | Failed:
        if not self._cancelled:
            with contextlib.suppress(asyncio.CancelledError):
                if request.local:
                    return await self._local.visit(request)
                return await self._visitor.visit(request)
        why = f"{words.shown(request.url)} was given up: we are stopping"
        return Failed(source=request.source, at=self._clock(), why=why)

    def _cancel_all(self) -> list["asyncio.Task[Any]"]:
        tasks = [
            task for task in asyncio.all_tasks(self._loop) if task is not asyncio.current_task(self._loop)
        ]
        for task in tasks:
            task.cancel()
        return tasks

    async def _open(self) -> None:
        self._sessions = Sessions(
            self._limits,
            user_agent=self._user_agent,
            hosts=self._hosts,
            allow_private=self._allow_private,
            folder=self._folder,
            authorities=self._authorities,
        )
        self._local = Local(self._limits, clock=self._clock, folder=self._folder)
        self._visitor = Visitor(
            self._limits,
            sessions=self._sessions,
            user_agent=self._user_agent,
            clock=self._clock,
            pause=self._pause,
            allow_private=self._allow_private,
            hosts=self._hosts,
            neighbours=self._neighbours,
        )

    async def _close(self) -> None:
        await asyncio.gather(*self._cancel_all(), return_exceptions=True)
        await self._sessions.close()
        self._neighbours.close()
