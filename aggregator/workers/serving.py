"""What runs in the processes themselves: the nursery that bears workers, and the workers."""

import contextlib
import fcntl
import gc
import importlib
import math
import os
import pickle
import resource
import select
import signal
import socket
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import NoReturn

from aggregator.errors import AggregatorError, WorkerError

_NICE = 5
"""How far workers stand behind the process that they work for, which all of them wait for (``nice(1)``)."""


def nurse(*, control: int, memory: int, processor: float, warm: Sequence[str]) -> None:
    """Be a nursery: import what is ``warm``, then bear a worker for each pair of pipe and lifeline.

    One byte asks for it, with the two; the answer is its process's number. A number asks to end
    that process, and the answer is the signal that ended it. Until then it stays known, so that no
    other process can have its number. It all ends as ``control`` is closed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import_all(warm)
    born: set[int] = set()
    with socket.socket(fileno=control) as owner:
        while True:
            asked, given, _, _ = socket.recv_fds(owner, 100, 2)
            if not asked:
                return
            if not given:
                number = int(asked)
                owner.send(b"%d" % (_end(number) if number in born else 0))
                born.discard(number)
                continue
            child = os.fork()
            if not child:
                _live(owner, *given, memory=memory, processor=processor)
            born.add(child)
            for one in given:
                os.close(one)
            owner.send(b"%d" % child)


def _end(child: int) -> int:
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def _live(owner: socket.socket, pipe: int, lifeline: int, *, memory: int, processor: float) -> NoReturn:
    """Be a worker to the end; nothing that was the nursery's is done by it."""
    try:
        owner.close()
        os.nice(_NICE)
        _serve(pipe, lifeline, memory=memory, processor=processor)
    finally:
        os._exit(0)


def import_all(warm: Sequence[str]) -> None:
    """Import these modules, and call what stands after a colon, so that nobody need wait for it later."""
    for name in warm:
        module, _, function = name.partition(":")
        # What cannot be imported says so itself, in words, when it is called.
        with contextlib.suppress(ImportError):
            imported = importlib.import_module(module)
            if function:
                getattr(imported, function)()
    # What is here now stays: it need not be looked through again for what can be let go.
    gc.freeze()


def _serve(pipe: int, lifeline: int, *, memory: int, processor: float) -> None:
    """Answer the calls that come through ``pipe`` until it, or ``lifeline``, is closed."""
    _end_with(lifeline)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # A parser writes no files.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    connection = Connection(pipe)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        connection.send_bytes(b"ready")
        while True:
            asked = connection.recv_bytes()
            large = [connection.recv_bytes() for _ in range(asked[0])]
            _allow(processor)
            connection.send_bytes(_answer(asked[1:], large))


def _end_with(lifeline: int) -> None:
    """End this process at once when the other end of ``lifeline`` is closed, as it is when its owner dies.

    The system sends a signal then, whose default is to end the process: no code of ours need run,
    which it could not while a parser is busy.
    """
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([lifeline], [], [], 0)[0]:
        os._exit(0)


def _allow(seconds: float) -> None:
    """Give the process ``seconds`` of work from now on; the system ends it after that."""
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    limit = math.ceil(used + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def _answer(asked: bytes, large: list[bytes]) -> bytes:
    """Return what came of a call, pickled: its value, or an error that the operator may see."""
    try:
        function, arguments, named = pickle.loads(asked, buffers=large)  # noqa: S301  from our own parent
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
