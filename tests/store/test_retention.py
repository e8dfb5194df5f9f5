"""Texts of old items go by age and by count, on both databases alike; all by which items are known stays."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator import store as kept
from aggregator.model import Article, Issue, Section, Source, Verdict
from aggregator.recognise import Known, Telling, shingles
from aggregator.store import retention
from aggregator.store.retention import Keep
from aggregator.store.schema import item
from aggregator.store.search import Query, search

DAY = timedelta(days=1)
LONG = " ".join(f"word{number}" for number in range(200))


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
def told(tx, an_item, noon):
    """Six items of two sources by turns, the first of today, each a day older than the one before."""
    items = [
        replace(
            an_item(str(number), id=str(number), source=("society-news", "other")[number % 2]),
            text=f"Whole text {number} {LONG}",
            published=None,
            first_seen=noon - number * DAY,
        )
        for number in range(6)
    ]
    for one in items:
        kept.items.keep(tx, [Verdict(item=one, kind="new", story=one.id, why="")], at=noon)
        telling = Telling.of(one, shingles(one.text), story=one.id, common=frozenset())
        around = kept.tellings.own(tx, [telling.source])[telling.source]
        kept.tellings.keep(tx, [kept.tellings.Told(tellings=[telling], at=noon, around=around)])
    return items


@pytest.mark.parametrize(
    ("source", "keep", "outlived"),
    [
        (None, Keep(), []),
        (None, Keep(age=3 * DAY), ["4", "5"]),
        (None, Keep(most=2), ["2", "3", "4", "5"]),
        (None, Keep(most=0), ["0", "1", "2", "3", "4", "5"]),
        (None, Keep(age=DAY, most=4), ["2", "3", "4", "5"]),
        ("other", Keep(age=2 * DAY), ["3", "5"]),
        ("other", Keep(most=1), ["3", "5"]),
        ("society-news", Keep(most=2), ["4"]),
        ("unheard-of", Keep(most=0), []),
    ],
)
def test_a_text_outlives_its_time_by_age_or_by_count(tx, told, noon, source, keep, outlived):
    assert retention.outlived(tx, source, keep, spared=(), at=noon) == outlived


def test_stories_that_are_shown_are_spared_and_count_among_the_newest(tx, told, noon):
    assert retention.outlived(tx, None, Keep(most=3), spared={"4"}, at=noon) == ["3", "5"]


@pytest.mark.parametrize(("days", "outlived"), [(0, ["2", "3", "4", "5"]), (3, ["3", "4", "5"]), (9, [])])
def test_news_among_which_a_digest_may_choose_stay_whole(tx, told, noon, days, outlived):
    found = retention.outlived(tx, None, Keep(most=2), spared=(), at=noon, choosing=days * DAY)
    assert found == outlived


def test_backlog_which_no_digest_may_choose_does_not(tx, told, noon):
    tx.execute(item.update().where(item.c.id == "3").values(news=False))
    found = retention.outlived(tx, None, Keep(most=2), spared=(), at=noon, choosing=9 * DAY)
    assert found == ["3"]


def test_a_text_that_went_does_not_go_again(tx, told, noon):
    assert retention.shed(tx, ["4", "5"]) == 2
    assert retention.outlived(tx, None, Keep(age=3 * DAY), spared=(), at=noon) == []


def carried(tx, one, noon):
    """Have a draft carry the item."""
    article = Article(
        story=one.id,
        item=one.id,
        section="society",
        title=one.title,
        html=one.html,
        text=one.text,
        link=one.link,
        date=one.date,
        dated=False,
        language="en",
    )
    section = Section(key="society", name="The Society", acronym=None, articles=(article,))
    draft = Issue(
        digest="weekly",
        number=1,
        state="draft",
        at=noon,
        title="Weekly",
        language="en",
        timezone="UTC",
        intro=None,
        banner=None,
        sections=(section,),
    )
    kept.issues.save_draft(tx, draft)


def test_what_an_issue_carries_neither_outlives_its_time_nor_goes_when_told_to(tx, told, noon):
    carried(tx, told[5], noon)
    assert retention.outlived(tx, None, Keep(age=3 * DAY), spared=(), at=noon) == ["4"]
    assert retention.shed(tx, ["4", "5"]) == 1
    assert kept.items.kept(tx, "5").item.text == told[5].text


def test_what_waits_for_a_digests_next_issue_stays(tx, told, noon):
    since = noon - 99 * DAY
    found = kept.waiting.fresh(tx, "weekly", rules="all", since=since)
    kept.waiting.take(tx, "weekly", found, ["5"], rules="all", since=since)
    assert retention.outlived(tx, None, Keep(age=3 * DAY), spared=(), at=noon) == ["4"]
    assert retention.shed(tx, ["4", "5"]) == 1


def test_what_was_printed_before_its_story_was_merged_stays_too(tx, told, noon):
    carried(tx, told[5], noon)
    kept.joining.merge(tx, told[5].id, told[0].id)
    assert retention.shed(tx, ["5"]) == 0


def test_the_summary_takes_the_texts_place(tx, told):
    retention.shed(tx, ["3"])
    assert kept.items.kept(tx, "3").item == replace(
        told[3], html="<p>Text of 3.</p>", text="Text of 3.", summary="Text of 3."
    )


def test_a_summary_is_no_markup(tx, an_item, noon):
    odd = an_item("odd", id="odd", summary="a < b & <script>")
    bare = an_item("bare", id="bare", summary="")
    verdicts = [Verdict(item=one, kind="new", story=one.id, why="") for one in (odd, bare)]
    kept.items.keep(tx, verdicts, at=noon)
    retention.shed(tx, ["odd", "bare"])
    assert kept.items.kept(tx, "odd").item.html == "<p>a &lt; b &amp; &lt;script&gt;</p>"
    assert kept.items.kept(tx, "bare").item.html == ""


def test_an_item_without_its_text_is_known_by_all_that_it_was_known_by(tx, told):
    retention.shed(tx, [one.id for one in told])
    for one in told:
        assert kept.items.known(tx, [one]) == (Known.of(one, one.id),)


def test_a_story_without_its_text_is_recognised_when_another_source_tells_it(tx, told):
    retention.shed(tx, [one.id for one in told])
    again = replace(told[2], id="again", source="third", link="https://elsewhere.example/x", canonical="")
    telling = Telling.of(again, shingles(again.text), story="again", common=frozenset())
    found = kept.tellings.candidates(tx, [telling])["again"]
    assert "2" in {one.story for one in found}
    assert next(one for one in found if one.story == "2").shingles == telling.shingles


def test_former_wordings_go_with_the_text(tx, told, noon):
    kept.revisions.remember(tx, ["2", "3"], until=noon, most=10)
    retention.shed(tx, ["3"])
    assert [len(kept.revisions.of(tx, one)) for one in ("2", "3")] == [1, 0]


def test_a_text_that_went_is_found_no_more_and_its_title_is(tx, told):
    retention.shed(tx, ["3"])
    assert len(search(tx, Query(words="word199"))) == 5
    assert [hit.kept.item.id for hit in search(tx, Query(words='"title of 3"'))] == ["3"]
