"""Searching the news: a page of what fits, and a feed to follow it."""

import json
from urllib.parse import quote

import feedparser
import pytest
from lxml import etree

from aggregator import store
from aggregator.model import Verdict


@pytest.fixture(autouse=True)
def told(site, an_item, noon):
    """More news: thirty on comets, one in Chinese, one that is backlog."""
    items = [
        an_item(f"c{place:02}", title=f"Comet number {place}", text="Ice & <dust>.") for place in range(30)
    ]
    items.append(an_item("zh", title="天文学会举行年会", text="年会在北京举行。", language="zh"))
    backlog = an_item("old", title="Backlog of comets", text="A comet.")
    with site.store.writing() as tx:
        verdicts = [Verdict(item=one, kind="new", story=one.id, why="") for one in items]
        verdicts.append(Verdict(item=backlog, kind="backlog", story=backlog.id, why=""))
        store.items.keep(tx, verdicts, at=noon)


def titles(page):
    root = etree.fromstring(page.body, etree.HTMLParser(encoding="utf-8"))
    return ["".join(one.itertext()) for one in root.iterfind(".//main//article/h2")]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("number 7", ["Comet number 7"]),
        ('"comet number 7"', ["Comet number 7"]),
        ("NUMBER 7", ["Comet number 7"]),
        ("年会", ["天文学会举行年会"]),
        ("own", ["Title of own"]),
        ("nothing like it", []),
        ("backlog", []),
        ("-", []),
        ('"', []),
    ],
)
def test_a_search_finds_the_news_that_hold_all_its_words(ask, words, expected):
    page = ask(f"/search?q={quote(words)}")
    assert (page.status, titles(page)) == (200, expected)
    assert ("Nothing fits" in page.text) == (not expected)


def test_hits_are_marked_and_what_a_source_wrote_stays_text(ask):
    page = ask("/search?q=dust").text
    assert "Ice &amp; &lt;<mark>dust</mark>&gt;." in page
    assert "<dust>" not in page


def test_what_a_visitor_wrote_is_shown_as_text(ask):
    hostile = "<script>alert(1)</script> '\"&"
    page = ask(f"/search?q={quote(hostile)}")
    assert page.status == 200
    assert "<script>alert" not in page.text
    assert "no-store" in page.headers["cache-control"]
    assert page.headers["x-robots-tag"] == "noindex"


def test_many_hits_come_in_pages_each_once(ask):
    first, second = ask("/search?q=comet"), ask("/search?q=comet&page=2")
    assert 'href="/search?q=comet&amp;page=2" rel="next"' in first.text
    assert 'rel="next"' not in second.text
    found = titles(first) + titles(second)
    assert (len(titles(first)), sorted(found)) == (20, sorted(f"Comet number {place}" for place in range(30)))


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999", "", "9999"])
def test_a_page_that_is_none_is_no_fault(ask, page):
    assert ask(f"/search?q=comet&page={page}").status == 200


def test_without_words_the_page_says_how_to_search(ask):
    page = ask("/search").text
    assert "All words must stand in a story" in page
    assert page.count("<form") == 1


def test_every_other_page_has_the_search_too(ask):
    assert '<form action="/search" role="search"' in ask("/").text


def test_a_search_is_a_feed_in_every_format(ask):
    atom, rss = (feedparser.parse(ask(f"/search/feed.{ending}?q=comet").body) for ending in ("xml", "rss"))
    found = json.loads(ask("/search/feed.json?q=comet").body)
    assert len(atom.entries) == len(rss.entries) == len(found["items"]) == 30
    assert atom.feed.title == "News <b>& more</b>: comet"
    assert found["feed_url"] == "http://news.test/search/feed.json?q=comet"
    assert (atom.bozo, rss.bozo) == (False, False)


@pytest.mark.parametrize("words", ["年会", "a b&c=d", "<x>", "\u202e'\"", "x" * 500])
def test_the_feed_of_any_search_is_valid_and_names_itself(ask, words):
    answer = ask(f"/search/feed.xml?q={quote(words)}")
    read = feedparser.parse(answer.body)
    assert (answer.status, read.bozo) == (200, False)
    (own,) = [link.href for link in read.feed.links if link.rel == "self"]
    assert ask(own.removeprefix("http://news.test")).body == answer.body
    assert ask("/search/feed.xml?q=" + quote(words), If_None_Match=answer.headers["etag"]).status == 304


def test_a_feed_of_no_search_is_missing(ask):
    assert ask("/search/feed.xml").status == 404


def test_a_searchs_feed_opened_in_a_browser_says_its_address(ask):
    page = ask("/search/feed.xml?q=a%20b", Sec_Fetch_Dest="document").text
    assert "http://news.test/search/feed.xml?q=a%20b" in page
