"""Runs pure functions in processes that can be killed, under limits of time and memory."""

import contextlib
import fcntl
import gc
import importlib
import json
import math
import multiprocessing
import os
import pickle
import queue
import resource
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self, TypeVar

from aggregator.errors import AggregatorError, WorkerError

_Value = TypeVar("_Value")

_WARM = (
    "aggregator.jobs.reading",
    "aggregator.parse.feeds",
    "aggregator.parse.list_page",
    "aggregator.parse.article_page",
    "aggregator.refine.language:load",
)

_CHILD = (
    "import json, sys; given = json.loads(sys.argv[1]); sys.path[:] = given.pop('path'); "
    "from aggregator.workers import serve; serve(**given)"
)

_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR")
"""What a worker is told of our environment, which holds secrets too."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How many processes there are, and what one call may take, in seconds and bytes.

    ``seconds`` are by the clock and ``processor_seconds`` of work; ``bytes`` are a process's whole
    memory and ``answer_bytes`` what it may send back. A process has ``start_seconds`` to begin, and
    is replaced after ``calls``, because libraries keep a little of everything that they see.
    """

    processes: int = 2
    seconds: float = 30.0
    processor_seconds: float = 20.0
    bytes: int = 1_500_000_000
    answer_bytes: int = 200_000_000
    start_seconds: float = 60.0
    calls: int = 500


class Workers:
    """Processes that wait for calls; each is started when it is first needed, and anew after it died.

    ``warm`` are the modules that a process imports as it starts, and, after a colon, functions of
    theirs that it calls.
    """

    def __init__(self, limits: Limits = Limits(), *, warm: Sequence[str] = _WARM) -> None:
        self._limits, self._warm = limits, warm
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(limits.processes):
            self._idle.put(None)
        self._lock = threading.Lock()
        self._living: set[_Worker] = set()
        self._stopping = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cancel()
        slots = [self._idle.get() for _ in range(self._limits.processes)]
        for worker in slots:
            if worker is not None:
                self._end(worker)
            self._idle.put(None)

    def cancel(self) -> None:
        """Kill what is under way, and refuse new calls."""
        with self._lock:
            self._stopping = True
            for worker in self._living:
                worker.kill()

    def run(self, function: Callable[..., _Value], *arguments: Any, **named: Any) -> _Value:
        """Return ``function(*arguments, **named)``, called in a worker.

        The function must be importable and its values picklable. An ``AggregatorError`` that it
        raises comes back as it is; raises ``WorkerError`` where it breaks a limit, fails otherwise,
        or takes its process down.
        """
        worker, kept = self._idle.get(), None
        try:
            worker = worker or self._start()
            what, answer = worker.call(function, arguments, named)
            kept = worker if worker.calls < self._limits.calls else None
        except _Dead as error:
            raise WorkerError(
                "reading was given up: we are stopping" if self._stopping else str(error)
            ) from error
        finally:
            if worker is not None and kept is None:
                self._end(worker)
            self._idle.put(kept)
        if what == "error":
            raise answer
        value: _Value = answer
        return value

    def _start(self) -> "_Worker":
        with self._lock:
            if self._stopping:
                raise _Dead
            worker = _Worker(self._limits, self._warm)
            self._living.add(worker)
        return worker

    def _end(self, worker: "_Worker") -> None:
        with self._lock:
            self._living.discard(worker)
        worker.kill()
        worker.close()


class _Dead(Exception):  # noqa: N818  says what is
    """The worker gave no answer; its process is of no use any more."""


