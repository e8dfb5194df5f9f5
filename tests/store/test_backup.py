"""A backup taken while others write holds the store of one moment, and gives it back equal."""

import json
import sqlite3
import threading
import zipfile
from contextlib import contextmanager

import postgres
import pytest
import sqlalchemy as sa

from aggregator import store as kept
from aggregator.errors import StoreError, UsageError
from aggregator.model import Source, Verdict
from aggregator.store import Store, backup
from aggregator.store.backup import Limits
from aggregator.store.engine import connecting
from aggregator.store.search import Query, search

TOML = '[site]\ntitle = "News"\n[store]\nurl = "{url}"\n'


@pytest.fixture
def site(tmp_path, url):
    folder = tmp_path / "site"
    (folder / "templates" / "mails").mkdir(parents=True)
    (folder / "sources.toml").write_text(TOML.format(url=url))
    (folder / "templates" / "mails" / "confirm.txt").write_text("Hello")
    return folder


@pytest.fixture
def store(site, url):
    with Store.open(url, site=site) as opened:
        yield opened


@contextmanager
def another_place(tmp_path, url):
    """Yield an address and a folder that nothing stands at."""
    if url.startswith("sqlite"):
        yield url, tmp_path / "other"
    else:
        with postgres.empty() as other:
            yield other, tmp_path / "other"


def rewritten(path, url):
    """Return a copy of a backup whose sources.toml names another address."""
    other = path.with_name("rewritten.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for one in old.infolist():
            new.writestr(one, TOML.format(url=url) if one.filename == "sources.toml" else old.read(one))
    return other


def rows(url, site):
    """Return every row of every table."""
    with connecting(url, site) as engine, engine.connect() as connection:
        names = [
            name for name in sa.inspect(engine).get_table_names() if not name.startswith("search_words_")
        ]
        return {
            name: {repr(tuple(row)) for row in connection.execute(sa.text(f'SELECT * FROM "{name}"'))}
            for name in names
        }


@contextmanager
def load(store, an_item, noon):
    """Keep two items in each transaction, as fast as it goes, until this is left."""
    source = Source(key="society-news", society="society", kind="feed", url="https://society.example/feed")
    over, begun = threading.Event(), threading.Event()

    def write():
        number = 0
        while not over.is_set():
            items = [an_item(f"{number}-{half}", text="Words – 放射学") for half in "ab"]
            with store.writing() as connection:
                kept.polls.register(connection, [source], at=noon)
                verdicts = [Verdict(item=one, kind="new", story=one.id, why="") for one in items]
                kept.items.keep(connection, verdicts, at=noon)
            number += 1
            if number == 5:
                begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait(30)
    try:
        yield
    finally:
        over.set()
        writer.join()


def test_a_backup_under_load_gives_back_equal_rows(store, site, url, tmp_path, an_item, noon):
    path = tmp_path / "backup.zip"
    with load(store, an_item, noon):
        before = rows(url, site)
        saved = backup.save(store, site, path, at=noon)
    after = rows(url, site)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["backup.zip", "site"]
    with another_place(tmp_path, url) as (other, folder):
        assert backup.restore(rewritten(path, other), folder) == saved.rows
        restored = rows(other, folder)
        for name in after:
            assert before[name] <= restored[name] <= after[name], name
        assert len(restored["item"]) % 2 == 0
        with Store.open(other, site=folder) as opened, opened.writing() as connection:
            assert len(search(connection, Query(words="放射"), limit=5)) == 5
            last = an_item("later")  # the numbers that the database gives go on
            kept.items.keep(connection, [Verdict(item=last, kind="new", story=last.id, why="")], at=noon)
        assert (folder / "templates" / "mails" / "confirm.txt").read_text() == "Hello"


def test_what_stands_there_is_replaced_only_when_told_so(store, site, url, tmp_path, noon):
    path = tmp_path / "backup.zip"
    kept.files.keep_secret(site / "store" / "secret.key", made="first")
    backup.save(store, site, path, at=noon)
    (site / "store" / "secret.key").write_text("second")
    (site / "templates" / "later.txt").write_text("Later")
    with pytest.raises(UsageError, match="with --force it is replaced"):
        backup.restore(path, site)
    store.engine.dispose()
    backup.restore(path, site, force=True)
    assert (site / "store" / "secret.key").read_text() == "first"
    assert not (site / "templates" / "later.txt").exists()
    assert [one.name for one in site.iterdir() if one.name.startswith(".")] == []


def test_nothing_is_restored_under_a_running_daemon(store, site, tmp_path, noon):
    path = tmp_path / "backup.zip"
    backup.save(store, site, path, at=noon)
    with (
        kept.files.lock(site / "store" / "daemon.lock", purpose="running as the daemon"),
        pytest.raises(StoreError, match="another process is running as the daemon"),
    ):
        backup.restore(path, site, force=True)


def test_what_an_old_file_had_not_yet_taken_in_does_not_get_into_the_new_one(tmp_path, an_item, noon):
    site = tmp_path / "site"
    site.mkdir()
    (site / "sources.toml").write_text('[site]\ntitle = "x"\n')
    path = tmp_path / "backup.zip"
    with Store.open("sqlite:///store/aggregator.db", site=site) as store:
        backup.save(store, site, path, at=noon)
    (site / "store" / "aggregator.db-wal").write_bytes(b"of the old file" * 1000)
    backup.restore(path, site, force=True)
    assert not (site / "store" / "aggregator.db-wal").exists()
    Store.open("sqlite:///store/aggregator.db", site=site).engine.dispose()


def archive(path, members):
    with zipfile.ZipFile(path, "w") as made:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (0o120777 if name == "templates/link" else 0o100644) << 16
            made.writestr(info, content)
    return path


MANIFEST = {"format": 1, "schema": "0001", "database": "sqlite", "rows": {}}
GOOD = {"manifest.json": json.dumps(MANIFEST), "sources.toml": ""}


@pytest.mark.parametrize(
    ("members", "words"),
    [
        (GOOD | {"../outside": "x"}, "'../outside', which no backup does"),
        (GOOD | {"/etc/passwd": "x"}, "which no backup does"),
        (GOOD | {"templates/../../outside": "x"}, "which no backup does"),
        (GOOD | {"templates/link": "/etc/passwd"}, "which no backup does"),
        (GOOD | {"store/../sources.toml": "x"}, "which no backup does"),
        (GOOD | {"store/tables/x;y.copy": "x"}, "which no backup does"),
        ({"sources.toml": ""}, "it lacks manifest.json"),
        (GOOD | {"manifest.json": "[]"}, "is no backup of an aggregator"),
        (GOOD | {"manifest.json": json.dumps(MANIFEST | {"schema": "9999"})}, "made by a newer aggregator"),
        (GOOD | {"store/aggregator.db": "no database"}, "cannot be read: file is not a database"),
    ],
)
def test_an_archive_that_is_no_backup_is_refused_in_one_line(tmp_path, members, words):
    path = archive(tmp_path / "made.zip", members)
    with pytest.raises(StoreError, match=words) as caught:
        backup.restore(path, tmp_path / "site")
    assert "\n" not in str(caught.value)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["made.zip", "site"]
    assert list((tmp_path / "site").iterdir()) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sources.toml": "not [ TOML"}, r"the backup's sources\.toml cannot be read"),
        ({"sources.toml": b"\xff\xfe"}, r"the backup's sources\.toml cannot be read"),
        ({"sources.toml": "store = 5"}, r"the backup's sources\.toml cannot be read"),
        (
            {"sources.toml": '[store]\nurl = "postgresql+psycopg://x@127.0.0.1:1/x"'},
            r"are of sqlite, and its \[store\] url is of another",
        ),
        ({"sources.toml": '[store]\nurl = "nonsense"'}, r"the backup's \[store\] url cannot be read"),
        ({"manifest.json": {"rows": {"item": 99}}}, "does not hold the rows that it says it holds"),
        ({"manifest.json": {"format": 2}}, "made by a newer aggregator"),
        ({"manifest.json": {"database": "postgresql"}}, "are of postgresql, and its"),
    ],
)
def test_a_backup_that_was_changed_is_refused_in_one_line(tmp_path, noon, change, words):
    site = tmp_path / "site"
    site.mkdir()
    (site / "sources.toml").write_text('[site]\ntitle = "x"\n')
    with Store.open("sqlite:///store/aggregator.db", site=site) as store:
        backup.save(store, site, tmp_path / "good.zip", at=noon)
    with zipfile.ZipFile(tmp_path / "good.zip") as good:
        members = {one: good.read(one) for one in good.namelist()}
    for name, content in change.items():
        new = json.dumps(json.loads(members[name]) | content) if isinstance(content, dict) else content
        members[name] = new
    with pytest.raises(StoreError, match=words) as caught:
        backup.restore(archive(tmp_path / "made.zip", members), tmp_path / "other")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "other" / "sources.toml").exists()


