"""What editors say and what is decided of a digest's dates is kept, and put away once an issue carries it."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from aggregator import store as kept
from aggregator.model import Decision, Edit, Head, Review, Source, Verdict
from aggregator.store.schema import article, issue

DAY = timedelta(days=1)


@pytest.fixture
def tx(store, noon):
    source = Source(key="society-news", society="society", kind="feed", url="https://society.example/feed")
    with store.writing() as connection:
        kept.polls.register(connection, [source], at=noon)
        yield connection


@pytest.fixture
def an_issue(tx, an_item, noon):
    """Have an issue of a digest carry items by these names, which are kept."""

    def an_issue(number, *names, digest="weekly", state="sent"):
        made = {"title": "W", "language": "en", "timezone": "UTC", "at": noon + number * DAY}
        tx.execute(insert(issue).values(digest=digest, number=number, state=state, **made))
        for place, name in enumerate(names):
            item = an_item(name, id=name, topics=("physics",))
            kept.items.keep(tx, [Verdict(item=item, kind="new", story=name, why="")], at=noon)
            row = {"digest": digest, "number": number, "position": place, "story": name, "item": name}
            row |= {"section": "s", "section_name": "S", "title": "T", "html": "", "text": "", "also": []}
            tx.execute(insert(article).values(**row, date=noon, dated=True))

    return an_issue


@pytest.fixture
def said(noon):
    def said(story, **values):
        return Edit(story=story, at=noon, **values)

    return said


def test_what_an_editor_says_comes_back_by_story_and_digest(tx, said):
    whole = said(
        "a",
        title="Better – 好",
        text="One.\n\nTwo.",
        note="ask Ann",
        section="esr",
        place=3,
        hidden=True,
        after=7,
        basis="fingerprint",
        link="https://a.example/",
    )
    kept.edits.keep(tx, "weekly", [whole, said("b", by_hand=True)])
    kept.edits.keep(tx, "monthly", [said("a", title="Other")])
    assert kept.edits.of(tx, "weekly", number=1) == {"a": whole, "b": said("b", by_hand=True)}
    assert kept.edits.of(tx, "nothing", number=1) == {}


def test_what_is_said_last_holds_until_it_is_taken_back(tx, said):
    kept.edits.keep(tx, "weekly", [said("a", title="First"), said("b", place=1)])
    kept.edits.keep(tx, "weekly", [said("a", note="x")])
    kept.edits.keep(tx, "weekly", [])
    assert kept.edits.of(tx, "weekly", number=1)["a"] == said("a", note="x")
    kept.edits.forget(tx, "weekly", "a")
    assert list(kept.edits.of(tx, "weekly", number=1)) == ["b"]


def test_what_an_issue_carries_is_said_of_no_other_and_the_rest_waits(tx, an_issue, said):
    kept.edits.keep(tx, "weekly", [said("a", title="A"), said("b", title="B")])
    for number in (1, 2):
        kept.edits.keep_head(tx, "weekly", number, Head(intro=f"Intro {number}", banner=""))
    an_issue(1, "a")
    assert list(kept.edits.of(tx, "weekly", number=2)) == ["b"]
    assert sorted(kept.edits.of(tx, "weekly", number=1)) == ["a", "b"]
    assert kept.edits.head_of(tx, "weekly", 3) == Head()
    assert kept.edits.head_of(tx, "weekly", 2) == Head(intro="Intro 2", banner="")


def decision(digest, day, noon, outcome="send", **values):
    at = noon + day * DAY
    made = {"number": day, "why": "because – 好", "at": at, "due": at.strftime("%Y-%m-%dT07:00")}
    return Decision(digest=digest, outcome=outcome, **(made | values))


def test_each_date_of_a_digest_is_decided_and_decided_anew(tx, noon):
    first, again = decision("weekly", 1, noon), decision("weekly", 1, noon, "hold", number=None)
    kept.decisions.keep(tx, first)
    assert kept.decisions.of(tx, "weekly", first.due) == first
    kept.decisions.keep(tx, again)
    assert kept.decisions.of(tx, "weekly", first.due) == again
    assert kept.decisions.of(tx, "monthly", first.due) is None


def test_the_latest_decision_of_each_digest_is_shown(tx, noon):
    for digest, day in (("weekly", 1), ("weekly", 3), ("weekly", 2), ("monthly", 1)):
        kept.decisions.keep(tx, decision(digest, day, noon))
    latest = kept.decisions.latest(tx, ["weekly", "monthly", "never"])
    assert {digest: one.number for digest, one in latest.items()} == {"weekly": 3, "monthly": 1}
    assert [one.number for one in kept.decisions.listing(tx, "weekly", limit=2)] == [3, 2]


def test_the_latest_decision_of_one_digest_or_issue_is_found(tx, noon):
    for day, outcome in ((1, "send"), (2, "hold"), (3, "wait")):
        kept.decisions.keep(tx, decision("weekly", day, noon, outcome, number=min(day, 2)))
    assert kept.decisions.last(tx, "weekly").outcome == "wait"
    assert [kept.decisions.of_issue(tx, "weekly", number).outcome for number in (1, 2)] == ["send", "wait"]
    assert kept.decisions.last(tx, "never") is None
    assert kept.decisions.of_issue(tx, "weekly", 9) is None


def test_what_editions_are_made_of_is_found(tx, an_issue, noon):
    an_issue(1, "a", "b"), an_issue(2, "c"), an_issue(3, "d", state="draft"), an_issue(1, digest="other")
    labels = kept.editions.labels(tx, "weekly", [1, 2])
    assert labels == {name: ("society", ["physics"]) for name in "abc"}
    assert kept.editions.calendar(tx, "weekly", until=9) == [(1, noon + DAY), (2, noon + 2 * DAY)]
    assert kept.editions.calendar(tx, "weekly", until=1) == [(1, noon + DAY)]
    assert [one.number for one in kept.editions.several(tx, "weekly", [3, 1, 99])] == [1, 3]


def test_the_issues_before_and_after_are_those_that_everyone_may_read(tx, an_issue):
    for number, state in ((1, "sent"), (2, "discarded"), (3, "sending"), (4, "frozen"), (5, "draft")):
        an_issue(number, state=state)
    neighbours = [kept.issues.neighbours(tx, "weekly", number) for number in (1, 3, 4, 5)]
    assert neighbours == [(None, 3), (1, 4), (3, None), (4, None)]


def a_review(noon, **values):
    known = {"id": "a" * 16, "digest": "weekly", "number": 2, "due": "2026-11-23T07:00", "editor": "a@b.test"}
    return Review(**(known | {"at": noon} | values))


def test_an_editor_has_been_asked_once_the_mail_was_taken(store, noon):
    with store.writing() as tx:
        assert kept.reviews.keep(tx, a_review(noon)) == a_review(noon)
        assert kept.reviews.asked(tx, "weekly", "2026-11-23T07:00") == set()
        assert kept.reviews.asked(tx, "weekly", "2026-11-23T07:00", since=noon) == {"a@b.test"}
        assert kept.reviews.asked(tx, "weekly", "2026-11-23T07:00", since=noon + DAY) == set()
        kept.reviews.told(tx, "a" * 16, at=noon)
    with store.reading() as tx:
        assert kept.reviews.asked(tx, "weekly", "2026-11-23T07:00") == {"a@b.test"}
        assert kept.reviews.asked(tx, "weekly", "2026-11-30T07:00") == set()
        assert kept.reviews.get(tx, "a" * 16) == a_review(noon)
        assert kept.reviews.get(tx, "b" * 16) is None


def test_a_link_for_the_same_editor_and_date_stays_the_same_when_it_is_mailed_again(store, noon):
    with store.writing() as tx:
        kept.reviews.keep(tx, a_review(noon))
        again = kept.reviews.keep(tx, a_review(noon, id="b" * 16, number=3))
        assert again == a_review(noon, number=3) == kept.reviews.get(tx, "a" * 16)
        other = a_review(noon, id="c" * 16, editor="c@b.test")
        assert kept.reviews.keep(tx, other) == other


def test_a_link_is_used_once(store, noon):
    with store.writing() as tx:
        kept.reviews.keep(tx, a_review(noon))
        assert kept.reviews.use(tx, "a" * 16, at=noon)
        assert not kept.reviews.use(tx, "a" * 16, at=noon)
        assert not kept.reviews.use(tx, "b" * 16, at=noon)
        assert kept.reviews.get(tx, "a" * 16).used_at == noon
