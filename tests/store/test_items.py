"""What is kept of items, and how it is found again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator import store as kept
from aggregator.model import Image, Source, Verdict
from aggregator.recognise import Known


@pytest.fixture
def tx(store, noon):
    sources = [
        Source(key=key, society=key, kind="feed", url=f"https://{key}.example/feed")
        for key in ("society-news", "other")
    ]
    with store.writing() as connection:
        kept.polls.register(connection, sources, at=noon)
        yield connection


def verdict(item, kind="new", story=None):
    return Verdict(item=item, kind=kind, story=story or item.id, why="because")


def test_an_item_comes_back_as_it_was_put_in(tx, an_item, noon):
    item = an_item(
        image=Image(url="https://society.example/1.png", alt="A picture", width=3),
        topics=("physics",),
        authors=("Ann", "Bo"),
        title="题目 – ‘quoted’ 𝔘",
        updated=noon,
    )
    kept.items.keep(tx, [verdict(item)], at=noon)
    assert kept.stories.newest(tx, limit=5) == [(item.id, [item])]


def test_known_items_are_found_by_guid_link_words_or_title_within_the_source(tx, an_item, noon):
    item = an_item()
    kept.items.keep(tx, [verdict(item)], at=noon)
    stranger = an_item("stranger")
    for same in (
        {"guid": item.guid},
        {"canonical": item.canonical},
        {"fingerprint": item.fingerprint},
        {"title": item.title},
    ):
        assert kept.items.known(tx, [replace(stranger, **same)]) == (Known.of(item, item.id),)
    assert kept.items.known(tx, [stranger]) == ()


def test_of_other_sources_only_the_link_counts(tx, an_item, noon):
    item = an_item()
    kept.items.keep(tx, [verdict(item)], at=noon)
    elsewhere = an_item("stranger", source="other", guid=item.guid, fingerprint=item.fingerprint)
    assert kept.items.known(tx, [elsewhere]) == ()
    assert len(kept.items.known(tx, [replace(elsewhere, canonical=item.canonical)])) == 1


def test_an_edit_changes_words_and_never_the_dates_by_which_an_item_stands(tx, an_item, noon):
    item = an_item()
    kept.items.keep(tx, [verdict(item)], at=noon)
    later = noon + timedelta(days=3)
    edited = replace(item, title="Edited", published=None, first_seen=later, updated=later)
    kept.items.keep(tx, [verdict(edited, "changed")], at=later)
    assert kept.stories.newest(tx, limit=5) == [(item.id, [replace(item, title="Edited", updated=later)])]


def test_backlog_is_kept_but_is_not_news(tx, an_item, noon):
    kept.items.keep(tx, [verdict(an_item(), "backlog")], at=noon)
    assert kept.stories.newest(tx, limit=5) == []
    assert [(one.item, one.news, one.why) for one in kept.items.listing(tx, limit=5)] == [
        (an_item(), False, "because")
    ]


def test_the_items_of_one_story_come_together(tx, an_item, noon):
    first, second = an_item("a"), an_item("b", source="other")
    kept.items.keep(tx, [verdict(first)], at=noon)
    kept.items.keep(tx, [verdict(second, "retold", story=first.id)], at=noon)
    assert kept.stories.newest(tx, limit=1) == [(first.id, [first, second])]


def test_every_entry_that_went_down_the_line_is_remembered_once(tx, an_item, noon):
    verdicts = [verdict(an_item()), verdict(an_item("b", raw_hash=an_item().raw_hash))]
    kept.items.keep(tx, verdicts, at=noon)
    kept.items.keep(tx, [verdict(an_item(), "known")], at=noon)
    assert kept.polls.memory(tx, "society-news").seen == {an_item().raw_hash}


def test_more_items_than_a_statement_takes_variables_are_found(tx, an_item):
    assert kept.items.known(tx, [an_item(str(number)) for number in range(2500)]) == ()
