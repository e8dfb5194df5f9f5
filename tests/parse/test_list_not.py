"""What cannot hold a list of news is called what it is, with what to do."""

import time

import pytest

from aggregator import parse
from aggregator.model import PageRule

URL = "https://society.example/news/"
FEED = (
    '<?xml version="1.0"?><!-- made by hand --><rss version="2.0"><channel><title>News</title>'
    "<item><title>A headline about ants</title><link>https://society.example/1</link><description>"
    "<![CDATA[<ul><li><a href='/1'>A headline about ants</a></li><li><a href='/2'>A headline about bees</a>"
    "</li></ul>]]></description></item></channel></rss>"
)
SHELL = (
    "<html><body><div id='root'></div>{}<noscript>You need to enable JavaScript to run this app.</noscript>"
)
LONG = "<p>The society meets in spring, and all members are welcome to tell of their work.</p>" * 5


def alarms(body, **rule):
    body = body.encode() if isinstance(body, str) else body
    parsed = parse.listing(body, url=URL, content_type=None, rule=PageRule(**rule), seen=frozenset())
    assert parsed.entries == ()
    return parsed.alarms


def refresh(content):
    return f'<html><head><meta http-equiv="Refresh" content="{content}"></head><body>Moved</body></html>'


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (FEED, 'the answer is a feed, not a page: make it kind = "feed"'),
        ('{"version": "https:\\/\\/jsonfeed.org\\/version\\/1.1", "items": []}', 'make it kind = "feed"'),
        ('<entry xmlns="http://www.w3.org/2005/Atom"><title>Ants</title></entry>', 'make it kind = "feed"'),
        ('{"error": "<rss version=1>"}', "the answer is JSON, not a page: look at the address"),
        ('{"error": "rate limited"}', "the answer is JSON, not a page: look at the address"),
        ("", "the answer is empty, not a page: look at the address"),
        (b"%PDF-1.7 x", "the answer is a PDF document, not a page"),
        (b"PK\x03\x04x", "the answer is a zip archive, not a page"),
        ('<?xml version="1.0"?><opml version="2.0"><body/></opml>', "a list of feeds (OPML), not a page"),
        ('<?xml version="1.0"?><note><to>x</to></note>', "XML of another kind (<note>), not a page"),
        (b"\x01\x02\x03", "the answer is nothing that can be read, not a page: look at the address"),
        ("Service unavailable", "plain text that begins “Service unavailable”, not a page"),
        (
            "<html><head><title>Just a moment...</title></head><body><h1>Checking</h1></body></html>",
            "the page “Just a moment...” wants visitors to prove that they are people: ask the site to let us in",
        ),
        (
            "<html><head></head><body><script src='/_Incapsula_Resource?x=1'></script></body></html>",
            "the page wants visitors to prove that they are people: ask the site to let us in",
        ),
        (
            "<title></title><script src='https://x.token.awswaf.com/y/challenge.js'></script>",
            "the page wants visitors to prove that they are people",
        ),
        (
            "<title>Members</title><form><input name=u><input type='password' name=p></form>",
            "the page “Members” wants a login: look for an address that is public, or give the source",
        ),
        (refresh("0; url=/list"), "sends its readers on to https://society.example/list: set url to it"),
        (refresh("5;URL='../en/?a=1&amp;b=2'"), "on to https://society.example/en/?a=1&b=2: set url"),
        (refresh("0, list.html"), "sends its readers on to https://society.example/news/list.html"),
        (
            "<frameset cols='1,2'><frame src='/nav.html'><frame src='list.html'></frameset>",
            "set url to the one with the news, https://society.example/nav.html or https://society.example/news/list.html",
        ),
        (SHELL.format(""), "shows hardly any text without JavaScript, which is not run"),
        ("<body><script src='/app.js'></script></body>", "shows hardly any text without JavaScript"),
    ],
)
def test_what_came_is_named_with_a_remedy_that_fits(body, words):
    (alarm,) = alarms(body)
    assert words in alarm


@pytest.mark.parametrize(
    "body",
    [
        refresh("300"),
        refresh("300; url=/news/#top"),
        refresh("0; url=javascript:alert(1)"),
        refresh("0; url=http://[broken"),
        f"<title>Just a moment in history</title>{LONG * 3}",
        SHELL.format(LONG),
        f"<form><input type=password></form>{LONG * 3}",
        '<html><head><link rel="alternate" href="/feed"></head><body><channel>x</channel></body></html>',
    ],
)
def test_a_page_that_might_hold_news_is_left_to_selectors(body):
    assert "say with the selectors item, title and link where they are" in alarms(body)[0]


def test_where_a_selector_finds_nothing_it_is_told_with_the_reason():
    assert alarms(refresh("0; url=/list"), item="li.item") == (
        "the selector item = 'li.item' finds no news on the page",
        "the page sends its readers on to https://society.example/list: set url to it",
    )


@pytest.mark.parametrize(
    "body",
    [
        "<!---->" * 100_000,
        "<!--x>" * 100_000,
        "<?x>" * 100_000,
        "<!x" * 100_000,
        "<!---->\n" * 30 + "Nothing here",
        refresh(" " * 100_000 + ";" + " " * 100_000),
        "{" * 300_000,
        "<a>" * 100_000 + "<script>",
    ],
    ids=range(8),
)
def test_to_find_out_takes_little_time_whatever_came(body):
    began = time.process_time()
    alarms(body)
    with pytest.raises(parse.NotAFeed):
        parse.feed(body.encode(), url=URL, content_type=None, seen=frozenset())
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("said", "feeds"),
    [
        ('</my/updates.xml>; rel="alternate"; type="application/rss+xml"', ["/my/updates.xml"]),
        ("<updates.xml>;rel=alternate;type=application/atom+xml", ["/news/updates.xml"]),
        ('</a>; type="application/rss+xml"; title="a, \\"b\\" <c>"; rel="alternate"', ["/a"]),
        ('</a>; rel="feed home", </b>; rel=next, </c>; rel="ALTERNATE"; type=text/xml', ["/a", "/c"]),
        ('<https://society.example/wp-json/>; rel="alternate"; type="application/json"', []),
        ('</de/>; rel="alternate"; hreflang="de"', []),
        ('</a>; rel="stylesheet"; rel="alternate"', []),
        ("<javascript:alert(1)>; rel=alternate; type=application/rss+xml", []),
        ("<http://[broken/>; rel=feed", []),
        ("nonsense; rel=feed", []),
        ('<a>; x="' * 1_000, []),
        ("<" * 8_000, []),
    ],
)
def test_the_feeds_that_a_header_names_are_among_those_that_a_page_offers(said, feeds):
    offered = parse.propose(b"<p>Hello", url=URL, content_type=None, links=said)
    assert [one.removeprefix("https://society.example") for one in offered.feeds] == feeds
