"""However little room there is, what is written is there whole or not at all, and one line says what is wrong."""

from itertools import count

import pytest
from sqlalchemy import event

from aggregator import store as kept
from aggregator.errors import StoreError
from aggregator.model import Source, Verdict
from aggregator.recognise import Telling, shingles
from aggregator.store import Store, sayings, upkeep

URL = "sqlite:///store/aggregator.db"
FULL = "cannot grow, the disk is full: make room and start again; nothing was lost"
LONG = " ".join(f"word{number}" for number in range(300))


@pytest.fixture
def a_poll(an_item, noon):
    """Keep thirty items with all that belongs to them, as a poll does, in one transaction."""
    source = Source(key="society-news", society="society", kind="feed", url="https://society.example/feed")
    items = [an_item(str(number), text=f"{number} {LONG}") for number in range(30)]

    def poll(store):
        with store.writing() as connection:
            kept.polls.register(connection, [source], at=noon)
            new = [one for one in items if not kept.items.known(connection, [one])]
            verdicts = [Verdict(item=one, kind="new", story=one.id, why="") for one in new]
            kept.items.keep(connection, verdicts, at=noon)
            tellings = [Telling.of(one, shingles(one.text), story=one.id, common=frozenset()) for one in new]
            told = kept.tellings.Told(tellings=tellings, at=noon, around=kept.tellings.Own())
            kept.tellings.keep(connection, [told])

    return poll


def bounded(store, pages):
    """Let the file have no more than so many pages: beyond, SQLite finds its disk full."""

    def bound(connection, _record, _proxy):
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(store.engine, "checkout", bound)


def pages(store):
    with store.reading() as connection:
        return connection.exec_driver_sql("PRAGMA page_count").scalar()


def tried(poll, store):
    """Return what a poll had to say of the store, nothing where it went well."""
    try:
        poll(store)
    except StoreError as error:
        return str(error)
    return ""


def test_a_poll_that_finds_no_room_leaves_all_as_it_was_and_the_next_one_goes_on(tmp_path, a_poll):
    with Store.open(URL, site=tmp_path) as store:
        least = pages(store)
    for room in count(0, 7):
        with Store.open(URL, site=tmp_path) as store:
            bounded(store, least + room)
            said = tried(a_poll, store)
        if not said:
            break
        assert said.endswith(FULL)
        with Store.open(URL, site=tmp_path) as store:
            assert upkeep.examine(store).faults == ()
            with store.reading() as connection:
                assert kept.items.count(connection) == 0
    assert room > 50
    with Store.open(URL, site=tmp_path) as store, store.reading() as connection:
        assert upkeep.examine(store).faults == ()
        assert kept.items.count(connection) == 30


def test_a_store_that_is_full_can_still_be_read(tmp_path, a_poll):
    with Store.open(URL, site=tmp_path) as store:
        a_poll(store)
        bounded(store, 1)
        with pytest.raises(StoreError, match=FULL), store.writing() as connection:
            connection.exec_driver_sql("CREATE TABLE larger (room)")
        with store.reading() as connection:
            assert len(kept.items.listing(connection, limit=100)) == 30


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("database or disk is full", FULL),
        ('could not extend file "base/5/1": No space left on device', FULL),
        ("database is locked", "is locked by another program: end that program, or wait, and try again"),
        (
            "canceling statement due to lock timeout",
            "is locked by another program: end that program, or wait, and try again",
        ),
        (
            "file is not a database",
            "is not a database: move that file away or set [store] url to another one",
        ),
        ("database disk image is malformed", "is damaged: restore it from a backup"),
        (
            "attempt to write a readonly database",
            "is read-only: give the aggregator's user the right to write it",
        ),
        ("something\nnobody knew", "answered: something nobody knew"),
    ],
)
def test_what_a_database_says_is_told_in_one_line(store, said, meaning):
    with pytest.raises(StoreError) as caught, sayings.in_words(store.engine):
        raise store.engine.dialect.loaded_dbapi.Error(said)
    assert str(caught.value) == f"the store at {sayings.name(store.engine)} {meaning}"


def test_an_error_of_a_disk_that_has_room_is_no_full_disk(tmp_path):
    with (
        Store.open(URL, site=tmp_path) as store,
        pytest.raises(StoreError, match="the disk reports an error"),
        sayings.in_words(store.engine),
    ):
        raise store.engine.dialect.loaded_dbapi.Error("disk I/O error")
