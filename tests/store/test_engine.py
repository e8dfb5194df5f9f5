"""Opening a store, and what it says when it can't."""

import sqlite3
import threading
import time
from multiprocessing import get_context
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy.dialects import sqlite

from aggregator.errors import StoreError
from aggregator.store import Store
from aggregator.store.engine import HEAD, Limits
from aggregator.store.schema import Moment, metadata, subscriber

URL = "sqlite:///store/aggregator.db"


def test_a_new_store_has_every_table_and_column_of_the_schema(store):
    with store.reading() as connection:
        found = inspect(connection)
        tables = {name: {column["name"] for column in found.get_columns(name)} for name in metadata.tables}
    assert tables == {name: set(table.columns.keys()) for name, table in metadata.tables.items()}


def test_a_store_that_rests_holds_no_file_open_and_goes_on_when_asked(tmp_path, noon):
    def held():
        files = [one.readlink() for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]
        return [one for one in files if one.is_relative_to(tmp_path)]

    with Store.open(URL, site=tmp_path) as store:
        with store.writing() as connection:
            connection.execute(subscriber.insert().values(a_row(1, noon)))
        store.rest()
        assert held() == []
        with store.reading() as connection:
            assert len(connection.execute(subscriber.select()).all()) == 1


def test_the_newest_migration_is_the_one_that_the_program_expects():
    configuration = Config()
    configuration.set_main_option("script_location", "aggregator/store/migrations")
    assert ScriptDirectory.from_config(configuration).get_current_head() == HEAD


def test_sqlite_keeps_what_was_committed_and_checks_references(tmp_path):
    with Store.open(URL, site=tmp_path) as store, store.reading() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_a_transaction_that_breaks_off_changes_nothing(store, noon):
    row = {"id": "1", "address": "a@example.org", "state": "active", "since": noon, "consent": ""}
    with pytest.raises(RuntimeError), store.writing() as connection:
        connection.execute(subscriber.insert().values(row))
        raise RuntimeError
    with store.reading() as connection:
        assert connection.execute(subscriber.select()).all() == []


def test_a_naive_time_never_reaches_the_store(noon):
    with pytest.raises(ValueError, match="naive"):
        Moment().process_bind_param(noon.replace(tzinfo=None), sqlite.dialect())


def _write_garbage(path):
    path.write_bytes(b"not a database at all, but long enough to be read as one" * 20)


def _write_newer(path):
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE alembic_version (version_num TEXT)")
        database.execute("INSERT INTO alembic_version VALUES ('9999')")
    database.close()


def _write_another_programs(path):
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE customers (name TEXT)")
    database.close()


def _write_another_alembic(path):
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE alembic_version (version_num TEXT)")
        database.execute("INSERT INTO alembic_version VALUES ('ae1027a6acf3')")
    database.close()


def _make_folder(path):
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_write_garbage, "is not a database: move that file away"),
        (_write_newer, "written by a newer aggregator"),
        (_write_another_programs, r"is a database of another program \(it holds the table customers\)"),
        (_write_another_alembic, "is a database of another program"),
        (_make_folder, "cannot be opened"),
    ],
)
def test_a_store_that_cannot_be_used_is_said_in_one_line(tmp_path, spoil, words):
    path = tmp_path / "store" / "aggregator.db"
    path.parent.mkdir()
    spoil(path)
    with pytest.raises(StoreError, match=words) as caught:
        Store.open(URL, site=tmp_path)
    assert "\n" not in str(caught.value)


def test_a_store_that_another_program_keeps_locked_is_said_in_one_line(tmp_path):
    with Store.open(URL, site=tmp_path):
        pass
    blocker = sqlite3.connect(tmp_path / "store" / "aggregator.db", isolation_level=None)
    blocker.execute("BEGIN EXCLUSIVE")
    with (
        Store.open(URL, site=tmp_path, limits=Limits(busy_timeout=0.1)) as store,
        pytest.raises(StoreError, match="locked by another program"),
        store.writing(),
    ):
        pass
    blocker.close()


@pytest.mark.parametrize("url", ["nonsense", "oracle://nowhere/x", "sqlite-typo:///x.db"])
def test_an_address_that_is_none_is_said_in_one_line(tmp_path, url):
    with pytest.raises(StoreError, match=r"\[store\] url"):
        Store.open(url, site=tmp_path)


def _open(folder, url):
    with Store.open(url, site=folder):
        pass


