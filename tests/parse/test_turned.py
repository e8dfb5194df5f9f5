"""A page that showed news and now shows something else is told from one that was rebuilt or has moved on."""

import pytest

from aggregator import parse
from aggregator.model import PageRule

URL = "https://society.example/news/"


def page(*rows):
    return f"<ul>{''.join(rows)}</ul>".encode()


def dated(*numbers, at="/art/{}"):
    return [
        f"<li><i>0{n} November 2026</i> <a href='{at.format(n)}'>A headline of the society, number {n}</a></li>"
        for n in numbers
    ]


def undated(*numbers, at="/s/{}"):
    return [f"<li><a href='{at.format(n)}'>Words of a link as long as any, {n}</a></li>" for n in numbers]


def has_turned(*rows, good=(), last=()):
    now = parse.listing(page(*rows), url=URL, content_type=None, rule=PageRule(), seen=frozenset())
    assert len(now.entries) == len(rows)
    return parse.has_turned(now.entries, url=URL, good=page(*good), last=page(*last))


GOOD = dated(1, 2, 3, 4)
JOURNAL = undated(9, at="https://journal.test/a/{}")


@pytest.mark.parametrize(
    "rows",
    [
        undated(1, 2, 3),
        undated(1, 2, at="/s?q={}"),
        undated(1, 2, at="/page-{}"),
        undated(1, 2, at="https://x.test/{}"),
    ],
    ids=["another folder", "a search", "the root", "another site"],
)
def test_links_without_dates_that_lead_elsewhere_are_not_the_news_of_a_dated_list(rows):
    assert has_turned(*rows, good=GOOD)
    assert has_turned(*rows, good=GOOD, last=rows)
    assert has_turned(*rows, good=dated(1, 2, 3, at="/headline-{}"))


@pytest.mark.parametrize(
    ("rows", "good"),
    [
        (dated(5, 6, 7), GOOD),
        (dated(1, 2, 3, at="/new/{}"), GOOD),
        (undated(5, 6, 7, at="/art/{}"), GOOD),
        (undated(1, 2, 9, at="/headline-{}"), dated(1, 2, 3, at="/headline-{}")),
        (undated(1, 2, 3), undated(1, 2, 3, at="/art/{}")),
        (undated(1, 2, 3), ()),
    ],
    ids=["all new", "moved", "dates left out", "old links left", "never dated", "never seen"],
)
def test_a_list_that_was_rebuilt_or_moved_on_is_news(rows, good):
    assert not has_turned(*rows, good=good)


@pytest.mark.parametrize(
    ("rows", "last", "turned"),
    [
        (undated(4, 3, 2), undated(3, 2, 1), False),
        (undated(3, 2, 1), undated(3, 2, 1), True),
        (undated(3, 4, 2), undated(3, 2, 1), False),
        (undated(1, 2, 3, 4), undated(1, 2, 3), False),
        (undated(7, 8, 9), undated(3, 2, 1), True),
        (undated(4, 3, 5), undated(3, 2, 1), True),
        (undated(1, 2, 5, 6), undated(1, 2, 3, 4), True),
        (undated(4, 3, 2) + JOURNAL, undated(3, 2, 1) + JOURNAL, False),
    ],
    ids=[
        "one above",
        "the same",
        "one between",
        "one below",
        "all others",
        "most others",
        "half of them",
        "with one on another site",
    ],
)
def test_where_something_new_comes_among_rows_that_mostly_stay_they_are_news(rows, last, turned):
    assert has_turned(*rows, good=GOOD, last=last) is turned


@pytest.mark.parametrize("at", ["https://ads.test/{}", "https://ads.test/c/{}", "/?q={}", "/search?q={}"])
@pytest.mark.parametrize("numbers", [(4, 1, 2, 3), (4, 1, 2), (1, 4, 3), (2, 3, 4), (1, 2, 3, 4)], ids=str)
def test_advertisements_that_change_are_no_news(numbers, at):
    assert has_turned(*undated(*numbers, at=at), good=GOOD, last=undated(1, 2, 3, at=at))
