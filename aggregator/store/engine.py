"""Opens the database, brings its schema up to date, and gives out transactions."""

import contextlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from aggregator.errors import StoreError
from aggregator.store import index, postgresql, sqlite
from aggregator.store.sayings import in_words, name
from aggregator.store.schema import metadata

DEFAULT_URL = "sqlite:///store/aggregator.db"
"""Where the data lives if nothing is said."""

HEAD = "0016"
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
        try:
            with in_words(engine):
                _migrate(engine)
        except StoreError:
            engine.dispose()
            raise
        return cls(engine)

    @property
    def engine(self) -> Engine:
        """The database itself, for what copies, checks or clears it as a whole."""
        return self._engine

    def optimise(self) -> None:
        """Let SQLite look at what its indexes hold, where that has changed; PostgreSQL does so by itself."""
        if self._engine.dialect.name == "sqlite":
            with self.writing() as connection:
                connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
                # Before SQLite 3.46 `optimize` looks at those tables only that this connection has asked.
                connection.exec_driver_sql("ANALYZE")
                connection.exec_driver_sql("PRAGMA optimize")

    def rest(self) -> None:
        """Close what no one uses just now: SQLite's connections keep pages and statements they have seen."""
        if self._engine.dialect.name == "sqlite":
            self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the store throughout."""
        with in_words(self._engine), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes all happen at the end, or not at all."""
        with in_words(self._engine), self._turn, self._writing.begin() as connection:
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
    # The connection used last is used next: each keeps pages, and few of them should keep many.
    options: dict[str, Any] = {"pool_use_lifo": True}
    if not url.startswith("sqlite"):
        # A server that was started anew has cut the connections that are kept: they are tried first.
        waiting = {"connect_timeout": postgresql.CONNECT_SECONDS}
        options = {"pool_pre_ping": True, "connect_args": waiting}
    try:
        engine = create_engine(url, **options)
    except (ImportError, ArgumentError) as error:
        raise StoreError(
            f"[store] url names a database that cannot be used here: {error}"
            + ("; install aggregator[postgresql]" if "psycopg" in str(error) else "")
        ) from error
    prepare = sqlite.prepare if engine.dialect.name == "sqlite" else postgresql.prepare
    prepare(engine, busy_timeout=limits.busy_timeout)
    return engine


def _migrate(engine: Engine) -> None:
    version = _version(engine)
    if version == HEAD:
        return
    if version is not None and version > HEAD:
        raise StoreError(
            f"the store at {name(engine)} was written by a newer aggregator (schema {version}, "
            f"this one knows {HEAD}): install the newer version again"
        )
    with engine.execution_options(writing=True).begin() as connection:
        migrated(connection)
    # Here, not in the migration, which must never change; what a kill leaves is caught up with later.
    more = version is not None
    while more:
        with engine.execution_options(writing=True).begin() as connection:
            more = index.catch_up(connection) > 0


def migrated(connection: Connection, *, to: str = "head") -> None:
    """Bring the schema forward ``to`` a version, within the connection's transaction."""
    # Inline: Alembic takes 0.2 s to import, and is needed once in a version's life.
    from alembic import command
    from alembic.config import Config

    configuration = Config()
    configuration.set_main_option(
        "script_location", str(Path(__file__).parent / "migrations").replace("%", "%%")
    )
    configuration.attributes["connection"] = connection
    command.upgrade(configuration, to)


@contextmanager
def connecting(url: str, site: Path, limits: Limits = Limits()) -> Iterator[Engine]:
    """Give the database at ``url`` as it stands, without bringing it up to date."""
    engine = _engine(_absolute(url, site), limits)
    try:
        yield engine
    finally:
        engine.dispose()


def _version(engine: Engine) -> str | None:
    """Return the schema's version, ``None`` of a new database; raises ``StoreError`` for another's."""
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        if "alembic_version" in tables:
            version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            if version is None or re.fullmatch(r"\d{4}", version):
                return version
    # In a file every table is in the way, on a server only those of the same names.
    foreign = tables if engine.dialect.name == "sqlite" else tables & set(metadata.tables)
    if foreign:
        raise StoreError(
            f"the store at {name(engine)} is a database of another program (it holds the table "
            f"{min(foreign)}): set [store] url to another one"
        )
    return None
