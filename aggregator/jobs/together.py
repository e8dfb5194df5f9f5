"""Has one thread do in one go what several threads want done at about the same time."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

_Asked = TypeVar("_Asked")
_Done = TypeVar("_Done")


class Together(Generic[_Asked, _Done]):
    """Does ``work`` on what threads ask for, one batch after another, each of ``most`` at most.

    While one batch is worked on, what is asked for gathers; nothing waits for more to come. ``work``
    returns what came of each, in order.
    """

    def __init__(self, work: Callable[[Sequence[_Asked]], Sequence[_Done]], *, most: int) -> None:
        self._work, self._most, self._turn = work, most, Lock()
        self._waiting: deque[tuple[_Asked, Future[_Done]]] = deque()

    def do(self, asked: _Asked) -> _Done:
        """Return what came of ``asked``, done by this thread or another.

        What ``work`` raises is raised in the thread that did it; for the others of its batch it is
        ``CancelledError``.
        """
        mine: Future[_Done] = Future()
        self._waiting.append((asked, mine))
        with self._turn:
            while not mine.done():
                self._work_on([self._waiting.popleft() for _ in range(min(len(self._waiting), self._most))])
        return mine.result()

    def _work_on(self, batch: Sequence[tuple[_Asked, "Future[_Done]"]]) -> None:
        try:
            for (_, waits), done in zip(batch, self._work([asked for asked, _ in batch]), strict=True):
                waits.set_result(done)
        finally:
            for _, waits in batch:
                waits.cancel()
