"""Writes what is published so that a reader never sees half of it, and holds a site's locks."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from aggregator.errors import StoreError


def replace(path: Path, content: bytes) -> bool:
    """Put ``content`` at ``path`` in one step; return ``False``, writing nothing, where it is there already.

    Raises ``StoreError`` where the folder or the file cannot be written.
    """
    try:
        if path.exists() and path.read_bytes() == content:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}") from error
    return True


def content(path: Path) -> bytes:
    """Return what stands at ``path``, nothing where there is no such file.

    Raises ``StoreError`` where it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}") from error


@contextmanager
def lock(path: Path, *, purpose: str) -> Iterator[None]:
    """Hold a lock that ends with the process, however it ends.

    Raises ``StoreError`` at once where another process holds it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a")
    except OSError as error:
        raise StoreError(f"the lock {path} cannot be made: {error.strerror or error}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(
                f"another process is {purpose} in this site: wait until it has finished"
            ) from error
        yield


def keep_secret(path: Path, *, made: str) -> str:
    """Return the secret kept at ``path``, or keep ``made`` there, for this user's eyes only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(made)
        with suppress(FileExistsError):  # the first one stays, whoever kept it
            os.link(beside, path)
        beside.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise StoreError(f"the secret key {path} cannot be kept: {error.strerror or error}") from error
