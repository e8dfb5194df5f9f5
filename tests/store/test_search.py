"""What is kept is found by its words, on both databases alike."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator import store as kept
from aggregator.model import Dated, Source, Verdict
from aggregator.refine.searchable import Searched
from aggregator.store import index
from aggregator.store.search import Limits, Query, search


@pytest.fixture
def keep(tx, noon):
    def keep(*items, kind="new"):
        verdicts = [Verdict(item=one, kind=kind, story=one.id, why="") for one in items]
        kept.items.keep(tx, verdicts, at=noon)

    return keep


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
def told(keep, an_item, noon):
    """Five items to search among."""

    def item(name, title, text, days=0, **values):
        dated = Dated(at=noon - timedelta(days=days), precision="second", evidence="entry")
        return an_item(name, id=name, title=title, text=text, published=dated, **values)

    keep(
        item("dose", "Dose limits revised", "The commission met in Zürich. New limits for radiologists.", 1),
        item(
            "zurich", "Zurich meeting", "A radiology meeting. Dose was not discussed.", 2, topics=("physics",)
        ),
        item(
            "chinese",
            "中华医学会放射学分会年会",
            "第三十届全国放射学学术大会在北京召开。",
            3,
            language="zh-Hans",
        ),
        item("paper", "Dose, dose, dose", "Dose.", 400, source="other", society="other"),
    )
    keep(item("old", "Old news of limits", "Long ago.", 900), kind="backlog")


def found(tx, words, **filters):
    return [hit.kept.item.id for hit in search(tx, Query(words=words, **filters))]


def test_an_item_is_found_by_the_words_that_were_read_of_it_before(tx, an_item):
    read, unread = (an_item(name, id=name, title="Dose", text="A text") for name in ("read", "unread"))
    verdicts = [Verdict(item=one, kind="new", story=one.id, why="") for one in (read, unread)]
    kept.items.write(tx, verdicts)
    assert found(tx, "text") == []
    kept.items.search(tx, verdicts, {read.raw_hash: Searched(title="told", text="before")})
    assert [found(tx, words) for words in ("before", "told", "text")] == [["read"], ["read"], ["unread"]]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("zurich", {"zurich", "dose"}),
        ("ZÜRICH", {"zurich", "dose"}),
        ("dose limits", {"dose"}),
        ('"dose limits"', {"dose"}),
        ('"limits dose"', set()),
        ("radiolog*", {"dose", "zurich"}),
        ("radiolog", set()),
        ('"new lim"*', {"dose"}),
        ("dose -meeting", {"dose", "paper"}),
        ("dose -radiolog*", {"paper"}),
        ("放射", {"chinese"}),
        ("放射学", {"chinese"}),
        ("学放", set()),
        ("北京", {"chinese"}),
        ("会", {"chinese"}),
        ('"revised the commission"', set()),  # a phrase does not begin in the title and end in the text
        ("-dose", set()),
        ("", set()),
    ],
)
def test_items_are_found_by_words_phrases_and_beginnings(told, tx, words, expected):
    assert set(found(tx, words)) == expected


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"society": "other"}, {"paper"}),
        ({"source": "society-news"}, {"dose", "zurich", "old"}),
        ({"topic": "physics"}, {"zurich"}),
        ({"topic": "phys"}, set()),
        ({"language": "en"}, {"dose", "zurich", "paper", "old"}),
        ({"language": "zh"}, set()),
        ({"news": True}, {"dose", "zurich", "paper"}),
    ],
)
def test_what_is_found_is_filtered(told, tx, filters, expected):
    both = {*found(tx, "dose", **filters), *found(tx, "limits", **filters)}
    assert both == expected


def test_a_language_brings_its_scripts_too(told, tx):
    assert found(tx, "放射", language="zh") == found(tx, "放射", language="zh-Hans") == ["chinese"]


def test_dates_are_filtered_from_one_moment_up_to_another(told, tx, noon):
    day = timedelta(days=1)
    assert set(found(tx, "dose", since=noon - 2 * day)) == {"dose", "zurich"}
    assert found(tx, "dose", until=noon - 2 * day) == ["paper"]
    assert found(tx, "dose", since=noon - 2 * day, until=noon - day) == ["zurich"]


def test_the_best_come_first_and_a_title_weighs_more_than_a_text(told, tx):
    assert found(tx, "dose")[-1] == "zurich"
    assert found(tx, "meeting zurich") == ["zurich"]


def test_hits_are_marked_in_the_title_and_around_them_in_the_text(told, tx):
    (hit,) = search(tx, Query(words="limits zürich"))
    assert hit.title == (("Dose ", False), ("limits", True), (" revised", False))
    assert [words for words, is_hit in hit.excerpt if is_hit] == ["Zürich", "limits"]


def test_hits_come_in_pages_and_no_more_than_the_bound(told, tx):
    pages = [search(tx, Query(words="dose"), limit=1, offset=place)[0].kept.item.id for place in range(3)]
    assert pages == found(tx, "dose")
    assert len(search(tx, Query(words="dose"), limit=9, limits=Limits(hits=2))) == 2
    assert len(search(tx, Query(words="dose"), limits=Limits(ranked=1))) == 1


def test_an_edit_is_found_by_its_new_words_only(told, tx, keep, an_item):
    edited = an_item("dose", id="dose", title="Threshold", text="Changed.")
    keep(edited, kind="changed")
    assert (found(tx, "threshold"), found(tx, "commission")) == (["dose"], [])
    assert index.missing(tx) == 0
    assert index.stray(tx) == (1 if tx.dialect.name == "sqlite" else 0)


def test_what_is_broken_off_is_not_found(store, tx, told, keep, an_item):
    with pytest.raises(RuntimeError), tx.begin_nested():
        keep(an_item("gone", title="Vanishing"))
        raise RuntimeError
    assert found(tx, "vanishing") == []


def test_an_index_that_is_lost_is_made_anew(told, tx):
    before = found(tx, "dose")
    index.clear(tx)
    assert (found(tx, "dose"), index.missing(tx)) == ([], 5)
    assert [index.catch_up(tx, limit=3), index.catch_up(tx, limit=3), index.catch_up(tx)] == [3, 2, 0]
    assert (found(tx, "dose"), index.missing(tx)) == (before, 0)


def test_what_is_dropped_is_found_no_more_until_its_words_are_put_back(told, tx):
    index.drop(tx, ["dose", "nobody"])
    assert set(found(tx, "dose")) == {"zurich", "paper"}
    assert index.missing(tx) == 1


def test_a_text_longer_than_the_bound_is_found_by_its_beginning(tx, keep, an_item):
    keep(an_item("long", title="x", text="start " + "word " * 40_000 + "end"))
    assert (len(found(tx, "start")), found(tx, "end")) == (1, [])


HOSTILE = [
    '"', "'", "\\", "*", "-", "(", ")", "AND", "a AND", "NOT", "NEAR(a b)", "title:dose", "^dose", "{a b}:c", "a:*",
    "'; DROP TABLE item; --", "\0", "dose\0", ":wanted", "%s %(x)s", "!", "<->", "&", "|", "放\u200b射", "\ud800",
    "🙂", "a" * 100_000, "(" * 5_000, "a* " * 5_000, '"' * 3_001, "-" * 1_000,
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_no_query_raises(told, tx, words):
    assert isinstance(search(tx, Query(words=words)), list)
    assert (
        search(tx, Query(words="dose", society=words.replace("\ud800", ""), topic="'\"%_\\", language="%"))
        == []
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(words=st.text(max_size=30), title=st.text(max_size=30))
def test_whatever_is_kept_and_asked_both_databases_find_what_stands_there(
    told, tx, keep, an_item, words, title
):
    with tx.begin_nested() as attempt:
        title = title.encode("utf-8", "ignore").decode()
        keep(an_item("odd", title=title, text=words.encode("utf-8", "ignore").decode()))
        hits = search(tx, Query(words=words))
        assert all(hit.kept for hit in hits)
        attempt.rollback()
