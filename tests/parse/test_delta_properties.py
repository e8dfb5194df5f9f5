"""Whatever a feed holds: read in parts it is what it is whole, and nothing brings the reader down."""

import contextlib
import json
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

import feedparser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator import parse
from aggregator.parse.entries import entry

ATOM = "{http://www.w3.org/2005/Atom}"
URL = "https://society.example/feed"
HEADERS = {"content-type": "application/xml; charset=utf-8", "content-location": URL}
BOUNDED = settings(
    max_examples=60,
    deadline=timedelta(seconds=5),
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
LEGAL = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
WORDS = st.text(LEGAL | st.sampled_from("<>&\"' \n;"), max_size=40)
NAMES = st.sampled_from(
    [
        "title",
        "link",
        "description",
        "guid",
        "pubDate",
        "author",
        "category",
        "dc:creator",
        "dc:date",
        "content:encoded",
        "itunes:summary",
    ]
)
ATOM_NAMES = st.sampled_from(["title", "summary", "content", "id", "updated", "published", "rights", "x:y"])
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:x="urn:x"'
)


@st.composite
def rss_items(draw):
    said = draw(st.lists(st.tuples(NAMES, WORDS), max_size=6))
    return "<item>" + "".join(f"<{name}>{escape(words)}</{name}>" for name, words in said) + "</item>"


@st.composite
def atom_entries(draw):
    kinds = st.sampled_from(["", ' type="text"', ' type="html"', ' xml:lang="de"', ' xml:base="/x/"'])
    said = draw(st.lists(st.tuples(ATOM_NAMES, kinds, WORDS), max_size=6))
    link = f"<link href={quoteattr(draw(WORDS))}/>"
    parts = "".join(f"<{name}{kind}>{escape(words)}</{name}>" for name, kind, words in said)
    return f"<entry>{link if draw(st.booleans()) else ''}{parts}</entry>"


RSS_FEEDS = st.lists(rss_items(), max_size=5, unique=True).map(
    lambda items: f'<rss version="2.0" {SPACES}><channel><title>T</title>{"".join(items)}</channel></rss>'
)
ATOM_FEEDS = st.lists(atom_entries(), max_size=5, unique=True).map(
    lambda entries: (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {SPACES}><title>T</title>{"".join(entries)}</feed>'
    )
)
FEEDS = RSS_FEEDS | ATOM_FEEDS


def read(body, seen=()):
    return parse.feed(body.encode(), url=URL, content_type=None, seen=frozenset(seen))


def guids(body):
    entries = [*ET.fromstring(body).iter("item"), *ET.fromstring(body).iter(f"{ATOM}entry")]
    for one in entries:
        said = [child.text or "" for child in one if child.tag in ("guid", "id", f"{ATOM}id")]
        yield said[-1].strip() if said else None


def unhashed(entries):
    return [replace(one, raw_hash="") for one in entries]


@BOUNDED
@given(FEEDS)
def test_read_through_the_split_a_feed_says_what_it_says_to_feedparser_whole(body):
    found = feedparser.parse(
        BytesIO(body.encode()), response_headers=HEADERS, sanitize_html=False, resolve_relative_uris=False
    )
    whole = [
        entry(one, found.feed, url=URL, version=found.version, guid=guid, limits=parse.Limits())
        for one, guid in zip(found.entries, guids(body), strict=True)
    ]
    parsed = read(body)
    assert len(parsed.entries) + parsed.known == len(whole)
    assert parsed.known or unhashed(parsed.entries) == whole


def head(parsed):
    return replace(parsed, entries=(), known=0, standing=frozenset())


@BOUNDED
@given(FEEDS, st.data())
def test_any_part_of_it_says_the_same_as_the_whole(body, data):
    whole = read(body)
    seen = (
        data.draw(st.sets(st.sampled_from([one.raw_hash for one in whole.entries])))
        if whole.entries
        else set()
    )
    part = read(body, seen)
    assert part.entries == tuple(one for one in whole.entries if one.raw_hash not in seen)
    assert part.known == whole.known + len(seen)
    assert part.standing == seen
    assert head(part) == head(whole)


@BOUNDED
@given(FEEDS, st.data())
def test_cut_or_mangled_anywhere_it_is_read_or_refused(body, data):
    place = data.draw(st.integers(0, len(body)))
    junk = data.draw(
        st.sampled_from(
            ["", "<", ">", "&", "\0", "]]>", "<![CDATA[", "<!--", '"', "<br>", "</item>", "&#0;", "<?"]
        )
    )
    for mangled in (body[:place] + junk, body[:place] + junk + body[place:]):
        with contextlib.suppress(parse.NotAFeed):
            first = read(mangled)
            again = read(mangled, [one.raw_hash for one in first.entries])
            assert again.entries == ()


PIECES = [
    *(
        b"<rss>",
        b"<rss version='2.0'>",
        b"<feed xmlns='http://www.w3.org/2005/Atom'>",
        b"<channel>",
        b"<item>",
        b"</item>",
    ),
    *(
        b"<entry>",
        b"</entry>",
        b"</rss>",
        b"</feed>",
        b"<title>",
        b"</title>",
        b"<link>",
        b"<links a='b'/>",
        b"<author a='b'>",
    ),
    *(
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"-->",
        b"<!DOCTYPE x [",
        b"<!ENTITY a 'b'>",
        b"]>",
        b"&a;",
        b"&#0;",
        b"&",
        b"<",
        b">",
    ),
    *(
        b"{",
        b'{"version":"https://jsonfeed.org/version/1","items":[',
        b"]}",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\0",
    ),
    *(
        b"<?xml version='1.0' encoding='utf-16'?>",
        b"<a:b>",
        b"xmlns:a='",
        b"http://[",
        b"<content type='xhtml'>",
        b"<svg>",
    ),
    *(
        b"<content type='image/png' mode='base64'>",
        b"<source>",
        b"<image>",
        b"<georss:point>1</georss:point>",
        b"<media:content url=''",
    ),
]


@settings(BOUNDED, max_examples=250)
@given(
    st.lists(st.sampled_from(PIECES) | st.binary(max_size=8), max_size=25).map(b"".join),
    st.none() | st.text(max_size=30),
)
def test_no_bytes_do_anything_but_be_read_or_refused(body, content_type):
    with contextlib.suppress(parse.NotAFeed):
        parsed = parse.feed(body, url=URL, content_type=content_type, seen=frozenset())
        assert all(len(one.raw_hash) == 64 for one in parsed.entries)


@BOUNDED
@given(st.binary(max_size=200))
def test_no_bytes_at_all(body):
    with contextlib.suppress(parse.NotAFeed):
        parse.feed(body, url=URL, content_type=None, seen=frozenset())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
ITEM = st.dictionaries(
    st.sampled_from(
        [
            "id",
            "url",
            "title",
            "summary",
            "content_html",
            "content_text",
            "image",
            "authors",
            "author",
            "tags",
            "attachments",
            "date_published",
        ]
    ),
    JSON
    | st.lists(
        st.dictionaries(st.sampled_from(["name", "url", "size_in_bytes", "mime_type"]), JSON, max_size=3),
        max_size=2,
    ),
    max_size=6,
)


@BOUNDED
@given(
    st.lists(ITEM, max_size=4),
    st.dictionaries(st.sampled_from(["title", "language", "hubs", "authors"]), JSON, max_size=3),
)
def test_no_json_feed_does_either(items, head):
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items} | head)
    first = read(body)
    again = read(body, [one.raw_hash for one in first.entries])
    assert (again.entries, again.known) == ((), len(items))
