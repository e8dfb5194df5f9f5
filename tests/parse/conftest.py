"""How the tests of this room call it: with an address, and nothing seen unless said."""

import pytest

from aggregator import parse

URL = "https://society.example/news/feed.xml"


@pytest.fixture
def read():
    """Return a function that reads a feed, given as text or bytes."""

    def read_feed(body, *, url=URL, content_type=None, seen=(), **limits):
        body = body.encode() if isinstance(body, str) else body
        return parse.feed(
            body, url=url, content_type=content_type, seen=frozenset(seen), limits=parse.Limits(**limits)
        )

    return read_feed


@pytest.fixture
def item(read):
    """Return a function that reads the one item of an RSS feed, given what stands in it."""

    def read_item(inside, *, channel="", attributes="", **given):
        names = (
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
            'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:atom="http://www.w3.org/2005/Atom" '
            'xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/"'
        )
        body = (
            f'<rss version="2.0" {names} {attributes}><channel>{channel}<item>{inside}</item></channel></rss>'
        )
        (entry,) = read(body, **given).entries
        return entry

    return read_item


@pytest.fixture
def atom_entry(read):
    """Return a function that reads the one entry of an Atom feed, given what stands in it."""

    def read_entry(inside, *, head="", attributes="", entry="", **given):
        body = f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}>{head}<entry {entry}>{inside}</entry></feed>'
        (one,) = read(body, **given).entries
        return one

    return read_entry
