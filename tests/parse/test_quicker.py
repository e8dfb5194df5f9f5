"""What feedparser is spared changes nothing of what it reads."""

import copy
from io import BytesIO

import feedparser
import pytest
from feedparser.util import FeedParserDict

import aggregator.parse.feeds  # noqa: F401  it has feedparser spared
from aggregator.parse import quicker

OWN = {"make_safe_absolute_uri": feedparser.mixin.make_safe_absolute_uri.__wrapped__, "copy": copy}
OWN_OF_DICTIONARIES = {"get": quicker._get, "__contains__": quicker._holds}
LINES = "one\r\ntwo &amp; three<![CDATA[ <b>four</b>\n]]>five\n\n&#8364;"
XHTML = (
    f"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>\n<p>{LINES}</p>\n \n</div>\n</content>"
)
DOCUMENTS = {
    "rss": f"<rss version='2.0'><channel><title>{LINES}</title><item><title>{LINES}</title>"
    f"<link>/a?b&amp;c</link><description>{LINES}</description></item></channel></rss>",
    "atom": f"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://a.example/b/'><entry xml:base='c/'>"
    f"<link href='d'/><title type='html'>{LINES}</title>{XHTML}</entry>"
    "<entry xml:base='javascript:x'><link href='e'/><id>f</id></entry></feed>",
}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_feedparser_reads_the_same_with_its_own_reader(document, monkeypatch):
    def read():
        return feedparser.parse(BytesIO(document.encode()), sanitize_html=False, resolve_relative_uris=False)

    spared = read()
    monkeypatch.setattr(feedparser.api, "PREFERRED_XML_PARSERS", [])
    for name, own in OWN.items():
        monkeypatch.setattr(feedparser.mixin, name, own)
    for name, own in OWN_OF_DICTIONARIES.items():
        monkeypatch.setattr(FeedParserDict, name, own)
    assert spared.entries
    assert spared == read()


@pytest.mark.parametrize(
    "name", ["title", "updated", "published", "url", "href", "enclosures", "category", "x"]
)
@pytest.mark.parametrize(
    "holding", [{}, {"published": "p"}, {"href": "h"}, {"tags": []}, {"links": []}, {"x": 1}]
)
@pytest.mark.filterwarnings("ignore:To avoid breaking")
def test_its_dictionaries_hold_what_they_held(name, holding):
    held = FeedParserDict(holding)

    def answer(function, *given):
        try:
            return function(held, name, *given)
        except KeyError as error:
            return type(error)

    assert answer(FeedParserDict.get, "none") == answer(OWN_OF_DICTIONARIES["get"], "none")
    assert answer(FeedParserDict.__contains__) == answer(OWN_OF_DICTIONARIES["__contains__"])
