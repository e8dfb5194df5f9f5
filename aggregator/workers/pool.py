"""Hands calls to processes that wait for them, and replaces those that die or are slow."""

import queue
import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

from aggregator.errors import WorkerError
from aggregator.workers import heap
from aggregator.workers.limits import Limits
from aggregator.workers.nursery import Nursery
from aggregator.workers.worker import Dead, Worker

_Value = TypeVar("_Value")
_DEFAULT = Limits()

WARM = (
    "aggregator.jobs.reading",
    "aggregator.parse.feeds",
    "aggregator.parse.list_page",
    "aggregator.parse.article_page",
    "aggregator.refine.language:load",
)
"""What reading a feed or a page needs."""


class Workers:
    """Processes that wait for calls; each is born when it is first needed, and anew after it died.

    ``warm`` are the modules that they begin with, and, after a colon, functions of theirs that have
    been called.
    """

    def __init__(self, limits: Limits = _DEFAULT, *, warm: Sequence[str] = WARM) -> None:
        heap.keep_large_apart()
        self._limits, self._nursery = limits, Nursery(limits, warm)
        self._idle: queue.LifoQueue[Worker | None] = queue.LifoQueue()
        for _ in range(limits.processes):
            self._idle.put(None)
        self._lock = threading.Lock()
        self._living: set[Worker] = set()
        self._stopping, self._slots = False, limits.processes
        self._parked: list[Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cancel()
        slots = [self._idle.get() for _ in range(self._slots)]
        for worker in (*slots, *self._parked):
            if worker is not None:
                self._end(worker)
        for _ in slots:
            self._idle.put(None)
        self._nursery.close()

    def cancel(self) -> None:
        """Kill what is under way, and refuse new calls."""
        with self._lock:
            self._stopping = True
            for worker in self._living:
                worker.kill()
        self._nursery.cancel()

    def run(self, function: Callable[..., _Value], *arguments: Any, **named: Any) -> _Value:
        """Return ``function(*arguments, **named)``, called in a worker.

        The function must be importable and its values picklable. An ``AggregatorError`` that it
        raises comes back as it is; raises ``WorkerError`` where it breaks a limit, fails otherwise,
        or takes its process down.
        """
        worker, kept = self._idle.get(), None
        widened: list[bool] = []
        try:
            worker = worker or self._start()
            what, answer = worker.call(function, arguments, named, slow=lambda: widened.append(self._widen()))
            kept = worker if worker.calls < self._limits.calls and not worker.stands_back else None
        except Dead as error:
            raise WorkerError(
                "reading was given up: we are stopping" if self._stopping else str(error)
            ) from error
        finally:
            if worker is not None and kept is None:
                self._end(worker)
            if not any(widened) or not self._narrow(kept):
                self._idle.put(kept)
        if what == "error":
            raise answer
        value: _Value = answer
        return value

    def _widen(self) -> bool:
        """Make room for one more, as a call is slow, if there may be one."""
        with self._lock:
            if self._stopping or self._slots >= self._limits.processes + self._limits.spare:
                return False
            self._slots += 1
            more = self._parked.pop() if self._parked else None
        self._idle.put(more)
        return True

    def _narrow(self, kept: Worker | None) -> bool:
        """Take back the room that a slow call made, its worker aside for the next one that needs room."""
        with self._lock:
            if self._stopping:
                return False
            self._slots -= 1
            if kept and len(self._parked) < self._limits.processes:
                self._parked.append(kept)
                return True
        if kept:
            self._end(kept)
        return True

    def _start(self) -> Worker:
        self._refuse_when_stopping()
        worker = Worker(self._limits, self._nursery)
        with self._lock:
            self._living.add(worker)
        try:
            self._refuse_when_stopping()
        except Dead:
            self._end(worker)
            raise
        return worker

    def _refuse_when_stopping(self) -> None:
        with self._lock:
            if self._stopping:
                raise Dead

    def _end(self, worker: "Worker") -> None:
        with self._lock:
            self._living.discard(worker)
        worker.end()
