"""A process that has the command line loaded: for each command asked for, a copy of it becomes that.

It is told on its standard input, a socket: arguments and environment as JSON, with the descriptors of the
command's standard output and error; it answers with the number of the command's process. Told such a number
it waits for that process and answers with its exit code. Loading anew for each command, and for the nursery
of each, would take most of the tests' time; how those begin is tested elsewhere.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from types import SimpleNamespace

from aggregator.cli import main
from aggregator.workers import nursery, pool, serving


def serve(asked):
    while True:
        message, descriptors, _, _ = socket.recv_fds(asked, 1_000_000, 2)
        if not message:
            return
        told = json.loads(message)
        if isinstance(told, int):
            _, status = os.waitpid(told, 0)
            asked.send(str(os.waitstatus_to_exitcode(status)).encode())
            continue
        child = os.fork()
        if not child:
            run(told["arguments"], told["environment"], descriptors, asked)
        for descriptor in descriptors:
            os.close(descriptor)
        asked.send(str(child).encode())


def run(arguments, environment, descriptors, asked):
    """Become the command; this does not return."""
    os.setsid()
    asked.close()
    nothing = os.open(os.devnull, os.O_RDONLY)
    for place, descriptor in enumerate((nothing, *descriptors)):
        os.dup2(descriptor, place)
        os.close(descriptor)
    nursery.subprocess = SimpleNamespace(Popen=Nurse(subprocess.Popen), DEVNULL=subprocess.DEVNULL)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None
    sys.argv = ["aggregator", *arguments]
    code = 1
    try:
        main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


class Nurse:
    """A nursery that stands by, forked before the command has any thread; it stands for the first one started."""

    def __init__(self, otherwise):
        self._otherwise, self.pid, self.returncode = otherwise, None, None
        self._ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        child = os.fork()
        if not child:
            stand_by(its)
        its.close()
        self._standing = child

    def __call__(self, command, *, pass_fds, env, **settings):
        if self.pid is not None:
            return self._otherwise(command, pass_fds=pass_fds, env=env, **settings)
        self.pid = self._standing
        socket.send_fds(self._ours, [json.dumps([json.loads(command[-1]), env]).encode()], pass_fds)
        self._ours.close()
        return self

    def poll(self):
        return self._ended(os.WNOHANG)

    def wait(self):
        return self._ended(0)

    def kill(self):
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)

    def _ended(self, options):
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, options)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode


def stand_by(asked):
    """Become a nursery once one is asked for, holding nothing else; end with the command if none is."""
    keep = os.dup2(asked.fileno(), 3)
    os.closerange(keep + 1, os.sysconf("SC_OPEN_MAX"))
    for place in range(3):
        os.dup2(os.open(os.devnull, os.O_RDWR), place)
    try:
        message, descriptors, _, _ = socket.recv_fds(socket.socket(fileno=keep), 1_000_000, 1)
        if message:
            given, environment = json.loads(message)
            os.environ.clear()
            os.environ.update(environment)
            sys.path[:] = given.pop("path")
            serving.nurse(**given | {"control": descriptors[0]})
    finally:
        os._exit(0)


if __name__ == "__main__":
    serving.import_all(pool.WARM)
    serve(socket.socket(fileno=os.dup(0)))
