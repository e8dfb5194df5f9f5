"""A store that cannot be used is said in one line by every command that needs it, and nothing is served."""

import sqlite3

import pytest

COMMANDS = [
    ("check",),
    ("check", "store"),
    ("poll",),
    ("items",),
    ("items", "search", "news"),
    ("publish",),
    ("store", "vacuum"),
    ("backup", "backup.zip"),
    ("subscribers", "list"),
    ("run",),
]


def newer(path):
    with sqlite3.connect(path) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()


def no_database(path):
    path.write_bytes(b"These are the minutes of a meeting. " * 100)


def damaged(path):
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096 * 20)


def another_programs(path):
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE customers (name TEXT)")
    database.close()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (newer, "was written by a newer aggregator"),
        (no_database, "is not a database: move that file away"),
        (damaged, "is damaged: restore it from a backup"),
        (another_programs, "is a database of another program"),
    ],
)
def test_one_line_says_what_is_wrong_with_the_store(a_site, run, tmp_path, spoil, words):
    a_site({})
    assert run("check").code == 0
    spoil(tmp_path / "store" / "aggregator.db")
    for command in COMMANDS:
        ran = run(*command)
        assert (ran.code, ran.out, ran.err.count("\n"), words in ran.err) == (1, "", 1, True), (command, ran)
