"""Keeps two processes of one machine from asking a host at the same time."""

import contextlib
import errno
import fcntl
import os
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final
from zlib import crc32

from aggregator.fetch.turns import Pause

_PATIENCE: Final = 0.05
"""Seconds between two looks whether a host is free."""
_SET: Final = getattr(fcntl, "F_OFD_SETLK", None)
"""Locks of an open file (``fcntl(2)``), which end with its process; not every system has them."""


class Neighbours:
    """The hosts that this process is asking: bytes of a file at ``path``, locked by their names' hashes.

    Without a path, or where there are no such locks, every process goes by itself.
    """

    def __init__(self, path: Path | None, *, pause: Pause) -> None:
        self._pause, self._file = pause, None
        if path is not None and _SET is not None:
            with contextlib.suppress(OSError):
                self._file = path.open("ab")

    def close(self) -> None:
        """Let go of all."""
        if self._file is not None:
            self._file.close()

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait until no other process asks ``host``, and keep them from it meanwhile."""
        while not self._set(host, fcntl.F_WRLCK):
            await self._pause(_PATIENCE)
        try:
            yield
        finally:
            self._set(host, fcntl.F_UNLCK)

    def _set(self, host: str, kind: int) -> bool:
        """Lock a host or let it go; return whether that was to be had. Where locking fails, nobody waits."""
        if self._file is None or _SET is None:
            return True
        asked = struct.pack("hhlli", kind, os.SEEK_SET, crc32(host.encode()), 1, 0)
        try:
            fcntl.fcntl(self._file, _SET, asked)
        except OSError as error:
            return error.errno not in {errno.EAGAIN, errno.EACCES}
        return True
