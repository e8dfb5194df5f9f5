"""What items are compared by is kept, and those that may tell the same are found by it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator import store as kept
from aggregator.model import Source, Verdict
from aggregator.recognise import Telling, shingles
from aggregator.store.tellings import Told

TEXT = (
    "The society and the agency have signed an agreement to train two hundred technologists in eleven countries"
    " by the end of next year, of whom forty will teach others afterwards in hospitals of their own regions."
)
OWN = [" ".join(f"{letter}{number}" for letter in "abcdefghij") for number in range(6)]
ABOUT = " About us: we were founded in nineteen hundred and twelve and have members in ninety countries."


@pytest.fixture
def tx(store, noon):
    sources = [
        Source(key=key, society=key, kind="feed", url=f"https://{key}.example/feed")
        for key in ("society-news", "other")
    ]
    with store.writing() as connection:
        kept.polls.register(connection, sources, at=noon)
        yield connection


@pytest.fixture
def tell(tx, an_item, noon):
    """Keep an item and what it is compared by; return that."""

    def tell(name, text, *, keep=True, around=frozenset(), **values):
        item = replace(an_item(name, **values), text=text)
        telling = Telling.of(item, shingles(text), story=item.id, common=around)
        if keep:
            kept.items.keep(tx, [Verdict(item=item, kind="new", story=item.id, why="")], at=noon)
            around = kept.tellings.own(tx, [telling.source])[telling.source]
            kept.tellings.keep(tx, [Told(tellings=[telling], at=noon, around=around)])
        return telling

    return tell


def test_a_telling_comes_back_as_it_was_kept(tx, tell):
    telling = tell("one", TEXT)
    asking = tell("two", TEXT, keep=False, source="other")
    assert kept.tellings.candidates(tx, [asking]) == {asking.id: [telling]}


def test_tellings_of_the_same_source_are_no_candidates(tx, tell):
    tell("one", TEXT)
    asking = tell("two", TEXT, keep=False)
    assert kept.tellings.candidates(tx, [asking]) == {asking.id: []}


def test_of_many_those_that_share_most_come_first_and_only_as_many_as_wanted(tx, tell):
    part, whole = tell("part", TEXT[: len(TEXT) // 2]), tell("whole", TEXT)
    asking = tell("asking", TEXT, keep=False, source="other")
    assert kept.tellings.candidates(tx, [asking])[asking.id] == [whole, part]
    one_only = kept.tellings.Limits(candidates=1)
    assert kept.tellings.candidates(tx, [asking], limits=one_only)[asking.id] == [whole]


def test_what_is_compared_is_replaced_when_an_item_is_edited(tx, tell, noon):
    telling = tell("one", TEXT)
    edited = replace(
        telling, ordered=shingles(ABOUT), shingles=frozenset(shingles(ABOUT)), title="New", canonical=""
    )
    around = kept.tellings.own(tx, [edited.source])[edited.source]
    kept.tellings.keep(tx, [Told(tellings=[edited], at=noon, around=around, changed=[edited.id])])
    asking = tell("two", TEXT, keep=False, source="other", title="Two")
    assert kept.tellings.candidates(tx, [asking]) == {}


def test_a_source_learns_what_it_says_around_all_its_texts(tx, tell):
    assert kept.tellings.own(tx, ["society-news"])["society-news"] == kept.tellings.Own()
    for number in range(6):
        tell(f"n{number}", f"{OWN[number]} {ABOUT}")
    around = kept.tellings.own(tx, ["society-news"])["society-news"].shingles
    assert frozenset(shingles(ABOUT)) <= around
    assert not around & frozenset(shingles(OWN[3]))


def test_of_known_entries_nothing_is_asked(store, an_item, noon):
    with store.writing() as connection:
        kept.polls.register(
            connection,
            [Source(key="society-news", society="s", kind="feed", url="https://s.example/feed")],
            at=noon,
        )
        items = [an_item(str(number)) for number in range(30)]
        kept.items.keep(
            connection, [Verdict(item=one, kind="new", story=one.id, why="") for one in items], at=noon
        )
        asked = []
        connection.engine.dialect.do_execute, ordinary = (
            lambda *arguments: (asked.append(arguments[1]), ordinary(*arguments))[1],
            connection.engine.dialect.do_execute,
        )
        try:
            assert len(kept.items.known(connection, items)) == 30
        finally:
            connection.engine.dialect.do_execute = ordinary
    assert len(asked) == 1


def test_an_edited_item_keeps_what_it_said_before_as_often_as_wanted(tx, an_item, noon):
    item = an_item()
    kept.items.keep(tx, [Verdict(item=item, kind="new", story=item.id, why="")], at=noon)
    for number in range(1, 5):
        at = noon + timedelta(days=number)
        kept.revisions.remember(tx, [item.id], until=at, most=3)
        edited = replace(item, text=f"Version {number}", fingerprint=str(number))
        kept.items.keep(tx, [Verdict(item=edited, kind="changed", story=item.id, why="")], at=at)
    revisions = kept.revisions.of(tx, item.id)
    assert [(one.text, one.until) for one in revisions] == [
        (f"Version {number}", noon + timedelta(days=number + 1)) for number in (3, 2, 1)
    ]


def test_an_item_that_is_split_off_tells_a_story_of_its_own(tx, an_item, noon):
    one, two, three = (an_item(name) for name in ("one", "two", "three"))
    for item in (one, two, three):
        kept.items.keep(tx, [Verdict(item=item, kind="new", story=one.id, why="")], at=noon)
    assert kept.joining.split(tx, two.id) == two.id
    assert kept.joining.split(tx, two.id) is None
    assert dict(kept.items.stories(tx, [one.id, two.id])) == {one.id: [one, three], two.id: [two]}


def test_where_the_first_is_split_off_it_keeps_the_name_and_the_others_go_on_under_their_own(
    tx, an_item, noon
):
    one, two, three = (
        an_item(name, first_seen=noon + timedelta(hours=hours))
        for hours, name in enumerate(("one", "two", "three"))
    )
    for item in (one, two, three):
        kept.items.keep(tx, [Verdict(item=item, kind="new", story=one.id, why="")], at=noon)
    kept.joining.split(tx, one.id)
    assert dict(kept.items.stories(tx, [one.id, two.id])) == {one.id: [one], two.id: [three, two]} or dict(
        kept.items.stories(tx, [one.id, two.id])
    ) == {one.id: [one], two.id: [two, three]}


def test_merged_stories_are_one_under_the_name_of_the_first(tx, an_item, noon):
    late, early = an_item("late", first_seen=noon + timedelta(days=1)), an_item("early")
    for item in (late, early):
        kept.items.keep(tx, [Verdict(item=item, kind="new", story=item.id, why="")], at=noon)
    assert kept.joining.merge(tx, late.id, early.id) == early.id
    assert kept.items.kept(tx, late.id).story == early.id


@pytest.mark.parametrize("ending", ["society/one", "tag:news.example,2026-11-10:society/one"])
def test_an_item_is_found_by_the_end_of_its_id(tx, an_item, noon, ending):
    kept.items.keep(tx, [Verdict(item=an_item(), kind="new", story=an_item().id, why="")], at=noon)
    assert kept.joining.find(tx, ending) == an_item().id


@pytest.mark.parametrize(
    ("ending", "said"), [("%", "no item ends"), ("example", "no item ends"), ("e", "several")]
)
def test_an_ending_that_is_not_one_items_is_said_to_be_so(tx, an_item, noon, ending, said):
    for name in ("one", "apple"):
        item = an_item(name)
        kept.items.keep(tx, [Verdict(item=item, kind="new", story=item.id, why="")], at=noon)
    with pytest.raises(kept.joining.UsageError, match=said):
        kept.joining.find(tx, ending)
