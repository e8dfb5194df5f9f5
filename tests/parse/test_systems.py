"""Lists and articles as the systems of societies write them: headlines, links, dates, texts, without selectors.

``systems/NAME.list.html`` and ``NAME.article.html`` are invented pages in a system's own markup and encoding,
``systems/expected.json`` says what is on them.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator import parse
from aggregator.model import ArticleRule, Entry, PageRule, Text
from aggregator.refine import dates, plain

HERE = Path(__file__).parent / "systems"
_EXPECTED = json.loads((HERE / "expected.json").read_text())
EXPECTED = {
    system: {**said, **{what: _EXPECTED[what][said["text"]] for what in ("news", "paragraphs")}}
    for system, said in _EXPECTED["systems"].items()
}
URL = "https://society.example/news/"
AT = datetime(2026, 11, 10, tzinfo=UTC)
YEARLESS = {"dedecms", "no-year"}
"""Lists whose days have no year anywhere: it is the article that tells it."""
WITHOUT_SELECTORS = {"font-tags"}
"""Pages on which no selector tells the news from the rest."""


def page(system, kind):
    return (HERE / f"{system}.{kind}.html").read_bytes()


def listing(system, **rule):
    rule = PageRule(**rule)
    return parse.listing(page(system, "list"), url=URL, content_type=None, rule=rule, seen=frozenset())


def days(system, *several):
    customs = dates.Customs(language=EXPECTED[system]["language"], day_first=EXPECTED[system]["day_first"])
    found = [dates.published(stamps, at=AT, customs=customs) for stamps in several]
    return [one.at.date().isoformat() if one else None for one in found]


def wanted(system):
    return [
        (title, f"https://society.example{path}", None if system in YEARLESS else day)
        for title, path, day in EXPECTED[system]["news"]
    ]


def given(system, parsed):
    when = days(system, *(entry.dates for entry in parsed.entries))
    return [(one.title.value, one.link, day) for one, day in zip(parsed.entries, when, strict=True)]


@pytest.mark.parametrize("system", EXPECTED)
def test_the_news_of_a_list_are_found(system):
    assert given(system, listing(system)) == wanted(system)


@pytest.mark.parametrize("system", EXPECTED)
def test_the_selectors_proposed_give_the_same(system):
    proposed = parse.propose(page(system, "list"), url=URL, content_type=None)
    assert proposed.headlines == tuple(title for title, *_ in wanted(system))
    assert (proposed.item is None) == (system in WITHOUT_SELECTORS)
    rule = {name: getattr(proposed, name) for name in ("item", "title", "link", "date")}
    assert given(system, listing(system, **rule)) == wanted(system)


@pytest.mark.parametrize("system", EXPECTED)
def test_an_article_is_its_paragraphs_and_nothing_else(system):
    title, path, day = EXPECTED[system]["news"][0]
    entry = Entry(raw_hash="", base=URL, title=Text(value=title))
    url = f"https://society.example{path}"
    entry = parse.article(entry, page(system, "article"), url=url, content_type=None, rule=ArticleRule())
    found = plain.text(entry.content.value).replace("\n\n", "\n").splitlines()
    assert [line.strip() for line in found] == EXPECTED[system]["paragraphs"]
    assert (entry.title.value, *days(system, entry.dates)) == (title, day)
