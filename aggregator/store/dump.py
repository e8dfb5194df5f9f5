"""Takes the data of a store out into files of one moment, and puts it into a database, equal row for row.

SQLite's data is one file, copied by its own backup; PostgreSQL's a file for each table, made by ``COPY``.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from aggregator.errors import StoreError
from aggregator.store.engine import migrated

FILE = "aggregator.db"
TABLES = "tables"
_VERSIONS = "alembic_version"


def take(engine: Engine, folder: Path) -> dict[str, int]:
    """Write the data into ``folder`` as it is at one moment, whoever writes; return rows by table."""
    if engine.dialect.name == "sqlite":
        copy = folder / FILE
        with _opened(str(engine.url.database)) as source, _opened(copy) as target, _of_the_copy(copy):
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # a single file, without a log beside it
        return look(copy)
    with engine.connect() as connection:
        rows: dict[str, int] = {}
        for name in _tables(connection):
            _copy_out(connection, name, folder / TABLES / f"{name}.copy")
            rows[name] = connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608  our own table's name
        return rows


@contextmanager
def _of_the_copy(copy: Path) -> Iterator[None]:
    """Raise that the disk is full as the copy's trouble: it is the one that grows."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(copy)) from error
        raise


def look(copy: Path) -> dict[str, int]:
    """Return the rows by table of an SQLite file that is whole; raises ``StoreError`` where it is not."""
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as opened:
            said = [row[0] for row in opened.execute("PRAGMA integrity_check(3)")]
            broken = opened.execute("PRAGMA foreign_key_check").fetchall()
            names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            tables = [row[0] for row in opened.execute(names) if not row[0].startswith("search_words")]
            count = "SELECT count(*) FROM "
            rows = {name: opened.execute(f'{count}"{name}"').fetchone()[0] for name in tables}
    except sqlite3.Error as error:
        raise StoreError(f"the copy of the store, {copy}, cannot be read: {error}") from error
    if said != ["ok"] or broken:
        raise StoreError(
            f"the copy of the store is damaged: {'; '.join(said)}, {len(broken)} broken references; "
            "run `aggregator check store`"
        )
    return rows


def put(engine: Engine, folder: Path, *, schema: str, over: bool = False) -> None:
    """Put PostgreSQL's data into an empty database, or ``over`` what stands there, all of it or nothing."""
    with engine.execution_options(writing=True).begin() as connection:
        if over:
            for name in [*reversed(_tables(connection)), _VERSIONS]:
                connection.execute(text(f'DROP TABLE IF EXISTS "{name}" CASCADE'))
        _fill(connection, folder, schema)


def rehearse(engine: Engine, folder: Path, *, schema: str) -> dict[str, int]:
    """Put PostgreSQL's data into tables of their own, which go again; return rows by table."""
    with engine.execution_options(scratch=True).connect() as connection, connection.begin() as attempt:
        connection.execute(text("CREATE SCHEMA aggregator_rehearsal"))
        connection.execute(text("SET LOCAL search_path TO aggregator_rehearsal"))
        _fill(connection, folder, schema)
        rows = {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608  our own table's name
            for name in _tables(connection)
        }
        attempt.rollback()
    return rows


def _fill(connection: Connection, folder: Path, schema: str) -> None:
    migrated(connection, to=schema)
    for name in _tables(connection):
        _copy_in(connection, name, folder / TABLES / f"{name}.copy")
        _count_on(connection, name)


def _tables(connection: Connection) -> list[str]:
    """Return the names of the tables, those that others refer to first."""
    found = inspect(connection)
    place = connection.execute(text("SELECT current_schema()")).scalar()
    names = [name for name, _ in found.get_sorted_table_and_fkc_names(place) if name]
    return [name for name in names if name != _VERSIONS]


def _copy_out(connection: Connection, name: str, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    columns = ", ".join(f'"{one["name"]}"' for one in inspect(connection).get_columns(name))
    with path.open("wb") as file, _driver(connection).cursor() as cursor:
        file.write(columns.encode() + b"\n")
        with cursor.copy(f'COPY "{name}" ({columns}) TO STDOUT') as rows:
            for block in rows:
                file.write(block)


def _copy_in(connection: Connection, name: str, path: Path) -> None:
    with path.open("rb") as file, _driver(connection).cursor() as cursor:
        columns = file.readline().decode().strip()
        if {one.strip('" ') for one in columns.split(",")} != _columns(connection, name):
            raise StoreError(f"the backup's table {name} has other columns than its version of the schema")
        with cursor.copy(f'COPY "{name}" ({columns}) FROM STDIN') as rows:
            while block := file.read(1 << 16):
                rows.write(block)


def _columns(connection: Connection, name: str) -> set[str]:
    place = connection.execute(text("SELECT current_schema()")).scalar()
    return {one["name"] for one in inspect(connection).get_columns(name, schema=place)}


def _count_on(connection: Connection, name: str) -> None:
    """Have the numbers that the database gives go on behind those that are there."""
    for column in _columns(connection, name):
        counter = connection.execute(
            text("SELECT pg_get_serial_sequence(:name, :column)"), {"name": name, "column": column}
        ).scalar()
        if counter:
            last = f'SELECT setval(:counter, greatest((SELECT max("{column}") FROM "{name}"), 1))'  # noqa: S608  our own names
            connection.execute(text(last), {"counter": counter})


def _opened(path: Path | str) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(path))


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
