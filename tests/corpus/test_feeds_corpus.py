"""Real feeds: nothing is missed, nothing is twice, and nothing reads otherwise than to feedparser whole."""

import json
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin

import feedparser
import pytest

from aggregator import parse

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "feeds"
URL = "https://society.example/news/feed.xml"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus in ../shared is not here"),
]


def manifest():
    return json.loads((CORPUS / "manifest.json").read_text()) if CORPUS.is_dir() else {}


ALL = sorted(manifest())
WELL_FORMED = [name for name in ALL if manifest()[name]["well_formed"]]


def read(name, seen=()):
    return parse.feed((CORPUS / name).read_bytes(), url=URL, content_type=None, seen=frozenset(seen))


def theirs(name):
    body = BytesIO((CORPUS / name).read_bytes())
    return feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)


def as_we_say_it(one):
    """Return what feedparser read in the words of our entries."""
    contents = [detail["value"].strip() for detail in one.get("content", ())]
    return {
        "guid": one.get("id") or None,
        "link": urljoin(URL, one["link"]) if one.get("link") else None,
        "title": one.get("title") or None,
        "summary": (one.get("summary_detail") or {}).get("value", "").strip() or None,
        "content": max(contents, key=len, default="") or None,
        "date": dict.get(one, "published") or dict.get(one, "updated") or None,
        "updated": dict.get(one, "updated") or None,
    }


def as_they_say_it(entry):
    texts = {name: getattr(entry, name) for name in ("title", "summary", "content")}
    return {
        "guid": entry.guid,
        "link": entry.link,
        **{name: text.value if text else None for name, text in texts.items()},
        "date": entry.dates[0].text if entry.dates else None,
        "updated": entry.updated,
    }


@pytest.mark.parametrize("name", ALL)
def test_no_entry_of_the_manifest_is_missed(name):
    expected, parsed = manifest()[name], read(name)
    assert len(parsed.entries) + parsed.known >= expected["entries"]
    assert len(parsed.entries) >= expected["distinct"]
    assert parsed.complete


def test_what_feedparser_alone_reads_as_empty_gives_its_entries():
    (name,) = [name for name in ALL if manifest()[name]["entries"] == 0]
    parsed = read(name)
    assert len(parsed.entries) == 35
    assert all(entry.link and entry.title and entry.dates for entry in parsed.entries)
    assert parsed.faults


@pytest.mark.parametrize("name", ALL)
def test_a_second_reading_gives_nothing(name):
    first = read(name)
    again = read(name, [entry.raw_hash for entry in first.entries])
    assert (again.entries, again.known) == ((), len(first.entries) + first.known)


@pytest.mark.parametrize("name", WELL_FORMED)
def test_a_well_formed_feed_says_what_it_says_to_feedparser_whole(name):
    parsed, found = read(name), theirs(name)
    expected = [as_we_say_it(one) for one in found.entries]
    if parsed.known:  # some repeat others
        expected = [one for place, one in enumerate(expected) if one not in expected[:place]]
    assert [as_they_say_it(entry) for entry in parsed.entries] == expected
    assert (parsed.title, parsed.faults) == (found.feed.get("title") or None, ())


@pytest.mark.parametrize("name", WELL_FORMED)
def test_one_unseen_entry_says_what_it_says_in_the_whole_feed(name):
    whole = read(name).entries
    for place in {0, len(whole) // 2, len(whole) - 1}:
        others = [entry.raw_hash for entry in whole if entry is not whole[place]]
        assert read(name, others).entries == (whole[place],)


@pytest.mark.parametrize("name", ALL)
def test_a_feed_cut_in_half_gives_its_first_half(name):
    body = (CORPUS / name).read_bytes()
    try:
        parsed = parse.feed(body[: len(body) // 2], url=URL, content_type=None, seen=frozenset())
    except parse.NotAFeed as error:
        assert "cut off" in str(error)  # noqa: PT017  either will do
    else:
        assert not parsed.complete
        whole = {entry.link for entry in read(name).entries}
        assert {entry.link for entry in parsed.entries} <= whole | {None}