class _Worker:
    """One process, started anew and not forked: it holds none of our sockets, files and databases."""

    def __init__(self, limits: Limits, warm: Sequence[str]) -> None:
        self._limits, self.calls, self._ready = limits, 0, False
        self._pipe, theirs = multiprocessing.Pipe()
        # Nothing is ever written here: that our end is closed tells a worker that we are gone.
        lifeline, self._lifeline = os.pipe()
        given = {
            "path": [os.path.abspath(one) for one in sys.path],  # noqa: PTH100  "" is a path here
            "pipe": theirs.fileno(),
            "lifeline": lifeline,
            "memory": limits.bytes,
            "processor": limits.processor_seconds,
            "warm": list(warm),
        }
        self._process = subprocess.Popen(  # noqa: S603  it is this program
            [sys.executable, "-I", "-c", _CHILD, json.dumps(given)],
            pass_fds=(theirs.fileno(), lifeline),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )
        theirs.close()
        os.close(lifeline)

    def call(
        self, function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> tuple[str, Any]:
        """Return what came of a call: its value or its error; raises ``_Dead``."""
        asked = pickle.dumps((function, arguments, named))
        if not self._ready:
            self._begin()
        self.calls += 1
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._pipe.send_bytes(asked)
        answer: tuple[str, Any] = pickle.loads(self._answer())  # noqa: S301  it is this program
        return answer

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Let go of what the process was reached by."""
        self._pipe.close()
        os.close(self._lifeline)

    def _begin(self) -> None:
        try:
            begun = self._pipe.poll(self._limits.start_seconds) and self._pipe.recv_bytes()
        except (EOFError, ConnectionResetError):
            begun = b""
        if begun != b"ready":
            raise _Dead("a process that reads could not be started: look at the machine's memory and load")
        self._ready = True

    def _answer(self) -> bytes:
        limits = self._limits
        try:
            if not self._pipe.poll(limits.seconds):
                raise _Dead(f"reading it took longer than {limits.seconds:g} s")
            return self._pipe.recv_bytes(limits.answer_bytes)
        except (EOFError, ConnectionResetError) as error:
            raise _Dead(self._why()) from error
        except OSError as error:
            raise _Dead(f"what was read in it is larger than {limits.answer_bytes:,} bytes") from error

    def _why(self) -> str:
        """Return in words why the process has ended by itself."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        ended = -(self._process.returncode or 0)
        if ended == signal.SIGXCPU:
            return f"reading it took more than {self._limits.processor_seconds:g} s of work"
        name = f" ({signal.Signals(ended).name})" if ended in set(signal.Signals) else ""
        return f"reading it brought its process down{name}"


def serve(*, pipe: int, lifeline: int, memory: int, processor: float, warm: Sequence[str]) -> None:
    """Be a worker: answer the calls that come through ``pipe`` until it, or ``lifeline``, is closed."""
    _end_with(lifeline)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for name in warm:
        module, _, function = name.partition(":")
        # What cannot be imported says so itself, in words, when it is called.
        with contextlib.suppress(ImportError):
            imported = importlib.import_module(module)
            if function:
                getattr(imported, function)()
    # What is here now stays: it need not be looked through again for what can be let go.
    gc.freeze()
    # A parser writes no files.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    connection = Connection(pipe)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        connection.send_bytes(b"ready")
        while True:
            asked = connection.recv_bytes()
            _allow(processor)
            connection.send_bytes(_answer(asked))


def _end_with(lifeline: int) -> None:
    """End this process at once when the other end of ``lifeline`` is closed, as it is when its owner dies.

    The system sends a signal then, whose default is to end the process: no code of ours need run,
    which it could not while a parser is busy. A terminal's Ctrl-C is for the owner to heed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([lifeline], [], [], 0)[0]:
        sys.exit()


def _allow(seconds: float) -> None:
    """Give the process ``seconds`` of work from now on; the system ends it after that."""
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    limit = math.ceil(used + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def _answer(asked: bytes) -> bytes:
    """Return what came of a call, pickled: its value, or an error that the operator may see."""
    try:
        function, arguments, named = pickle.loads(asked)  # noqa: S301  from our own parent
        return pickle.dumps(("value", function(*arguments, **named)))
    except AggregatorError as error:
        return pickle.dumps(("error", error))
    except MemoryError:
        why = "reading it took more memory than is allowed"
    except RecursionError:
        why = "it is nested too deeply to be read"
    except Exception as error:  # noqa: BLE001  a parser may fail in any way; the daemon goes on
        why = f"reading it failed ({type(error).__name__}: {error})"
    return pickle.dumps(("error", WorkerError(why)))
