"""Looks after the database as a whole: says whether it is whole, and gives back room that nothing needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from aggregator.store import index
from aggregator.store.engine import Store
from aggregator.store.sayings import in_words
from aggregator.store.schema import metadata

_FAULTS = 10
"""The most faults that are told; a damaged file can have thousands."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """How a store is: its rows, its bytes, and what is wrong with it, in words."""

    rows: int
    size: int
    faults: tuple[str, ...]


def examine(store: Store) -> Health:
    """Read all that the database holds, and say what is not as it should be; changes nothing.

    Raises ``StoreError`` where the database is too damaged to be read.
    """
    with store.reading() as connection:
        lacking = list(_lacking(connection))
        if lacking:
            return Health(rows=0, size=size(store.engine), faults=tuple(lacking))
        rows = sum(_read(connection, name) for name in metadata.tables)
        faults = [*_broken(connection), *_unfound(connection)]
    return Health(rows=rows, size=size(store.engine), faults=tuple(faults[:_FAULTS]))


def vacuum(store: Store) -> None:
    """Give back the room that nothing needs any more; others wait meanwhile.

    The words of search are laid anew where some belong to nothing, or an item has none.
    """
    with store.reading() as connection:
        anew = index.stray(connection) or index.missing(connection)
    if anew:
        _lay_anew(store)
    with in_words(store.engine):
        (_sqlite if store.engine.dialect.name == "sqlite" else _postgresql)(store.engine)


def size(engine: Engine) -> int:
    """Return how many bytes the data take, with what is written beside them."""
    if engine.dialect.name == "sqlite":
        path = Path(str(engine.url.database))
        files = [path, path.with_name(f"{path.name}-wal")]
        return sum(one.stat().st_size for one in files if one.exists())
    with engine.connect() as connection:
        total = "SELECT coalesce(sum(pg_total_relation_size(relid)), 0) FROM pg_stat_user_tables"
        return int(connection.execute(text(total)).scalar_one())


def _lay_anew(store: Store) -> None:
    # Some at a time: a kill on the way leaves what the daily tidying, or the next vacuum, catches up with.
    with store.writing() as connection:
        index.clear(connection)
    more = True
    while more:
        with store.writing() as connection:
            more = index.catch_up(connection) > 0


def _sqlite(engine: Engine) -> None:
    raw = engine.raw_connection()  # SQLAlchemy would begin a transaction, in which there is no VACUUM
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()


def _postgresql(engine: Engine) -> None:
    with engine.execution_options(scratch=True, isolation_level="AUTOCOMMIT").connect() as connection:
        for name in [*metadata.tables, "search_words"]:
            connection.execute(text(f'VACUUM (FULL, ANALYZE) "{name}"'))


def _lacking(connection: Connection) -> Iterator[str]:
    found = inspect(connection)
    tables = set(found.get_table_names())
    for name, table in metadata.tables.items():
        if name not in tables:
            yield f"the table {name} is gone"
            continue
        gone = set(table.columns.keys()) - {column["name"] for column in found.get_columns(name)}
        if gone:
            yield f"the table {name} has lost its columns {', '.join(sorted(gone))}"


def _read(connection: Connection, name: str) -> int:
    """Return how many rows a table has; on PostgreSQL every value is read, on SQLite its own check does."""
    if connection.dialect.name == "sqlite":
        return int(connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one())  # noqa: S608  our own table's name
    read = f'SELECT count(hashtext(CAST(one.* AS text))) FROM "{name}" AS one'  # noqa: S608  our own table's name
    return int(connection.execute(text(read)).scalar_one())


def _broken(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        said = connection.exec_driver_sql(f"PRAGMA integrity_check({_FAULTS})").scalars()
        yield from (one for one in said if one != "ok")
        for table, row, referred, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield f"row {row} of {table} refers to a row of {referred} that is not there"
    else:
        broken = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"
        for name in connection.execute(text(broken)).scalars():
            yield f"the index {name} is not whole: run REINDEX INDEX {name}"


def _unfound(connection: Connection) -> Iterator[str]:
    if missing := index.missing(connection):
        yield f"the search misses {missing} items: run `aggregator store vacuum`"