@pytest.mark.parametrize("limits", [Limits(files=2), Limits(size=1_000)])
def test_a_backup_that_is_too_large_is_not_unpacked(tmp_path, limits):
    path = archive(tmp_path / "made.zip", GOOD | {"templates/x": "x" * 2_000})
    with pytest.raises(StoreError, match="holds more than a backup may: nothing was unpacked"):
        backup.restore(path, tmp_path / "site", limits=limits)


@pytest.mark.parametrize("content", [b"", b"no archive", None])
def test_a_file_that_is_no_archive_is_refused_in_one_line(tmp_path, content):
    path = tmp_path / "made.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError, match=r"is no backup|cannot be made or read"):
        backup.restore(path, tmp_path / "site")


def test_a_backup_of_a_damaged_store_is_not_made(tmp_path, noon, an_item):
    site = tmp_path / "site"
    site.mkdir()
    path = tmp_path / "backup.zip"
    with Store.open("sqlite:///store/aggregator.db", site=site) as store:
        with sqlite3.connect(site / "store" / "aggregator.db") as database:
            database.execute("INSERT INTO searched (item) VALUES ('of nothing')")
        database.close()
        with pytest.raises(StoreError, match="1 broken references"):
            backup.save(store, site, path, at=noon)
    assert not path.exists()


def test_only_its_owner_may_read_a_backup(store, site, tmp_path, noon):
    path = tmp_path / "backup.zip"
    backup.save(store, site, path, at=noon)
    assert path.stat().st_mode & 0o077 == 0
