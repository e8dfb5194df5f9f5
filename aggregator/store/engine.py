"""Opens the database, brings its schema up to date, and gives out transactions."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from aggregator.errors import StoreError

HEAD = "0005"
"""The newest migration that this version of the program knows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How long a writer waits for another one, in seconds."""

    busy_timeout: float = 30.0


class Store:
    """An open database; many may read at once, one writes at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)
        # Threads that find SQLite busy sleep and look again, ever later; a lock wakes the next at once.
        self._turn = threading.Lock() if engine.dialect.name == "sqlite" else contextlib.nullcontext()

    @classmethod
    def open(cls, url: str, *, site: Path, limits: Limits = Limits()) -> Self:
        """Open the database at ``url`` and migrate it; SQLite paths are relative to ``site``.

        Raises ``StoreError`` for an address that cannot be read, a file that is no database, a
        database of a newer version, and a disk that does not let it be written.
        """
        engine = _engine(_absolute(url, site), limits)
        store = cls(engine)
        with _in_words(_name(engine)):
            _migrate(engine)
        return store

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the store throughout."""
        with _in_words(_name(self._engine)), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes all happen at the end, or not at all."""
        with _in_words(_name(self._engine)), self._turn, self._writing.begin() as connection:
            yield connection

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.dispose()


def _absolute(url: str, site: Path) -> str:
    """Return ``url`` with a relative SQLite path made absolute, its folder made."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError(
            f"[store] url {url!r} is not an address such as sqlite:///store/aggregator.db"
        ) from error
    if parsed.get_backend_name() != "sqlite":
        return parsed.render_as_string(hide_password=False)
    path = (site / (parsed.database or "store/aggregator.db")).resolve()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the folder of the store, {path.parent}, cannot be made: {error.strerror}"
        ) from error
    return parsed.set(database=str(path)).render_as_string(hide_password=False)


def _engine(url: str, limits: Limits) -> Engine:
    try:
        engine = create_engine(url)
    except (ImportError, ArgumentError) as error:
        raise StoreError(f"[store] url names a database that cannot be used here: {error}") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite(limits))
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(limits: Limits) -> Callable[[Any, object], None]:
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's begin event says BEGIN, not the driver
        # FULL, not NORMAL: with NORMAL the last commits can vanish in a power cut, and a delivery
        # whose "sent" vanished would be mailed again.
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA busy_timeout = {int(limits.busy_timeout * 1000)}")

    return prepare


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE: a writer waits for its turn at once instead of failing when it first writes.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _migrate(engine: Engine) -> None:
    version = _version(engine)
    if version == HEAD:
        return
    if version is not None and version > HEAD:
        raise StoreError(
            f"the store at {_name(engine)} was written by a newer aggregator (schema {version}, "
            f"this one knows {HEAD}): install the newer version again"
        )
    # Inline: Alembic takes 0.2 s to import, and is needed once in a version's life.
    from alembic import command
    from alembic.config import Config

    configuration = Config()
    configuration.set_main_option(
        "script_location", str(Path(__file__).parent / "migrations").replace("%", "%%")
    )
    with engine.execution_options(writing=True).begin() as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "head")


def _version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _name(engine: Engine) -> str:
    return engine.url.database or engine.url.render_as_string(hide_password=True)


@contextmanager
def _in_words(name: str) -> Iterator[None]:
    """Turn what the database says into a sentence for the operator."""
    try:
        yield
    except DBAPIError as error:
        said = str(error.orig)
        for known, meaning in _SAYINGS.items():
            if known in said:
                raise StoreError(f"the store at {name} {meaning}") from error
        raise StoreError(f"the store at {name} answered: {said}") from error


_SAYINGS = {
    "file is not a database": "is not a database: move that file away or set [store] url to another one",
    "database is locked": "is locked by another program: end that program, or wait, and try again",
    "database or disk is full": "cannot grow, the disk is full: make room and start again; nothing was lost",
    "readonly database": "is read-only: give the aggregator's user the right to write it",
    "unable to open database file": "cannot be opened: look at the rights of the file and its folder",
    "disk image is malformed": "is damaged: restore it from a backup",
}
