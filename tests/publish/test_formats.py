"""The same stories as RSS 2.0 and JSON Feed 1.1, and the sources as OPML 2.0."""

import json
from dataclasses import replace
from time import struct_time

import feedparser
import pytest
from lxml import etree

from aggregator import publish
from aggregator.model import Image, Source


def read_rss(document):
    read = feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False)
    assert (read.bozo, read.version) == (False, "rss20")
    return read


def test_rss_says_what_atom_says(render, a_story, noon):
    channel, (entry,) = (read := read_rss(render(a_story(), by=publish.rss))).feed, read.entries
    assert (channel.title, channel.link, channel.language) == ("All the news", "https://news.example/", "en")
    assert (entry.id, entry.link, entry.title) == (a_story().id, "https://a.example/one", "Title one")
    assert entry.published_parsed == struct_time(noon.utctimetuple())
    assert entry.content[0].value == "<p>Text of <b>one</b></p>"
    assert (entry.summary, entry.author) == ("Text of one", "Society A")
    assert [tag.term for tag in entry.tags] == ["Society A", "physics"]
    assert (entry.source.title, entry.source.href) == ("Society A", "https://a.example/feed")


@pytest.mark.parametrize("by", [publish.rss, publish.json_feed, publish.atom])
def test_the_same_stories_give_the_same_bytes_in_every_format(render, a_story, by):
    assert render(a_story(), by=by) == render(a_story(), by=by)
    assert render(by=by) == render(by=by)


def test_in_rss_a_summary_is_text_though_readers_take_it_for_markup(render, a_story):
    document = render(a_story(summary="5 < 6 & <b>so</b>"), by=publish.rss)
    assert (
        etree.fromstring(document).findtext("channel/item/description")
        == "5 &lt; 6 &amp; &lt;b&gt;so&lt;/b&gt;"
    )


def test_an_rss_item_always_has_a_title_and_a_guid_that_is_no_address(render, a_story):
    item = etree.fromstring(render(a_story(title="", summary="", link=None), by=publish.rss)).find(
        "channel/item"
    )
    assert (item.findtext("title"), item.find("guid").get("isPermaLink")) == ("Society A", "false")
    assert item.find("link") is None


def test_json_feed_says_what_atom_says(render, a_story, item, feed):
    image = Image(url="https://a.example/i.png")
    story = a_story(image=image, others=[item("two", link="https://b.example/2")])
    copy = publish.pictures.Copy(address="https://news.example/pictures/i.webp", width=3, height=2)
    serving = replace(feed, pictures="serve", copies={image.url: copy}.get)
    document = json.loads(render(story, by=publish.json_feed, feed=serving))
    (entry,) = document.pop("items")
    assert document == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "All the news",
        "home_page_url": "https://news.example/",
        "feed_url": "https://news.example/feed.xml",
        "language": "en",
        "authors": [{"name": "The editors", "url": "https://news.example/"}],
    }
    assert entry == {
        "id": story.id,
        "url": "https://a.example/one",
        "title": "Title one",
        "content_html": "<p>Text of <b>one</b></p>",
        "summary": "Text of one",
        "image": "https://news.example/pictures/i.webp",
        "date_published": "2026-11-10T12:00:00+00:00",
        "date_modified": "2026-11-10T12:00:00+00:00",
        "authors": [{"name": "Society A", "url": "https://a.example/"}],
        "tags": ["Society A", "physics"],
        "language": "de",
        "attachments": [{"url": "https://news.example/pictures/i.webp", "mime_type": "image/webp"}],
        "_aggregator": {
            "source": {
                "id": "https://a.example/feed",
                "title": "Society A",
                "url": "https://a.example/feed",
            },
            "related": ["https://b.example/2"],
        },
    }


