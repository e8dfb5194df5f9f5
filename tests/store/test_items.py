"""What is kept of items, and how it is found again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator import store as kept
from aggregator.model import Enclosure, Image, Imprint, Source, Verdict
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
        enclosures=(Enclosure(url="https://society.example/1.mp3", type="audio/mpeg", length=12),),
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


def test_an_entry_is_seen_since_the_first_time_that_it_was(tx, an_item, noon):
    later = noon + timedelta(days=1)
    kept.items.see(tx, [(an_item("a"), noon), (an_item("b"), later)])
    kept.items.see(tx, [(an_item("a"), later), (an_item("a", source="other"), later)])
    kept.items.see(tx, [])
    assert kept.polls.forget(tx, before=later) == 1
    assert kept.polls.seen(tx, ["society-news", "other"]) == {"society-news": {"raw-b"}, "other": {"raw-a"}}


def test_more_items_than_a_statement_takes_variables_are_found(tx, an_item):
    assert kept.items.known(tx, [an_item(str(number)) for number in range(2500)]) == ()


def test_what_feeds_say_of_themselves_is_kept_until_their_address_is_another(tx, noon):
    said = Imprint(id="urn:1", title="News – 新闻", link="https://society.example/")
    kept.naming.say(tx, {"society-news": said})
    assert kept.naming.imprints(tx, ["society-news"]) == {"society-news": said}
    moved = Source(key="society-news", society="a", kind="feed", url="https://society.example/other")
    kept.polls.register(tx, [moved], at=noon)
    assert kept.naming.imprints(tx, ["society-news"]) == {"society-news": Imprint()}


def test_the_first_host_is_the_one_that_names_the_feeds(tx):
    assert kept.naming.authority(tx) is None
    assert [kept.naming.keep(tx, host) for host in ("a.example", "b.example")] == ["a.example"] * 2
    assert kept.naming.authority(tx) == "a.example"


def test_an_item_that_stands_elsewhere_now_is_found_by_its_new_address(tx, an_item, noon):
    item = an_item()
    kept.items.keep(tx, [verdict(item)], at=noon)
    moved = replace(
        item, guid="new", link="https://moved.example/", canonical="https://moved.example/", raw_hash="r"
    )
    kept.items.readdress(tx, [moved])
    kept.items.readdress(tx, [])
    assert kept.items.kept(tx, item.id).item == moved
    stranger = an_item("stranger", guid="new")
    assert [one.id for one in kept.items.known(tx, [stranger])] == [item.id]
    assert kept.items.known(tx, [an_item("stranger", guid=item.guid)]) == ()


def test_an_entry_that_is_to_be_read_again_is_unseen(tx, an_item, noon):
    kept.items.keep(tx, [verdict(an_item(name)) for name in ("a", "b")], at=noon)
    kept.items.unsee(tx, "other", ["raw-a"])
    kept.items.unsee(tx, "society-news", ["raw-b", "raw-unknown"])
    assert kept.polls.seen(tx, ["society-news"])["society-news"] == {"raw-a"}
