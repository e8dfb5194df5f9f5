"""Brings bytes from this machine, a file's or a command's, for sources to whom the operator allows it."""

import asyncio
import contextlib
import os
import signal
import stat
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from aggregator.fetch import body, coding
from aggregator.fetch.limits import Limits
from aggregator.model import Failed, Fetched, Request

_SECRET = "AGGREGATOR_"  # noqa: S105  how the names of our own secrets begin
_OK = 200


class LocalError(Exception):
    """What is on this machine cannot be had; the text says why."""


class Local:
    """Reads files and runs commands, a few at once, each within the bounds of a request."""

    def __init__(self, limits: Limits, *, clock: Callable[[], datetime], folder: Path) -> None:
        self._limits, self._clock, self._folder = limits, clock, folder
        self._places = asyncio.Semaphore(limits.commands)

    async def visit(self, request: Request) -> Fetched | Failed:
        """Return what a file holds or a command prints; what goes wrong comes back as ``Failed``."""
        what = f"the command {request.command[0]}" if request.command else request.url
        try:
            async with self._places, asyncio.timeout(self._limits.timeout):
                content = await (self._printed(request) if request.command else self._held(request.url))
        except TimeoutError:
            why = f"{what} did not finish within {self._limits.timeout:g} s"
        except (LocalError, body.BodyError) as error:
            why = f"{what} {error}" if isinstance(error, LocalError) else f"what {what} gives: {error}"
        except (OSError, ValueError) as error:
            why = f"{what} cannot be had: {getattr(error, 'strerror', None) or error}"
        else:
            return Fetched(source=request.source, at=self._clock(), url=request.url, status=_OK, body=content)
        return Failed(source=request.source, at=self._clock(), why=why)

    async def _held(self, url: str) -> bytes:
        return await asyncio.to_thread(_read, url2pathname(urlsplit(url).path), self._limits.max_bytes)

    async def _printed(self, request: Request) -> bytes:
        async with _running(request.command, self._folder) as process:
            said = asyncio.create_task(_heard(process))
            content = bytearray()
            while piece := await _stream(process.stdout).read(coding.STEP):
                content += piece
                body.check_length(len(content), limit=self._limits.max_bytes)
            code, words = await process.wait(), await said
        if code:
            raise LocalError(f"ended with code {code}" + (f" and said: {words}" if words else ""))
        return bytes(content)


@asynccontextmanager
async def _running(command: tuple[str, ...], folder: Path) -> AsyncIterator[Process]:
    """Run a command without a shell, in a group of its own; with its children it ends where we leave it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_SECRET)}
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        env=environment,
        cwd=folder,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        # Its children may live on without it; as long as one does nobody else gets the group's number.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.shield(process.wait())


async def _heard(process: Process) -> str:
    """Return the last line that a command wrote to its standard error, as it may be shown."""
    tail = b""
    while piece := await _stream(process.stderr).read(coding.STEP):
        tail = (tail + piece)[-1_000:]
    lines = tail.decode("utf-8", "replace").strip().splitlines()
    return "".join(sign for sign in lines[-1] if sign.isprintable())[:200] if lines else ""


def _stream(given: asyncio.StreamReader | None) -> asyncio.StreamReader:
    if given is None:
        raise LocalError("has no output that can be read")
    return given


def _read(path: str, limit: int) -> bytes:
    # What is no file (a pipe, a device) must neither be waited for nor read without end.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise LocalError("is no file")
        with os.fdopen(descriptor, "rb", closefd=False) as opened:
            content = opened.read(limit + 1)
    finally:
        os.close(descriptor)
    body.check_length(len(content), limit=limit)
    return content
