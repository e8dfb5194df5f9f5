"""Bears workers: one process that has imported all that they need, and forks one whenever asked.

It is started anew and not forked, so that neither it nor any worker holds a socket, file or database
of ours, and it runs one thread only, which is what makes forking safe. A worker is there in a few
milliseconds, and all share the memory of what they began with.
"""

import contextlib
import json
import multiprocessing
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from aggregator.workers.limits import Limits

_PROGRAM = (
    "import json, sys; given = json.loads(sys.argv[1]); sys.path[:] = given.pop('path'); "
    "from aggregator.workers.serving import nurse; nurse(**given)"
)

_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR")
"""What a worker is told of our environment, which holds secrets too."""

_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(kw_only=True, eq=False)
class Child:
    """A worker's process, and what it is reached by; ``lifeline`` is ``None`` once that is cut."""

    number: int
    nursery: socket.socket
    pipe: Connection
    lifeline: int | None
    ended: int | None = None

    cutting: threading.Lock = field(default_factory=threading.Lock)

    def cut(self) -> None:
        """Cut the lifeline, which ends the process at once, whatever it is doing."""
        with self.cutting:
            if self.lifeline is not None:
                os.close(self.lifeline)
                self.lifeline = None


class Nursery:
    """Started with the first worker that is asked for, and anew should it have died."""

    def __init__(self, limits: Limits, warm: Sequence[str]) -> None:
        self._limits, self._warm = limits, warm
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def bear(self) -> Child | None:
        """Return a new worker's process, or ``None`` where there can be none."""
        ours, theirs = multiprocessing.Pipe()
        # Nothing is ever written here: that our end is closed tells a worker that we are gone.
        their_lifeline, lifeline = os.pipe()
        with self._lock:
            nursery = self._started()
            number = self._ask(nursery, b"+", theirs.fileno(), their_lifeline)
        theirs.close()
        os.close(their_lifeline)
        child = Child(number=number, nursery=nursery, pipe=ours, lifeline=lifeline)
        if number:
            return child
        child.cut()
        ours.close()
        return None

    def cancel(self) -> None:
        """Give up what is being born; nobody waits for it any more."""
        if process := self._process:
            process.kill()

    def end(self, child: Child) -> int:
        """End a process for good, and return the signal that ended it; 0 for none, or one not known."""
        with self._lock:
            if child.ended is None:
                # A number means nothing to a nursery but the one that gave it.
                ours = child.nursery is self._control
                child.ended = self._ask(child.nursery, b"%d" % child.number) if ours else 0
            child.cut()
        return child.ended

    def close(self) -> None:
        """End the nursery."""
        with self._lock:
            self._close()

    def _ask(self, nursery: socket.socket, asked: bytes, *given: int) -> int:
        """Return what a nursery answers; 0 where it does not, and is of no use any more."""
        answer = b""
        with contextlib.suppress(OSError):
            socket.send_fds(nursery, [asked], given)
            answer = nursery.recv(100)
        if not answer:
            self._close()
        return int(answer or b"0")

    def _started(self) -> socket.socket:
        if self._process is not None and self._control is not None and self._process.poll() is None:
            return self._control
        self._close()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(self._limits.start_seconds)
        given = {
            "path": [os.path.abspath(one) for one in sys.path],  # noqa: PTH100  "" is a path here
            "control": theirs.fileno(),
            "memory": self._limits.bytes,
            "processor": self._limits.processor_seconds,
            "warm": list(self._warm),
        }
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  it is this program
                [sys.executable, "-I", "-c", _PROGRAM, json.dumps(given)],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ} | _ONE_THREAD,
            )
        self._control = ours
        return ours

    def _close(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
