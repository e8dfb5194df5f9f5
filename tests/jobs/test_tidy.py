"""Old texts go, as the operator says; what is known stays known, and what is shown stays whole."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from aggregator import store
from aggregator.config import Site
from aggregator.jobs import compose
from aggregator.jobs.recognising import Offered, recognised
from aggregator.jobs.tidy import Retention, Tidied, tidy
from aggregator.model import Verdict
from aggregator.store.desk import candidate
from aggregator.store.retention import Keep
from aggregator.store.schema import item
from aggregator.store.stories import ALL, Chosen

DAY = timedelta(days=1)


@pytest.fixture
def told(site, an_item, clock):
    """Keep ten items, the first of today, each a day older than the one before."""
    items = [
        replace(
            an_item(
                str(number), id=f"item-{number}", text=f"Whole text {number}", summary=f"Summary {number}"
            ),
            published=None,
            first_seen=clock() - number * DAY,
        )
        for number in range(10)
    ]
    with site.store.writing() as tx:
        store.items.keep(
            tx, [Verdict(item=one, kind="new", story=one.id, why="") for one in items], at=clock()
        )
    return items


def tidied(site, **rules):
    """Tidy up with these rules, no feed showing anything but its newest story; return whose texts have gone."""
    retention = Retention(**{"entries": 1, "windows": (), **rules})
    tidy(replace(site.tidying, retention=retention))
    with site.store.reading() as connection:
        listed = store.items.listing(connection, limit=100)
    return {int(one.item.id[5:]) for one in listed if one.item.text == one.item.summary}


@pytest.mark.parametrize(
    ("rules", "gone"),
    [
        ({}, set()),
        ({"each": Keep(age=7 * DAY)}, {8, 9}),
        ({"each": Keep(most=4)}, {4, 5, 6, 7, 8, 9}),
        ({"each": Keep(age=7 * DAY, most=9)}, {8, 9}),
        ({"in_all": 6}, {6, 7, 8, 9}),
        ({"each": Keep(age=2 * DAY), "sources": {"society-news": Keep(most=8)}}, {8, 9}),
        ({"each": Keep(age=2 * DAY), "sources": {"another": Keep()}}, {3, 4, 5, 6, 7, 8, 9}),
        ({"each": Keep(age=2 * DAY), "entries": 5}, {5, 6, 7, 8, 9}),
    ],
)
def test_texts_go_by_age_and_by_count(site, told, rules, gone, monkeypatch):
    monkeypatch.setattr("aggregator.jobs.tidy.archive.latest", lambda _: (None, []))
    assert tidied(site, **rules) == gone


def test_what_has_come_since_the_archive_was_last_full_stays(site, told):
    assert tidied(site, each=Keep(most=1)) == set()


def test_what_an_issue_carries_or_waits_for_one_keeps_its_text(site, told, monkeypatch):
    monkeypatch.setattr("aggregator.jobs.tidy.archive.latest", lambda _: (None, []))
    compose.compose(site.store, site.configuration.digests["weekly"], making=site.making)
    assert tidied(site, each=Keep(most=1)) == set()
    with site.store.writing() as connection:
        connection.execute(delete(candidate))  # as once they are too old for the digest
    assert tidied(site, each=Keep(most=1)) == {3, 4, 5, 6, 7, 8, 9}


def test_the_rules_of_sources_toml_hold(site, told, clock):
    path = site.folder / "sources.toml"
    rules = '[store]\nkeep = "30d"\nkeep_in_all = 500000\n[feed]\nentries = 7\n[[source]]'
    own = 'key = "other"\nkeep_items = 20'
    path.write_text(path.read_text().replace("[[source]]", rules, 1).replace('key = "other"', own))
    with Site(site.folder, {"AGGREGATOR_SECRET_KEY": "secret"}, clock=clock) as opened:
        retention = opened.tidying.retention
    assert retention == Retention(
        each=Keep(age=30 * DAY),
        sources={"other": Keep(age=30 * DAY, most=20)},
        in_all=500_000,
        entries=7,
        windows=(
            ALL,
            Chosen(by="society", key="society"),
            Chosen(by="society", key="paper"),
            Chosen(by="topic", key="physics"),
        ),
        choosing=90 * DAY,
    )


def test_a_partial_feeds_window_keeps_its_texts(site, told, monkeypatch):
    monkeypatch.setattr("aggregator.jobs.tidy.archive.latest", lambda _: (None, []))
    with site.store.writing() as connection:
        old = replace(told[9], id="item-99", language="de-AT", link="https://society.test/de", guid="de")
        old = replace(old, topics=("physics",), fingerprint="de", canonical=old.link, raw_hash="de")
        connection.execute(update(item).where(item.c.id == "item-8").values(society="paper"))
        verdict = Verdict(item=old, kind="new", story=old.id, why="")
        store.items.keep(connection, [verdict], at=old.first_seen)
    rules = {"each": Keep(most=1)}
    # The newest of the paper, and of the only language that is old, have feeds of their own.
    assert tidied(site, **rules, windows=[Chosen(by="society", key="paper")]) == {*range(1, 10)} - {8}


def test_what_is_tidied_away_is_counted(site, told, clock):
    tools = replace(site.tidying, retention=Retention(each=Keep(most=1), entries=1, windows=()))
    assert tidy(tools) == Tidied(rows=0, texts=0)  # all have come since the archive was last full
    with site.store.writing() as connection:
        earlier = update(item).where(item.c.id != "item-0").values(first_seen=clock() - 60 * DAY)
        connection.execute(earlier)
    assert tidy(tools) == Tidied(rows=0, texts=9)
    assert tidy(tools) == Tidied(rows=0, texts=0)


def test_without_rules_nothing_is_looked_for(site, told):
    assert tidy(site.tidying) == Tidied(rows=0, texts=0)


def test_an_old_entry_that_is_offered_again_is_known_without_its_text(site, told, clock):
    with site.store.writing() as connection:
        store.retention.shed(connection, [one.id for one in told])
        again = recognised(
            connection,
            [
                Offered(
                    source=site.configuration.sources["society-news"],
                    items=[replace(one, guid=None, raw_hash=f"again {one.raw_hash}") for one in told],
                    shingles={},
                    first_poll=False,
                    guids="unknown",
                    standing=frozenset(),
                    at=clock(),
                )
            ],
            alone=frozenset(),
            revisions=3,
        )[0]
        assert {verdict.kind for verdict in again} == {"known"}
        assert store.items.count(connection) == len(told)


def test_what_the_database_knows_of_its_indexes_is_brought_up_to_date(site, told):
    tidy(site.tidying)
    with site.store.reading() as connection:
        said = connection.exec_driver_sql("SELECT stat FROM sqlite_stat1 WHERE idx = 'item_by_guid'").scalar()
    assert said == "10 10 1"  # rows, of a source, of a guid
