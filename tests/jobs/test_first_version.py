"""A store that the first version of the program wrote goes on as if nothing had been.

``samples/first_version.sql.gz`` is what that version's ``demo --once`` left: two polls of eight invented
societies, and an issue that went to three readers.
"""

import gzip
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from aggregator import store as kept
from aggregator.jobs.recognising import Offered, recognised
from aggregator.model import Source
from aggregator.recognise import shingles
from aggregator.store import Store, upkeep
from aggregator.store.search import Query, search

URL = "sqlite:///store/aggregator.db"
WROTE = gzip.decompress((Path(__file__).parent / "samples" / "first_version.sql.gz").read_bytes()).decode()


@pytest.fixture
def before(tmp_path):
    """What the first version left, as its own program read it."""
    (tmp_path / "store").mkdir()
    opened = sqlite3.connect(tmp_path / "store" / "aggregator.db")
    opened.executescript(WROTE)
    opened.row_factory = sqlite3.Row
    tables = ("item", "issue", "article", "subscriber", "delivery", "poll", "seen", "source")
    rows = {table: [dict(row) for row in opened.execute(f"SELECT * FROM {table}")] for table in tables}
    opened.close()
    return rows


@pytest.fixture
def store(tmp_path, before):
    with Store.open(URL, site=tmp_path) as opened:
        yield opened


def test_all_that_it_wrote_is_there_in_its_words(store, before):
    assert upkeep.examine(store).faults == ()
    with store.reading() as connection:
        for table, rows in before.items():
            found = connection.execute(kept.schema.metadata.tables[table].select()).mappings().all()
            same = [
                {name: one[name] for name in ("id", "key", "title", "state") if name in one} for one in found
            ]
            was = [
                {name: one[name] for name in ("id", "key", "title", "state") if name in one} for one in rows
            ]
            assert sorted(map(repr, same)) == sorted(map(repr, was)), table
        (issue,) = kept.issues.published(connection)
        assert [issue.html, issue.plain] == [before["issue"][0]["html"], before["issue"][0]["plain"]]
        assert kept.deliveries.counts(connection, issue) == {"sent": 3}


def test_its_stories_keep_their_ids_and_no_issue_tells_them_again(store, before):
    with store.writing() as connection:
        stories = {story for story, _ in kept.stories.newest(connection, limit=1_000)}
        assert stories == {one["story"] for one in before["item"] if one["news"]}
        told = {one["story"] for one in before["article"]}
        since = min(
            item.first_seen for _, items in kept.stories.newest(connection, limit=1_000) for item in items
        )
        fresh = kept.waiting.fresh(connection, "weekly", rules="all", since=since)
        kept.waiting.take(connection, "weekly", fresh, fresh.stories, rules="all", since=since)
        waiting = kept.waiting.listing(connection, "weekly", number=2, since=since, limit=1_000)
        assert told
        assert told.isdisjoint(story for story, _ in waiting)


def test_its_items_can_be_searched(store, before):
    with store.reading() as connection:
        for one in before["item"][:5]:
            hits = search(connection, Query(words=f'"{one["title"].replace(chr(34), " ")}"'), limit=100)
            assert one["id"] in {hit.kept.item.id for hit in hits}


def test_its_entries_are_known_when_they_are_offered_again(store, before):
    with store.reading() as connection:
        items = [one.item for one in kept.items.listing(connection, limit=1_000)]
    for source in sorted({one.source for one in items}):
        offered = [replace(one, raw_hash=f"again {one.raw_hash}") for one in items if one.source == source]
        with store.writing() as connection:
            memory = kept.polls.memory(connection, source)
            verdicts = recognised(
                connection,
                [
                    Offered(
                        source=Source(
                            key=source, society=offered[0].society, kind="feed", url="https://x.test/"
                        ),
                        items=offered,
                        shingles={one.raw_hash: shingles(one.text) for one in offered},
                        first_poll=memory.first_poll,
                        guids=memory.guids,
                        standing=frozenset(),
                        at=max(one.first_seen for one in items),
                    )
                ],
                alone=frozenset(),
                revisions=3,
            )[0]
        assert {(one.kind, one.item.id) for one in verdicts} == {("known", one.id) for one in offered}
    with store.reading() as connection:
        assert kept.items.count(connection) == len(items) == len(before["item"])
