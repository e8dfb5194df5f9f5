"""One process that calls are handed to: what is asked, what comes back, and why nothing did."""

import contextlib
import os
import pickle
import signal
import time
from collections.abc import Callable
from typing import Any

from aggregator.workers.limits import Limits
from aggregator.workers.nursery import Nursery

_NOT_BORN = "a process that reads could not be started: look at the machine's memory and load"

_LARGE = 65_536
"""Bytes from which on an argument is not copied into what is asked."""

_PATIENCE = 5
"""How many seconds may pass for one of work before a call counts as slow: the machine may be busy."""

_GLANCE = 0.005
"""Seconds between two looks at a process's work."""

_SCHEDULED = 2
"""What makes of a process's number that of its clock, as ``clock_getcpuclockid(3)`` does on Linux."""

_NICE = 15
"""How far a slow call stands back (``nice(1)``); a process cannot come forward again."""


class Dead(Exception):  # noqa: N818  says what is
    """The worker gave no answer; its process is of no use any more."""


def handed_over(
    function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]
) -> tuple[bytes, list[memoryview]]:
    """Return a call as it is asked: how many large arguments follow it, itself pickled, and these."""
    large: list[pickle.PickleBuffer] = []
    given = tuple(
        pickle.PickleBuffer(one) if isinstance(one, bytes) and len(one) >= _LARGE else one
        for one in arguments
    )
    asked = pickle.dumps((function, given, named), protocol=5, buffer_callback=large.append)
    return bytes([len(large)]) + asked, [one.raw() for one in large]


class Worker:
    """One process of a nursery."""

    def __init__(self, limits: Limits, nursery: Nursery) -> None:
        self._limits, self._nursery, self.calls, self._ready = limits, nursery, 0, False
        self.stands_back = False
        child = nursery.bear()
        if child is None:
            raise Dead(_NOT_BORN)
        self._child = child

    def call(
        self,
        function: Callable[..., Any],
        arguments: tuple[Any, ...],
        named: dict[str, Any],
        *,
        slow: Callable[[], None],
    ) -> tuple[str, Any]:
        """Return what came of a call: its value or its error; raises ``Dead``. Tells when it is ``slow``."""
        asked, large = handed_over(function, arguments, named)
        if not self._ready:
            self._begin()
        self.calls += 1
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._child.pipe.send_bytes(asked)
            for one in large:
                self._child.pipe.send_bytes(one)
        answer: tuple[str, Any] = pickle.loads(self._answer(slow))  # noqa: S301  it is this program
        return answer

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        self._child.cut()

    def end(self) -> None:
        """End the process, and let go of what it was reached by."""
        self._nursery.end(self._child)
        self._child.pipe.close()

    def _begin(self) -> None:
        try:
            begun = self._child.pipe.poll(self._limits.start_seconds) and self._child.pipe.recv_bytes()
        except (EOFError, ConnectionResetError):
            begun = b""
        if begun != b"ready":
            raise Dead(_NOT_BORN)
        self._ready = True

    def _answer(self, slow: Callable[[], None]) -> bytes:
        limits, began, worked = self._limits, time.monotonic(), self._worked()
        try:
            come = self._comes(limits.slow_seconds, began, worked)
            if not come:
                slow()
                come = self._comes(limits.patience_seconds, began, worked)
            if not come:
                self._stand_back()
                come = self._child.pipe.poll(max(0.0, began + limits.seconds - time.monotonic()))
            if not come:
                raise Dead(f"reading it took longer than {limits.seconds:g} s")
            return self._child.pipe.recv_bytes(limits.answer_bytes)
        except (EOFError, ConnectionResetError) as error:
            raise Dead(self._why()) from error
        except OSError as error:
            raise Dead(f"what was read in it is larger than {limits.answer_bytes:,} bytes") from error

    def _comes(self, seconds: float, began: float, worked: float) -> bool:
        """Say whether the answer comes before it costs so many seconds of work, or several times that pass.

        ``began`` and ``worked`` are the time, and the process's work, when it was asked.
        """
        while True:
            left = min(
                worked + seconds - self._worked(),
                began + min(seconds * _PATIENCE, self._limits.seconds) - time.monotonic(),
            )
            if self._child.pipe.poll(max(left, _GLANCE)):
                return True
            if left <= _GLANCE:
                return False

    def _worked(self) -> float:
        """Return the seconds of work that the process has done, or, where that is not told, the time."""
        try:
            return time.clock_gettime((~self._child.number << 3) | _SCHEDULED)
        except OSError:
            return time.monotonic()

    def _stand_back(self) -> None:
        """Leave the processor to whoever else wants it."""
        self.stands_back = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._child.number, _NICE)

    def _why(self) -> str:
        """Return in words why the process has ended by itself."""
        ended = self._nursery.end(self._child)
        if ended == signal.SIGXCPU:
            return f"reading it took more than {self._limits.processor_seconds:g} s of work"
        name = f" ({signal.Signals(ended).name})" if ended in set(signal.Signals) else ""
        return f"reading it brought its process down{name}"
