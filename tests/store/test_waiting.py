"""What a digest may carry is found without a look at all that is stored, and nothing of it is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator import store as kept
from aggregator.model import Article, Issue, Section, Source, Verdict

LONG_AGO = timedelta(days=99)


@pytest.fixture
def tx(store, noon):
    sources = [
        Source(key=key, society="society", kind="feed", url=f"https://{key}.example/feed")
        for key in ("society-news", "other")
    ]
    with store.writing() as connection:
        kept.polls.register(connection, sources, at=noon)
        yield connection


@pytest.fixture
def tell(tx, an_item, noon):
    """Keep items as news, each a minute older than the one before."""

    def tell(*names, kind="new", story=None, days=0, **values):
        for place, name in enumerate(names):
            at = noon + timedelta(days=days, minutes=-place)
            item = replace(an_item(name, id=name, **values), published=None, first_seen=at)
            kept.items.keep(tx, [Verdict(item=item, kind=kind, story=story or name, why="")], at=noon)

    return tell


@pytest.fixture
def look(tx, noon):
    """Look through what is fresh, take those stories that are wanted, and return what was fresh."""

    def look(wanted=bool, *, rules="all", digest="weekly", since=LONG_AGO):
        found = kept.waiting.fresh(tx, digest, rules=rules, since=noon - since)
        told = [story for story, _ in kept.waiting.stories(tx, found.stories)]
        assert told == list(found.stories)
        taken = [story for story in told if wanted(story)]
        kept.waiting.take(tx, digest, found, taken, rules=rules, since=noon - since)
        return sorted(found.stories)

    return look


@pytest.fixture
def waits(tx, noon):
    def waits(*, digest="weekly", number=1, since=LONG_AGO, limit=9):
        found = kept.waiting.listing(tx, digest, number=number, since=noon - since, limit=limit)
        return {story: [item.id for item in items] for story, items in found}

    return waits


@pytest.fixture
def send(tx, noon):
    """Have an issue carry stories, each by the item of the same name or the one that is named."""

    def send(number, *stories, digest="weekly", state="sent", **items):
        articles = tuple(
            Article(
                story=story,
                item=items.get(story, story),
                section="society",
                title="T",
                html="",
                text="",
                link=None,
                date=noon,
                dated=True,
                language=None,
            )
            for story in stories
        )
        section = Section(key="society", name="S", acronym="S", articles=articles)
        issue = Issue(
            digest=digest,
            number=number,
            state="draft",
            at=noon,
            title="W",
            language="en",
            timezone="UTC",
            intro=None,
            banner=None,
            sections=(section,),
        )
        kept.issues.save_draft(tx, issue)
        kept.issues.move(tx, issue, state, expected=["draft"])

    return send


def test_news_is_looked_at_when_it_comes_and_when_it_changes(tell, look, tx, an_item, noon):
    tell("a", "b")
    tell("old", kind="backlog")
    assert look() == ["a", "b"]
    assert look() == []
    tell("c")
    changed = replace(an_item("a", id="a"), title="Other words")
    kept.items.keep(tx, [Verdict(item=changed, kind="changed", story="a", why="")], at=noon)
    assert look() == ["a", "c"]


def test_each_digest_looks_for_itself_and_anew_by_other_rules(tell, look):
    tell("a")
    tell("gone", days=-30)
    assert look(since=timedelta(days=9)) == ["a"]
    assert look(digest="monthly") == ["a", "gone"]
    assert look(rules="others") == ["a", "gone"]
    assert look(rules="others") == []


def test_what_was_taken_waits_newest_first_until_it_is_too_old(tell, look, waits):
    tell("a", "b", "c")
    look(lambda story: story != "b")
    assert list(waits()) == ["a", "c"]
    assert list(waits(limit=1)) == ["a"]
    assert waits(digest="monthly") == {}
    assert waits(since=timedelta(days=-1)) == {}


def test_a_story_that_an_issue_carries_waits_no_more_but_for_that_issue(tell, look, waits, send):
    tell("a", "b")
    look()
    send(1, "a", state="draft")
    assert list(waits(number=1)) == ["a", "b"]
    assert list(waits(number=2)) == ["b"]
    send(1, "a")
    tell("again", kind="retold", story="a", source="other")
    tell("c")
    look()
    assert list(waits(number=2)) == ["c", "b"]


def test_a_story_is_not_told_again_under_the_name_of_one_it_was_merged_with(tell, look, waits, send, tx):
    tell("a", "b")
    look()
    send(1, "b")
    assert kept.joining.merge(tx, "a", "b") == "b"
    assert waits(number=2) == {}


def test_what_is_split_off_a_story_that_was_told_waits_and_what_was_printed_does_not(
    tell, look, waits, send, tx
):
    tell("a")
    tell("b", kind="retold", story="a", source="other")
    tell("c", kind="retold", story="a", source="other")
    look()
    send(1, "a", a="b")
    look()
    kept.joining.split(tx, "c")
    kept.joining.split(tx, "b")
    assert waits(number=2) == {"c": ["c"]}


def test_who_only_reads_writes_nothing(store, tx):
    assert kept.waiting.may_write(tx)
    with store.reading() as connection:
        assert not kept.waiting.may_write(connection)


def test_every_digest_looks_again_at_what_moved(tell, look, waits, tx):
    tell("a", "b")
    look(lambda _: False)
    look(lambda _: False, digest="monthly")
    kept.waiting.again(tx, ["b"])
    kept.waiting.again(tx, ["b"])
    assert [list(waits(digest=digest)) for digest in ("weekly", "monthly", "never")] == [["b"], ["b"], []]
