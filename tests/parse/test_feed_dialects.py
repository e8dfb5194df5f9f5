"""Every dialect of feed gives the same values."""

import pytest

from aggregator.model import Enclosure, Stamp, Text

RSS_20 = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Bells</title><link>https://bells.example/</link><language>en-GB</language>
<item><title>A bell</title><link>https://bells.example/1</link><guid isPermaLink="false">bell-1</guid>
<pubDate>Mon, 02 Nov 2026 10:00:00 GMT</pubDate><description>It &lt;b&gt;rings&lt;/b&gt;.</description></item>
</channel></rss>"""

RSS_091 = """<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Bells</title><link>https://bells.example/</link><language>en-GB</language>
<item><title>A bell</title><link>https://bells.example/1</link><description>It &lt;b&gt;rings&lt;/b&gt;.</description></item>
</channel></rss>"""

RSS_10 = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://bells.example/"><title>Bells</title><link>https://bells.example/</link>
<dc:language>en-GB</dc:language><items><rdf:Seq><rdf:li rdf:resource="https://bells.example/1"/></rdf:Seq></items></channel>
<item rdf:about="bell-1"><title>A bell</title><link>https://bells.example/1</link>
<dc:date>2026-11-02T10:00:00Z</dc:date><description>It &lt;b&gt;rings&lt;/b&gt;.</description></item>
</rdf:RDF>"""

RSS_090 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">
<channel><title>Bells</title><link>https://bells.example/</link></channel>
<item><title>A bell</title><link>https://bells.example/1</link></item></rdf:RDF>"""

ATOM_10 = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB"><title>Bells</title><id>tag:bells</id>
<link href="https://bells.example/"/><updated>2026-11-03T10:00:00Z</updated>
<entry><id>bell-1</id><title>A bell</title><link rel="alternate" href="https://bells.example/1"/>
<published>2026-11-02T10:00:00Z</published><updated>2026-11-03T10:00:00Z</updated>
<summary type="html">It &lt;b&gt;rings&lt;/b&gt;.</summary></entry></feed>"""

ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#" xml:lang="en-GB"><title>Bells</title>
<link rel="alternate" type="text/html" href="https://bells.example/"/>
<entry><id>bell-1</id><title>A bell</title><link rel="alternate" type="text/html" href="https://bells.example/1"/>
<issued>2026-11-02T10:00:00Z</issued><modified>2026-11-03T10:00:00Z</modified>
<summary type="text/html" mode="escaped">It &lt;b&gt;rings&lt;/b&gt;.</summary></entry></feed>"""

CDF = """<CHANNEL HREF="https://bells.example/"><TITLE>Bells</TITLE>
<ITEM HREF="https://bells.example/1" LASTMOD="2026-11-02T10:00:00"><TITLE>A bell</TITLE>
<ABSTRACT>It rings.</ABSTRACT></ITEM></CHANNEL>"""

JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Bells", "home_page_url": "https://bells.example/",
"language": "en-GB", "items": [{"id": "bell-1", "url": "https://bells.example/1", "title": "A bell",
"date_published": "2026-11-02T10:00:00Z", "content_html": "It <b>rings</b>."}]}"""

ALL = {
    "RSS 2.0": RSS_20,
    "RSS 0.91": RSS_091,
    "RSS 1.0": RSS_10,
    "RSS 0.90": RSS_090,
    "Atom 1.0": ATOM_10,
    "Atom 0.3": ATOM_03,
    "CDF": CDF,
    "JSON Feed": JSON,
}
GUIDS = {
    "RSS 2.0": "bell-1",
    "RSS 1.0": "bell-1",
    "Atom 1.0": "bell-1",
    "Atom 0.3": "bell-1",
    "JSON Feed": "bell-1",
}
DATES = {
    "RSS 2.0": "Mon, 02 Nov 2026 10:00:00 GMT",
    "RSS 1.0": "2026-11-02T10:00:00Z",
    "Atom 1.0": "2026-11-02T10:00:00Z",
    "Atom 0.3": "2026-11-02T10:00:00Z",
    "CDF": "2026-11-02T10:00:00",
    "JSON Feed": "2026-11-02T10:00:00Z",
}
SPEAKING = ("RSS 2.0", "RSS 0.91", "RSS 1.0", "Atom 1.0", "Atom 0.3", "JSON Feed")


@pytest.mark.parametrize("dialect", ALL)
def test_every_dialect_gives_its_title_and_link(read, dialect):
    parsed = read(ALL[dialect])
    (entry,) = parsed.entries
    assert (parsed.title, parsed.link) == ("Bells", "https://bells.example/")
    assert entry.title == Text(value="A bell")
    assert entry.link == "https://bells.example/1"
    assert entry.guid == GUIDS.get(dialect)
    assert parsed.faults == ()
    assert parsed.complete


@pytest.mark.parametrize("dialect", ALL)
def test_every_dialect_gives_its_date_as_written(read, dialect):
    (entry,) = read(ALL[dialect]).entries
    expected = DATES.get(dialect)
    assert entry.dates == ((Stamp(text=expected, evidence="entry"),) if expected else ())


@pytest.mark.parametrize("dialect", SPEAKING)
def test_every_dialect_gives_its_language(read, dialect):
    parsed = read(ALL[dialect])
    assert (parsed.language, parsed.entries[0].language) == ("en-GB", "en-GB")


@pytest.mark.parametrize("dialect", [one for one in SPEAKING if one not in ("JSON Feed", "RSS 0.90")])
def test_escaped_markup_comes_as_markup(read, dialect):
    (entry,) = read(ALL[dialect]).entries
    assert entry.summary == Text(value="It <b>rings</b>.", kind="html")


@pytest.mark.parametrize("dialect", ["Atom 1.0", "Atom 0.3"])
def test_an_update_stands_beside_the_date(read, dialect):
    (entry,) = read(ALL[dialect]).entries
    assert entry.updated == "2026-11-03T10:00:00Z"


def test_the_namespaces_of_real_life_are_read_together(item):
    entry = item(
        "<title>A bell</title><dc:creator>Ada Bell</dc:creator><dc:subject>Bells</dc:subject>"
        '<content:encoded><![CDATA[<p>It rings.</p>]]></content:encoded><media:thumbnail url="/b.jpg" width="90" height="60"/>'
        '<enclosure url="/b.mp3" type="audio/mpeg" length="1234"/><itunes:duration>3:00</itunes:duration>'
        "<prism:publicationDate>2026-11-02</prism:publicationDate>"
        '<georss:point xmlns:georss="http://www.georss.org/georss">45.2 -71.9</georss:point>'
        '<thr:total xmlns:thr="http://purl.org/syndication/thread/1.0">2</thr:total>'
    )
    assert entry.authors == ("Ada Bell",)
    assert entry.categories == ("Bells",)
    assert entry.content == Text(value="<p>It rings.</p>", kind="html")
    assert (entry.image.url, entry.image.width, entry.image.height) == (
        "https://society.example/b.jpg",
        90,
        60,
    )
    assert entry.enclosures == (
        Enclosure(url="https://society.example/b.mp3", type="audio/mpeg", length=1234),
    )
    assert entry.dates == (Stamp(text="2026-11-02", evidence="entry"),)


@pytest.mark.parametrize(
    "empty", ['<rss version="2.0"/>', '<feed xmlns="http://www.w3.org/2005/Atom"></feed>']
)
def test_a_feed_without_entries_is_a_feed(read, empty):
    parsed = read(empty)
    assert (parsed.entries, parsed.known, parsed.faults) == ((), 0, ())
