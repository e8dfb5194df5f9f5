"""Has one thread do in one go what several threads want done at about the same time."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Condition, Lock, get_ident
from typing import Generic, TypeVar

_Asked = TypeVar("_Asked")
_Done = TypeVar("_Done")


class Together(Generic[_Asked, _Done]):
    """Does ``work`` on what threads ask for, one batch after another, each of ``most`` at most.

    While one batch is worked on, what is asked for gathers. The next one waits ``patience`` seconds at most
    for what is ``coming``, as long as there is room for it. ``work`` returns what came of each, in order.
    """

    def __init__(
        self, work: Callable[[Sequence[_Asked]], Sequence[_Done]], *, most: int, patience: float = 0.0
    ) -> None:
        self._work, self._most, self._patience, self._turn = work, most, patience, Lock()
        self._waiting: deque[tuple[_Asked, Future[_Done]]] = deque()
        self._changed = Condition()
        self._coming: set[int] = set()

    @contextmanager
    def coming(self) -> Iterator[None]:
        """Have the others know that this thread may ask for something, until it does or has done without."""
        with self._changed:
            self._coming.add(get_ident())
        try:
            yield
        finally:
            self._come()

    def do(self, asked: _Asked) -> _Done:
        """Return what came of ``asked``, done by this thread or another.

        What ``work`` raises is raised in the thread that did it; for the others of its batch it is
        ``CancelledError``.
        """
        mine: Future[_Done] = Future()
        self._waiting.append((asked, mine))
        self._come()
        with self._turn:
            while not mine.done():
                self._work_on(self._batch())
        return mine.result()

    def _come(self) -> None:
        with self._changed:
            self._coming.discard(get_ident())
            self._changed.notify_all()

    def _batch(self) -> list[tuple[_Asked, "Future[_Done]"]]:
        with self._changed:
            self._changed.wait_for(
                lambda: len(self._waiting) >= self._most or not self._coming, self._patience
            )
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), self._most))]

    def _work_on(self, batch: Sequence[tuple[_Asked, "Future[_Done]"]]) -> None:
        try:
            for (_, waits), done in zip(batch, self._work([asked for asked, _ in batch]), strict=True):
                waits.set_result(done)
        finally:
            for _, waits in batch:
                waits.cancel()
