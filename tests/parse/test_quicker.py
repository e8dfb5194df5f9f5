"""What feedparser is spared changes nothing of what it reads."""

from io import BytesIO

import feedparser
import pytest

import aggregator.parse.feeds  # noqa: F401  it has feedparser spared

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
    safe = feedparser.mixin.make_safe_absolute_uri
    monkeypatch.setattr(feedparser.mixin, "make_safe_absolute_uri", safe.__wrapped__)
    assert spared.entries
    assert spared == read()
