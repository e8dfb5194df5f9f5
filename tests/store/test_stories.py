"""How stories are found as readers leaf through them."""

from datetime import timedelta

import pytest

from aggregator import store as kept
from aggregator.model import Dated, Source, Verdict
from aggregator.store.stories import Chosen


@pytest.fixture
def told(store, noon, an_item):
    """Three stories: ``old`` in German, ``twice`` told again by another society, ``new`` on a topic."""

    def item(name, days, **values):
        dated = Dated(at=noon - timedelta(days=days), precision="second", evidence="entry")
        return an_item(name, id=name, published=dated, **values)

    items = [
        (item("old", 9, language="de"), "new", "old"),
        (item("twice", 8), "new", "twice"),
        (
            item("again", 1, source="other", society="other", first_seen=noon + timedelta(days=1)),
            "retold",
            "twice",
        ),
        (item("new", 2, topics=("physics",)), "new", "new"),
        (item("backlog", 0), "backlog", "backlog"),
    ]
    with store.writing() as tx:
        sources = [
            Source(key=key, society=key, kind="feed", url="https://x.test/")
            for key in ("society-news", "other")
        ]
        kept.polls.register(tx, sources, at=noon)
        for one, kind, story in items:
            kept.items.keep(tx, [Verdict(item=one, kind=kind, story=story, why="")], at=noon)
        yield tx


def names(found):
    return [story for story, _ in found]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"limit": 9}, ["twice", "new", "old"]),
        ({"limit": 1}, ["twice"]),
        ({"limit": 1, "offset": 1}, ["new"]),
        ({"limit": 9, "offset": 3}, []),
        ({"limit": 9, "chosen": Chosen(by="society", key="other")}, ["twice"]),
        ({"limit": 9, "chosen": Chosen(by="society", key="society")}, ["new", "twice", "old"]),
        ({"limit": 9, "chosen": Chosen(by="topic", key="physics")}, ["new"]),
        ({"limit": 9, "chosen": Chosen(by="topic", key="phys")}, []),
        ({"limit": 9, "chosen": Chosen(by="language", key="de")}, ["old"]),
    ],
)
def test_stories_come_by_the_newest_of_their_chosen_voices(told, asked, expected):
    assert names(kept.stories.newest(told, **asked)) == expected


def test_a_story_brings_all_its_items(told):
    ((_, items),) = kept.stories.newest(told, limit=1)
    assert [item.id for item in items] == ["twice", "again"]


def test_news_are_counted_off_as_they_came_and_told_as_stories(told, noon):
    day = timedelta(days=1)
    first, second = {"since": noon, "until": noon + day}, {"since": noon + day, "until": noon + 2 * day}
    assert kept.stories.arrived(told, **first, limit=9) == ["new", "old", "twice"]
    assert kept.stories.arrived(told, **first, limit=1, offset=1) == ["old"]
    assert kept.stories.arrived(told, **second, limit=9) == ["twice"]
    assert [kept.stories.count_arrived(told, **span) for span in (first, second)] == [3, 1]
    assert kept.stories.last_arrival(told) == noon + day
    assert kept.stories.last_arrival(told, before=noon) is None
    assert kept.stories.first_arrival(told, since=noon + day) == noon + day


def test_only_news_exist(told):
    assert kept.stories.existing(told, ["old", "backlog", "gone"]) == {"old"}


def test_the_languages_of_news_are_listed_as_they_are_tagged(told):
    assert kept.stories.languages(told) == ["de", "en"]


def test_a_story_is_found_by_the_end_of_its_items_id(told, an_item):
    def telling(tail, source="society-news", authority="news.example"):
        found = kept.items.telling(told, tail, source=source, authority=authority)
        return found and (found[0], [item.id for item in found[1]])

    assert telling("again", source="other") == ("twice", ["twice", "again"])
    assert telling("wice") == ("twice", ["twice", "again"])
    assert telling("ogl%") is None
    assert telling("nothing") is None
    assert telling("backlog") is None
    assert telling("again", source="society-news") is None