@pytest.mark.parametrize("url", [URL, "postgresql"])
def test_processes_that_open_a_new_store_at_the_same_time_do_not_trip_over_each_other(tmp_path, request, url):
    if url == "postgresql":
        url = request.getfixturevalue("an_empty_postgres")
    context = get_context("forkserver")
    processes = [context.Process(target=_open, args=(tmp_path, url)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda url: url.replace("/kept_", "/nowhere_"), "there is no such database"),
        (lambda url: url.replace("postgres@", "stranger@"), "knows no such user"),
        (lambda _: "postgresql+psycopg://someone:hidden@127.0.0.1:1/news", "cannot be reached"),
        (lambda _: "postgresql+psycopg://someone:hidden@host.invalid/news", "cannot be reached"),
    ],
)
def test_a_server_that_lets_nobody_in_is_said_in_one_line(a_postgres, tmp_path, spoil, words):
    with pytest.raises(StoreError, match=words) as caught:
        Store.open(spoil(a_postgres), site=tmp_path)
    assert "\n" not in str(caught.value)
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "written by a newer aggregator"),
        ("DROP TABLE alembic_version", "is a database of another program"),
    ],
)
def test_a_database_that_is_no_store_of_ours_is_said_in_one_line(a_postgres, tmp_path, spoil, words):
    with Store.open(a_postgres, site=tmp_path) as store, store.writing() as connection:
        connection.exec_driver_sql(spoil)
    with pytest.raises(StoreError, match=words) as caught:
        Store.open(a_postgres, site=tmp_path)
    assert "\n" not in str(caught.value)


def test_one_writes_at_a_time_on_postgresql_too(a_postgres, tmp_path):
    with (
        Store.open(a_postgres, site=tmp_path) as one,
        Store.open(a_postgres, site=tmp_path, limits=Limits(busy_timeout=0.1)) as other,
        one.writing(),
    ):
        with pytest.raises(StoreError, match="locked by another program"), other.writing():
            pass
        with other.reading():
            pass


def test_a_reader_sees_one_state_throughout(store, noon):
    row = {"id": "1", "address": "a@example.org", "state": "active", "since": noon, "consent": ""}
    with store.reading() as reader:
        assert reader.execute(subscriber.select()).all() == []
        with store.writing() as writer:
            writer.execute(subscriber.insert().values(row))
        assert reader.execute(subscriber.select()).all() == []


def test_text_with_a_nul_is_kept_without_it_where_the_database_takes_none(a_postgres, tmp_path, noon):
    row = {"id": "1", "address": "a\0@example.org", "state": "active", "since": noon, "consent": "\0"}
    with Store.open(a_postgres, site=tmp_path) as store, store.writing() as connection:
        connection.execute(subscriber.insert().values(row))
        assert [one.address for one in connection.execute(subscriber.select())] == ["a@example.org"]


def test_a_writer_waits_for_the_one_before_and_sees_what_it_wrote(tmp_path, url, noon):
    begun, order = threading.Event(), []

    def first():
        with Store.open(url, site=tmp_path) as store, store.writing() as connection:
            begun.set()
            time.sleep(0.3)
            connection.execute(subscriber.insert().values(a_row(0, noon)))
            order.append("first")

    writer = threading.Thread(target=first)
    writer.start()
    assert begun.wait(30)
    with Store.open(url, site=tmp_path) as store, store.writing() as connection:
        order.append("second")
        assert len(connection.execute(subscriber.select()).all()) == 1
    writer.join()
    assert order == ["first", "second"]


def a_row(number, noon):
    return {
        "id": str(number),
        "address": f"{number}@example.org",
        "state": "active",
        "since": noon,
        "consent": "",
    }


def _write(folder, url, numbers, noon):
    with Store.open(url, site=folder) as store:
        for number in numbers:
            with store.writing() as connection:
                known = len(connection.execute(subscriber.select()).all())
                row = a_row(number, noon) | {"name": str(known)}
                connection.execute(subscriber.insert().values(row))


def test_processes_that_write_at_the_same_time_lose_nothing_and_see_each_other(tmp_path, url, noon):
    context = get_context("forkserver")
    processes = [
        context.Process(target=_write, args=(tmp_path, url, range(one * 20, one * 20 + 20), noon))
        for one in range(3)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    with Store.open(url, site=tmp_path) as store, store.reading() as connection:
        counted = sorted(int(row.name) for row in connection.execute(subscriber.select()))
    assert counted == list(range(60))  # each saw all that had been written before it
