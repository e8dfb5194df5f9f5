"""A process that has the command line loaded: for each command asked for, a copy of it runs that and ends.

It is told on its standard input, a socket: arguments and environment as JSON, with the descriptors of the
command's standard output and error. It answers with the exit code. Loading anew for each command would
take most of the tests' time.
"""

import json
import os
import signal
import socket
import sys
from functools import partial

from aggregator.cli import main


def serve(asked):
    while True:
        message, descriptors, _, _ = socket.recv_fds(asked, 1_000_000, 2)
        if not message:
            return
        told = json.loads(message)
        child = os.fork()
        if not child:
            run(told["arguments"], told["environment"], descriptors, asked)
        for descriptor in descriptors:
            os.close(descriptor)
        signal.signal(signal.SIGALRM, partial(end, child))
        signal.setitimer(signal.ITIMER_REAL, told["timeout"])
        _, status = os.waitpid(child, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        asked.send(str(os.waitstatus_to_exitcode(status)).encode())


def end(child, *_):
    os.killpg(child, signal.SIGKILL)


def run(arguments, environment, descriptors, asked):
    """Become the command; this does not return."""
    os.setsid()
    asked.close()
    nothing = os.open(os.devnull, os.O_RDONLY)
    for place, descriptor in enumerate((nothing, *descriptors)):
        os.dup2(descriptor, place)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(environment)
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


if __name__ == "__main__":
    serve(socket.socket(fileno=os.dup(0)))
