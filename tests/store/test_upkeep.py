"""A store says whether it is whole, and gives back the room that nothing needs, on both databases alike."""

import sqlite3
from dataclasses import replace

import pytest
from sqlalchemy import text, update

from aggregator import store as kept
from aggregator.errors import StoreError
from aggregator.model import Source, Verdict
from aggregator.store import Store, retention, upkeep
from aggregator.store.engine import Limits
from aggregator.store.schema import item
from aggregator.store.search import Query, search

LONG = " ".join(f"word{number}" for number in range(500))
SOURCE = Source(key="society-news", society="society", kind="feed", url="https://society.example/feed")


@pytest.fixture
def keep(store, an_item, noon):
    """Keep as many items with long texts as are asked for; keep them again, edited, when asked again."""

    def keep(count, kind="new", words=""):
        with store.writing() as connection:
            kept.polls.register(connection, [SOURCE], at=noon)
            items = [an_item(str(one), id=f"item-{one}", text=f"{LONG} {words}") for one in range(count)]
            verdicts = [
                Verdict(item=replace(one, html=f"<p>{one.text}"), kind=kind, story=one.id, why="")
                for one in items
            ]
            kept.items.keep(connection, verdicts, at=noon)

    return keep


def found(store, words):
    with store.reading() as connection:
        return {hit.kept.item.id for hit in search(connection, Query(words=words), limit=100)}


def rows(store):
    with store.reading() as connection:
        return connection.execute(item.select().order_by(item.c.id)).all()


def test_a_whole_store_has_no_faults_and_says_how_much_it_holds(store, keep):
    empty = upkeep.examine(store)
    keep(5)
    full = upkeep.examine(store)
    assert (empty.faults, full.faults) == ((), ())
    # A source, and of each item itself, its number in the search and its hash.
    assert full.rows - empty.rows == 1 + 5 * 3
    assert full.size > 0


def _spoil(store, *statements):
    with store.writing() as connection:
        for one in statements:
            connection.exec_driver_sql(one)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("DROP TABLE notice", "the table notice is gone"),
        ("ALTER TABLE revision DROP COLUMN summary", "the table revision has lost its columns summary"),
        ("DELETE FROM searched", "the search misses 3 items: run `aggregator store vacuum`"),
    ],
)
def test_what_a_store_lacks_is_said(store, keep, statement, fault):
    keep(3)
    _spoil(store, statement)
    assert upkeep.examine(store).faults == (fault,)


def test_a_reference_to_nothing_is_said(tmp_path):
    with Store.open("sqlite:///store/aggregator.db", site=tmp_path) as store:
        with sqlite3.connect(tmp_path / "store" / "aggregator.db") as other:
            other.execute("INSERT INTO boilerplate VALUES ('x', '', 0)")
            other.execute("INSERT INTO story_key VALUES (1, 7)")
        other.close()
        (fault,) = upkeep.examine(store).faults
    assert fault.endswith("of story_key refers to a row of sketch that is not there")


def test_an_index_that_does_not_say_what_its_table_says_is_told(tmp_path):
    path = tmp_path / "store" / "aggregator.db"
    with Store.open("sqlite:///store/aggregator.db", site=tmp_path) as store:
        _spoil(
            store,
            "INSERT INTO suppression VALUES ('a@example.org', '', '', '')",
            "INSERT INTO asked VALUES (1, 'one', '2026-01-01')",
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_master SET sql = 'CREATE INDEX asked_by_key ON asked (at, key)' "
            "WHERE name = 'asked_by_key'",
        )
    with Store.open("sqlite:///store/aggregator.db", site=tmp_path) as store:
        faults = upkeep.examine(store).faults
    assert path.exists()
    assert [one for one in faults if "asked_by_key" in one]


def test_an_index_that_is_not_whole_is_said_on_postgresql(a_postgres, tmp_path):
    with Store.open(a_postgres, site=tmp_path) as store:
        _spoil(store, "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'item_by_link'::regclass")
        assert upkeep.examine(store).faults == (
            "the index item_by_link is not whole: run REINDEX INDEX item_by_link",
        )


def test_a_file_that_is_damaged_is_said_in_one_line(tmp_path, an_item, noon):
    path = tmp_path / "store" / "aggregator.db"
    with Store.open("sqlite:///store/aggregator.db", site=tmp_path) as store, store.writing() as connection:
        kept.polls.register(connection, [SOURCE], at=noon)
        items = [an_item(str(number), text=LONG) for number in range(50)]
        kept.items.keep(
            connection, [Verdict(item=one, kind="new", story=one.id, why="") for one in items], at=noon
        )
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + b"\xff" * (len(whole) // 4) + whole[len(whole) // 4 * 3 :])
    try:
        with Store.open("sqlite:///store/aggregator.db", site=tmp_path) as store:
            said = upkeep.examine(store).faults
    except StoreError as error:
        said = (str(error),)
    assert said
    assert not [one for one in said if "\n" in one]


def test_a_vacuum_frees_what_texts_took_and_loses_nothing_else(store, keep):
    keep(40)
    with store.writing() as connection:
        retention.shed(connection, [f"item-{number}" for number in range(20)])
    before, size = rows(store), upkeep.size(store.engine)
    upkeep.vacuum(store)
    assert rows(store) == before
    assert upkeep.size(store.engine) < size
    assert found(store, "word499") == {f"item-{number}" for number in range(20, 40)}
    assert upkeep.examine(store).faults == ()


def test_a_vacuum_lays_the_words_of_search_anew_where_old_ones_stand(store, keep):
    keep(3)
    keep(3, kind="changed", words="edited")
    upkeep.vacuum(store)
    with store.reading() as connection:
        assert kept.index.stray(connection) == kept.index.missing(connection) == 0
    assert found(store, "edited") == {"item-0", "item-1", "item-2"}


def test_a_vacuum_mends_a_search_that_misses_items(store, keep):
    keep(3)
    _spoil(store, "DELETE FROM searched")
    assert found(store, "word5") == set()
    upkeep.vacuum(store)
    assert found(store, "word5") == {"item-0", "item-1", "item-2"}
    assert upkeep.examine(store).faults == ()


def test_a_vacuum_of_a_file_goes_on_while_others_read(tmp_path):
    url, limits = "sqlite:///store/aggregator.db", Limits(busy_timeout=0.1)
    with Store.open(url, site=tmp_path, limits=limits) as store, store.reading() as reader:
        before = reader.execute(text("SELECT * FROM sqlite_master")).all()
        upkeep.vacuum(store)
        assert reader.execute(text("SELECT * FROM sqlite_master")).all() == before


def test_a_vacuum_beside_one_who_writes_is_refused_in_one_line(tmp_path, url):
    with (
        Store.open(url, site=tmp_path) as one,
        Store.open(url, site=tmp_path, limits=Limits(busy_timeout=0.2)) as other,
        one.writing() as connection,
    ):
        connection.execute(update(item).values(why="x"))
        connection.execute(text("SELECT 1"))
        with pytest.raises(StoreError, match="locked by another program") as caught:
            upkeep.vacuum(other)
    assert "\n" not in str(caught.value)
