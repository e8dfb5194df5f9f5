"""Runs pure functions in processes that can be killed, under limits of time and memory."""

import contextlib
import multiprocessing
import pickle
import queue
import resource
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self, TypeVar

from aggregator.errors import AggregatorError, WorkerError

_Value = TypeVar("_Value")


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How many processes there are, and the seconds and bytes that one call may take."""

    processes: int = 2
    seconds: float = 30.0
    bytes: int = 1_500_000_000


class Workers:
    """Processes that wait for calls; each is started when it is first needed, and anew after it died."""

    def __init__(self, limits: Limits = Limits()) -> None:
        self._limits = limits
        # Spawned, not forked: a worker must not hold the daemon's sockets and database.
        self._context = multiprocessing.get_context("spawn")
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(limits.processes):
            self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _ in range(self._limits.processes):
            if worker := self._idle.get():
                worker.end()

    def run(self, function: Callable[..., _Value], *arguments: Any, **named: Any) -> _Value:
        """Return ``function(*arguments, **named)``, called in a worker.

        The function must be importable and its values picklable. An ``AggregatorError`` that it
        raises comes back as it is; raises ``WorkerError`` where it breaks a limit, fails otherwise,
        or takes its process down.
        """
        worker = self._idle.get() or _Worker(self._context, self._limits)
        try:
            answer = worker.call(function, arguments, named, seconds=self._limits.seconds)
        except _Dead as error:
            worker.kill()
            self._idle.put(None)
            raise WorkerError(str(error)) from error
        except BaseException:
            worker.kill()
            self._idle.put(None)
            raise
        self._idle.put(worker)
        if isinstance(answer, AggregatorError):
            raise answer
        value: _Value = answer[0]
        return value


class _Dead(Exception):  # noqa: N818  says what is
    """The worker gave no answer; its process is of no use any more."""


class _Worker:
    def __init__(self, context: Any, limits: Limits) -> None:
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, limits), daemon=True, name="worker")
        self._process.start()
        theirs.close()
        self._lock = threading.Lock()

    def call(
        self,
        function: Callable[..., Any],
        arguments: tuple[Any, ...],
        named: dict[str, Any],
        *,
        seconds: float,
    ) -> Any:
        with self._lock:
            try:
                self._pipe.send((function, arguments, named))
                if not self._pipe.poll(seconds):
                    raise _Dead(f"reading it took longer than {seconds:g} s")
                return self._pipe.recv()
            except (EOFError, BrokenPipeError, ConnectionResetError) as error:
                raise _Dead("reading it brought its process down") from error

    def end(self) -> None:
        self._pipe.close()
        self._process.join(1)
        self.kill()

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _serve(pipe: Connection, limits: Limits) -> None:
    """Answer calls until the other end closes, as it does when its process ends, however it ends."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.bytes, limits.bytes))
    with contextlib.suppress(EOFError, KeyboardInterrupt, BrokenPipeError):
        while True:
            function, arguments, named = pipe.recv()
            pipe.send_bytes(_answer(function, arguments, named))


def _answer(function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> bytes:
    """Return the pickled value in a tuple of one, or the pickled error."""
    try:
        return pickle.dumps((function(*arguments, **named),))
    except AggregatorError as error:
        return pickle.dumps(error)
    except MemoryError:
        return pickle.dumps(WorkerError("reading it took more memory than is allowed"))
    except RecursionError:
        return pickle.dumps(WorkerError("it is nested too deeply to be read"))
    except Exception as error:  # noqa: BLE001  a parser may fail in any way; the daemon goes on
        return pickle.dumps(WorkerError(f"reading it failed ({type(error).__name__}: {error})"))
