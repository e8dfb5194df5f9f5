"""Whatever a source says, what is published is a valid document and says that and nothing else."""

from dataclasses import replace

import feed_rules
import feedparser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator import publish
from aggregator.model import Enclosure, Image, Imprint, Story

NASTY = [
    "<script>alert(1)</script>",
    "]]>",
    "&amp;&lt;&nosuch;",
    "\x00\x0b\x1f\x7f\x85",
    "\ufffe\uffff\U0001ffff",
    "\ud800",
    "\udfff\ud800",
    "\u202e\u2066",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "<?xml-stylesheet href='x'?>",
    "</title></entry></feed>",
    "\r\n \r",
    "\u2028",
    "%zz%",
    "http://[::1",
    "https://a b/\u00e9?q=<>&r=[1]#\u4e2d",
    "https://m\u00fcnchen.example/",
    "https://x" + "\u00e9" * 70 + ".example/",
    "https://a.example:99999/",
    "xml:lang",
]
string = st.lists(
    st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=()), max_size=20), max_size=4
).map("".join)
values = st.fixed_dictionaries({
    "title": string,
    "html": string,
    "summary": string,
    "link": st.none() | string | string.map("https://a.example/{}".format),
    "language": st.none() | string,
    "authors": st.lists(string, max_size=3).map(tuple),
    "topics": st.lists(string, max_size=3).map(tuple),
    "society": st.sampled_from(["a", "b"]) | string,
    "source": st.sampled_from(["a-news", "b-news"]) | string,
    "image": st.none() | st.builds(Image, url=string),
    "enclosures": st.lists(
        st.builds(
            Enclosure,
            url=string | string.map("https://a.example/{}".format),
            type=st.none() | string | st.just("audio/mpeg"),
            length=st.none() | st.integers(0),
        ),
        max_size=2,
    ).map(tuple),
})  # fmt: skip
imprint = st.builds(
    Imprint,
    id=st.none() | string | string.map("urn:{}".format),
    title=st.none() | string,
    link=st.none() | string | string.map("https://a.example/{}".format),
)
hostile = given(lead=values, other=values, said=imprint)
quick = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def a_story(item, lead, other):
    return Story(id="tag:news.example,2026:s/1", lead=item(**lead), others=(item(**other),))


def xml_text(text):
    """Return what of a text an XML document can hold, white space aside."""
    return "".join("".join(char for char in text if is_xml(char)).split())


def is_xml(char):
    point = ord(char)
    return char in "\t\n\r" or 0x20 <= point <= 0xD7FF or 0xE000 <= point <= 0xFFFD or point >= 0x10000


@quick
@hostile
def test_atom_stays_valid_and_equal_to_what_was_put_in(render, check, feed, item, lead, other, said):
    document = render(a_story(item, lead, other), feed=replace(feed, imprints={"a-news": said}))
    root = check(document)
    assert root.findall(".//script") == []
    read = feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False)
    assert not read.bozo
    assert xml_text(root.findtext("{*}entry/{*}summary") or "") == xml_text(lead["summary"])
    if xml_text(lead["title"]):
        assert xml_text(root.findtext("{*}entry/{*}title")) == xml_text(lead["title"])
    if xml_text(lead["html"]):
        assert xml_text(root.findtext("{*}entry/{*}content")) == xml_text(lead["html"])


@quick
@hostile
def test_rss_stays_well_formed_and_equal_to_what_was_put_in(render, feed, item, lead, other, said):
    saying = replace(feed, imprints={"a-news": said})
    document = render(a_story(item, lead, other), by=publish.rss, feed=saying)
    root = feed_rules.rss(document)
    assert root.findtext("channel/item/guid") == "tag:news.example,2026:s/1"
    assert not feedparser.parse(document).bozo
    if xml_text(lead["title"]):
        assert xml_text(root.findtext("channel/item/title")) == xml_text(lead["title"])


@quick
@hostile
def test_json_feed_stays_json(render, feed, item, lead, other, said):
    saying = replace(feed, imprints={"a-news": said})
    document = render(a_story(item, lead, other), by=publish.json_feed, feed=saying)
    (read,) = feed_rules.json_feed(document)["items"]
    assert read["id"] == "tag:news.example,2026:s/1"
    assert read.get("content_html") or read["content_text"]
    if xml_text(lead["title"]):
        assert xml_text(read["title"]) == xml_text(lead["title"])