def test_json_feed_names_hubs_and_the_next_page(render, feed):
    linked = replace(feed, links=(("hub", "https://hub.example/"), ("next", "https://news.example/2")))
    document = json.loads(render(by=publish.json_feed, feed=linked))
    assert document["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    assert (document["next_url"], document["items"]) == ("https://news.example/2", [])


def test_opml_lists_feeds_and_pages_under_their_societies(feed, societies, sources):
    more = sources | {"x": Source(key="x", society="a", kind="feed", url="https://a.example/more")}
    root = etree.fromstring(publish.opml(feed, societies, more))
    our = "{urn:x-aggregator:opml}"
    listed = [(dict(one.attrib), [dict(source.attrib) for source in one]) for one in root.find("body")]
    of_a = {"text": "Society A", "title": "Society A", "type": "rss", "htmlUrl": "https://a.example/"}
    name = "Society <B> & Sons"
    assert listed == [
        (
            {
                "text": "Society A",
                "htmlUrl": "https://a.example/",
                f"{our}key": "a",
                f"{our}acronym": "SA",
            },
            [
                of_a | {"xmlUrl": "https://a.example/feed", "language": "de", f"{our}key": "a-news"},
                of_a | {"xmlUrl": "https://a.example/more", f"{our}key": "x"},
            ],
        ),
        (
            {"text": name, f"{our}key": "b", f"{our}acronym": "SB"},
            [
                {
                    "text": name,
                    "title": name,
                    "type": "link",
                    "url": "https://b.example/news",
                    f"{our}key": "b-news",
                }
            ],
        ),
    ]


def test_opml_lists_societies_without_sources_and_no_source_of_this_machine(feed, societies):
    here = {"x": Source(key="x", society="unheard-of", kind="feed", url="file:///var/lib/news/feed.xml")}
    root = etree.fromstring(publish.opml(feed, societies, here))
    listed = [(one.get("text"), len(one)) for one in root.find("body")]
    assert listed == [("Society A", 0), ("Society <B> & Sons", 0), ("unheard-of", 0)]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://a.example/x?y=1#z", "https://a.example/x?y=1#z"),
        ("HTTPS://A.Example/X", "https://a.example/X"),
        (" https://a.example/a b\n", "https://a.example/a%20b"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("https://a.example/%C3%A9", "https://a.example/%C3%A9"),
        ("https://a.example/é?ü=[1]", "https://a.example/%C3%A9?%C3%BC=%5B1%5D"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://user:secret@a.example:8080/", "https://a.example:8080/"),
        ("http://[2001:db8::1]/", "http://[2001:db8::1]/"),
        ("javascript:alert(1)", None),
        ("mailto:a@b.example", None),
        ("/relative", None),
        ("https://", None),
        ("https://a.example:port/", None),
        ("http://[", None),
        ("https://a<b>.example/", None),
        (None, None),
    ],
)
def test_what_is_published_as_an_address_is_one(given, expected):
    assert publish.fields.address(given) == expected


COPY = publish.pictures.Copy(address="https://news.example/pictures/i.webp", width=3, height=2)
IMAGE = (
    '<p>Before <img src="https://a.example/i.png" alt="A view" srcset="https://a.example/2.png 2x"> after</p>'
)
LINK = '<p>Before <a href="https://a.example/i.png" rel="noopener">[A view]</a> after</p>'


@pytest.mark.parametrize(
    ("kind", "html", "expected"),
    [
        ("omit", IMAGE, "<p>Before  after</p>"),
        ("link", IMAGE, LINK),
        (
            "serve",
            IMAGE,
            '<p>Before <img src="https://news.example/pictures/i.webp" alt="A view" width="3" height="2"> after</p>',
        ),
        ("serve", IMAGE.replace("i.png", "j.png"), LINK.replace("i.png", "j.png")),
        ("link", "<p>No picture &amp; no change", "<p>No picture &amp; no change"),
        ("link", '<img src="javascript:alert(1)">x', "x"),
        (
            "link",
            '<img src="https://a.example/1.gif">',
            '<a href="https://a.example/1.gif" rel="noopener">[Image]</a>',
        ),
        (
            "link",
            '<a href="https://a.example/"><img src="https://a.example/1.gif" alt="x"></a>',
            '<a href="https://a.example/"><span>[x]</span></a>',
        ),
    ],
)
def test_no_reader_is_sent_to_a_source_for_its_pictures(render, a_story, feed, kind, html, expected):
    chosen = replace(feed, pictures=kind, copies={"https://a.example/i.png": COPY}.get)
    document = etree.fromstring(render(a_story(html=html), feed=chosen))
    assert document.findtext("{*}entry/{*}content") == expected
