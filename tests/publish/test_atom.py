"""The combined feed: valid, complete, and the same for the same stories."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import struct_time

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from aggregator import publish
from aggregator.model import Dated, Item, Society, Source, Story

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
FEED = publish.Feed(
    title="All the news",
    url="https://news.example/feed.xml",
    site_url="https://news.example/",
    author="The editors",
    language="en",
    authority="news.example",
)
SOCIETIES = {"a": Society(key="a", name="Society A", acronym="SA", url="https://a.example/")}
SOURCES = {"a-news": Source(key="a-news", society="a", kind="feed", url="https://a.example/feed")}


def item(name="one", **values):
    defaults = {
        "id": f"tag:news.example,2026-11-10:a-news/{name}",
        "source": "a-news",
        "society": "a",
        "guid": name,
        "link": f"https://a.example/{name}",
        "canonical": f"https://a.example/{name}",
        "title": f"Title {name}",
        "html": f"<p>Text of <b>{name}</b></p>",
        "text": f"Text of {name}",
        "summary": f"Text of {name}",
        "published": Dated(at=NOON, precision="second", evidence="entry"),
        "updated": None,
        "first_seen": NOON,
        "language": "de",
        "topics": ("physics",),
        "authors": (),
        "image": None,
        "fingerprint": "f",
        "raw_hash": "r",
    }
    return Item(**(defaults | values))


def render(*stories):
    return publish.atom(FEED, stories, SOCIETIES, SOURCES)


def a_story(**values):
    lead = item(**values)
    return Story(id="tag:news.example,2026-11-01:a-news/story", lead=lead)


def seconds(moment):
    return struct_time(moment.utctimetuple())


def check(document):
    """Hold a document against RFC 4287 §4.1.1 and §4.1.2: what must be there, once."""
    root = etree.fromstring(document)
    holders = [root, *root.findall(f"{ATOM}entry")]
    for holder in holders:
        for name in ("id", "title", "updated"):
            assert len(holder.findall(ATOM + name)) == 1
        assert re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00", holder.findtext(ATOM + "updated")
        )
    for entry in holders[1:]:
        assert entry.findall(f"{ATOM}author/{ATOM}name")
        assert len(entry.findall(f"{ATOM}content")) + len(entry.findall(f"{ATOM}link[@rel='alternate']")) >= 1
    ids = [entry.findtext(f"{ATOM}id") for entry in holders[1:]]
    assert len(ids) == len(set(ids))
    return root


def test_a_feed_says_all_that_a_reader_needs():
    parsed = feedparser.parse(render(a_story()))
    assert not parsed.bozo
    assert parsed.feed.title == "All the news"
    assert [(link.rel, link.href) for link in parsed.feed.links] == [
        ("self", "https://news.example/feed.xml"),
        ("alternate", "https://news.example/"),
    ]
    (entry,) = parsed.entries
    assert (entry.id, entry.title, entry.summary) == (a_story().id, "Title one", "Text of one")
    assert entry.content[0].value == "<p>Text of <b>one</b></p>"
    assert entry.content[0].language == "de"
    assert (entry.published_parsed, entry.updated_parsed) == (seconds(NOON), seconds(NOON))
    assert entry.author == "Society A"
    assert [(tag.term, tag.scheme) for tag in entry.tags] == [
        ("a", "https://news.example/societies/"),
        ("physics", "https://news.example/topics/"),
    ]
    assert (entry.source.title, entry.source.id) == ("Society A", "tag:news.example,2026:source/a-news")


def test_an_edit_moves_updated_and_neither_id_nor_published():
    edited = NOON + timedelta(days=2)
    entries = [feedparser.parse(render(a_story(updated=moment))).entries[0] for moment in (None, edited)]
    assert entries[0].id == entries[1].id
    assert entries[1].published_parsed == seconds(NOON)
    assert entries[1].updated_parsed == seconds(edited)


def test_the_other_voices_of_a_story_are_related_links():
    story = replace(
        a_story(),
        others=(item("two", link="https://b.example/2"), item("same", link="https://a.example/one")),
    )
    (entry,) = feedparser.parse(render(story)).entries
    assert [(link.rel, link.href) for link in entry.links] == [
        ("alternate", "https://a.example/one"),
        ("related", "https://b.example/2"),
    ]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({}, id="an ordinary item"),
        pytest.param({"link": None}, id="no link"),
        pytest.param({"html": "", "text": "", "summary": ""}, id="no text"),
        pytest.param({"published": None}, id="no date"),
        pytest.param({"authors": ("Ann", "Bo")}, id="authors"),
        pytest.param({"source": "gone", "society": "gone"}, id="a source that is configured no more"),
        pytest.param({"language": None}, id="no language"),
    ],
)
def test_every_kind_of_item_makes_a_valid_entry(values):
    check(render(a_story(**values)))


def test_a_feed_without_stories_is_valid_and_does_not_change_by_itself():
    check(render())
    assert render() == render()


def test_the_same_stories_give_the_same_bytes():
    assert render(a_story()) == render(a_story())


hostile = st.text(st.characters(), max_size=60).map(lambda text: text + "<script>]]>&amp;\x00\x0b\ufffe")


@given(title=hostile, html=hostile, summary=hostile, author=hostile)
def test_whatever_a_source_says_the_document_stays_valid(title, html, summary, author):
    root = check(render(a_story(title=title, html=html, summary=summary, authors=(author,))))
    assert not root.findall(".//script")
    assert not feedparser.parse(etree.tostring(root)).bozo
