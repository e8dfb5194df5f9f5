"""Says in one line what a database's own words mean for the operator."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from aggregator.errors import StoreError

_FULL = "cannot grow, the disk is full: make room and start again; nothing was lost"
_LOCKED = "is locked by another program: end that program, or wait, and try again"
_IO = "disk I/O error"
_SHARED = 65_536
"""Bytes that SQLite needs beside its file to open it."""

_MEANINGS = {
    "file is not a database": "is not a database: move that file away or set [store] url to another one",
    "database is locked": _LOCKED,
    "database or disk is full": _FULL,
    _IO: "cannot be read or written, the disk reports an error: see that it is there and has "
    "room, then run `aggregator check store`",
    "readonly database": "is read-only: give the aggregator's user the right to write it",
    "unable to open database file": "cannot be opened: look at the rights of the file and its folder",
    "disk image is malformed": "is damaged: restore it from a backup",
    "No space left on device": _FULL,
    "lock timeout": _LOCKED,
    "password authentication failed": "refuses the password: set the right one in [store] url",
    "FATAL:  database": "cannot be opened: there is no such database; make it with `createdb`",
    "FATAL:  role": "cannot be opened: PostgreSQL knows no such user; make it with `createuser`",
    "connection failed": "cannot be reached: see that PostgreSQL runs there and that [store] url is right",
    "connection timeout": "cannot be reached: see that PostgreSQL runs there and that [store] url is right",
    "failed to resolve host": "cannot be reached: [store] url names a host that is not there",
    "permission denied": "does not let the aggregator's user make or change its tables: grant it that",
}
"""What is said, by what holds it; the first that fits is taken."""


def name(engine: Engine) -> str:
    """Return what the operator knows the store by: its file, or its address without the password."""
    if engine.dialect.name == "sqlite":
        return engine.url.database or ":memory:"
    return engine.url.set(password=None).render_as_string()


@contextmanager
def in_words(engine: Engine) -> Iterator[None]:
    """Raise what the database says as a ``StoreError`` of one line."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(f"the store at {name(engine)} {_meaning(str(error.orig), engine)}") from error
    except engine.dialect.loaded_dbapi.Error as error:  # of the driver, where it is asked itself
        raise StoreError(f"the store at {name(engine)} {_meaning(str(error), engine)}") from error


def _meaning(said: str, engine: Engine) -> str:
    # A full disk is an I/O error to SQLite where it cannot make the file by which it shares its log.
    if _IO in said and engine.dialect.name == "sqlite" and _is_full(Path(str(engine.url.database)).parent):
        return _FULL
    for known, meaning in _MEANINGS.items():
        if known in said:
            return meaning
    return f"answered: {' '.join(said.split())[:500]}"


def _is_full(folder: Path) -> bool:
    try:
        room = os.statvfs(folder)
    except OSError:
        return False
    return room.f_bavail * room.f_frsize < _SHARED
