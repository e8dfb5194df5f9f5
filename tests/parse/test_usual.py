"""Feeds that hold nothing unusual are read without feedparser, and say what they say to it."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aggregator import parse
from aggregator.parse import feeds, usual

URL = "https://society.example/news/feed"
SPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:gd="http://schemas.google.com/g/2005" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" '
    'xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/" xmlns:x="urn:x"'
)
SAID = [
    "<title>One &amp; two &amp;lt;b&amp;gt; &lt;b&gt;bold&lt;/b&gt;</title>",
    "<title type='html'> L\u2019\u00e9t\u00e9 \x92 </title>",
    "<title>\u00c3\u00a9t\u00e9</title>",
    "<title/>",
    "<link>/a?b=1&amp;amp;c=2&amp;lt;d</link>",
    "<link> </link>",
    "<link href='b' rel='Alternate' type='TEXT/HTML'/>",
    "<link href='c' rel='enclosure' type='audio/mpeg' length='9'/>",
    "<link href='' xml:base='/d/'/>",
    "<atom:link href='e' rel='self'/>",
    "<guid>f</guid>",
    "<guid isPermaLink='false'>g</guid>",
    "<id> tag:h </id>",
    "<description>&lt;p&gt;i&lt;/p&gt;</description>",
    "<description type='text'>j &lt;/b&gt;</description>",
    "<summary xml:lang='de_DE' xml:base='k/'>k</summary>",
    "<content type='html'>&lt;p&gt;l</content>",
    "<content:encoded><![CDATA[<p>m</p>]]></content:encoded>",
    "<pubDate>Mon, 02 Nov 2026 10:00:00 GMT</pubDate>",
    "<published>2026-11-02</published>",
    "<updated x:y='z'>2026-11-03T00:00:00Z</updated>",
    "<dc:date>2026-11-04</dc:date>",
    "<dcterms:created>2026</dcterms:created>",
    "<prism:publicationDate>2026-11</prism:publicationDate>",
    "<author>n@society.example (N. O.)</author>",
    "<author>p@society.museum</author>",
    "<author><name>Q</name><email>q@society.example</email><uri>/q</uri><gd:image src='r'/></author>",
    "<author><name>R</name></author>",
    "<author>\n <name>R</name>\n <x:y>S</x:y>\n</author>",
    "<dc:creator><b>T</b></dc:creator>",
    "<dc:creator>S, T</dc:creator>",
    "<category>u</category>",
    "<category domain='v'>w</category>",
    "<category term='x' scheme='y' label='z'/>",
    "<category/>",
    "<dc:subject>u</dc:subject>",
    "<language>en</language>",
    "<enclosure url='a.jpg' type='image/jpeg' length='1'/>",
    "<source url='b'>c</source>",
    "<media:content url='d.jpg' medium='image' width='10'><media:title>d</media:title></media:content>",
    "<media:group><media:content url='e.png'/><media:thumbnail url='f'/><media:rating/></media:group>",
    "<media:group><media:description>g</media:description><x:group><x:y z='1'/></x:group></media:group>",
    "<media:thumbnail url='h'/>",
    "<media:title>i</media:title>",
    "<comments>j</comments>",
    "<slash:comments>1</slash:comments>",
    "<x:link>k</x:link>",
    "<x:y>l</x:y>",
]
LEFT = [
    "<title>a</title><title>b</title>",
    "<title>a <b>b</b></title>",
    "<description mode='base64'>YQ==</description>",
    "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>c</div></content>",
    "<content type='text/x-other'>d</content>",
    "<content src='e'/>",
    "<image>f</image>",
    "<source><title>g</title></source>",
    "<link x:href='h' href='i'/>",
    "<x:y><title>j</title></x:y>",
    "<date>2026</date>",
    "<links>k</links>",
    "<itunes:summary>l</itunes:summary>",
    "<media:title>m</media:title>",
    "<media:keywords>n, o</media:keywords>",
    "<media:group><pubDate>2026</pubDate></media:group>",
    "<media:thumbnail>p</media:thumbnail>",
    "<category>q</category>" * 101,
    "<dc:creator>R<sup>1</sup></dc:creator>",
    "<author><x:y/>S<name>T</name></author>",
]
HEADS = [
    "<title>T</title><link>/t</link><description>u</description><language>de</language>",
    "<title>T</title><image><title>V</title><link>/v</link><url>w</url></image><id>x</id>",
    "<link rel='hub' href='https://hub.example/'/><link rel='self' href='y'/><author>A</author>",
    "<dc:creator>B</dc:creator><category>c</category><textInput><title>d</title><name>e</name></textInput>",
    "<x:y>f</x:y><skipDays><day>Monday</day></skipDays><ttl>5</ttl>",
]
HEADS_LEFT = [
    "<image><x:y>a</x:y></image>",
    "<dc:title>b</dc:title>",
    "<x:y><title>c</title></x:y>",
    "<link>/d?e&amp;amp;f</link>",
    "<links>g</links>",
]


def rss(*items, head="<title>T</title>"):
    said = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {SPACES}><channel>{head}{said}</channel></rss>'


def atom(*entries, head="<title>T</title>"):
    said = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" {SPACES}>{head}{said}</feed>'


def read(body):
    return parse.feed(body.encode(), url=URL, content_type=None, seen=frozenset())


@pytest.fixture
def reads(monkeypatch):
    """Read by ourselves, or by feedparser alone, and say whether feedparser was asked."""

    def both(body):
        asked = []
        with monkeypatch.context() as patched:
            theirs = feeds._feedparser
            patched.setattr(
                feeds, "_feedparser", lambda *given, **named: (asked.append(1), theirs(*given, **named))[1]
            )
            ours = read(body)
            was_asked = bool(asked)
            patched.setattr(usual, "read", lambda *_, **__: None)
            return ours, read(body), was_asked

    return both


@pytest.mark.parametrize("shape", [rss, atom])
@pytest.mark.parametrize("said", range(len(SAID)))
def test_what_entries_usually_say_is_read_without_feedparser_and_alike(reads, shape, said):
    ours, theirs, was_asked = reads(shape(f"<title>A</title>{SAID[said]}" if said > 3 else SAID[said]))
    assert ours == theirs
    assert not was_asked


@pytest.mark.parametrize("shape", [rss, atom])
@pytest.mark.parametrize("head", range(len(HEADS)))
def test_what_feeds_usually_say_of_themselves_too(reads, shape, head):
    ours, theirs, was_asked = reads(shape("<title>A</title>", head=HEADS[head]))
    assert ours == theirs
    assert not was_asked


@pytest.mark.parametrize("shape", [rss, atom])
@pytest.mark.parametrize("said", range(len(LEFT)))
def test_what_is_unusual_is_left_to_feedparser(reads, shape, said):
    ours, theirs, was_asked = reads(shape("<guid>usual</guid>", LEFT[said]))
    assert ours == theirs
    assert was_asked


@pytest.mark.parametrize("shape", [rss, atom])
@pytest.mark.parametrize("head", range(len(HEADS_LEFT)))
def test_so_is_an_unusual_head(reads, shape, head):
    assert reads(shape("<title>A</title>", head=HEADS_LEFT[head]))[2]


@pytest.mark.parametrize(
    "root",
    [
        '<rss xmlns="http://purl.org/rss/1.0/"><channel>',
        '<rss><channel href="x">',
        "<rss><channel/><channel>",
    ],
)
def test_so_is_an_unusual_root(reads, root):
    ours, theirs, was_asked = reads(f"{root}<item><title>A</title></item></channel></rss>")
    assert ours == theirs
    assert was_asked


@settings(
    max_examples=100,
    deadline=timedelta(seconds=5),
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    shape=st.sampled_from([rss, atom]),
    entries=st.lists(st.lists(st.sampled_from(SAID + LEFT), max_size=8), max_size=3),
    head=st.lists(st.sampled_from(HEADS + HEADS_LEFT), max_size=2),
    base=st.sampled_from(["", " xml:base='/in/' xml:lang='es'", " x:about='a'", " href='h'"]),
)
@example(shape=atom, entries=[[SAID[26], SAID[27], SAID[26]]], head=[], base="")
def test_in_whatever_order_they_come(reads, shape, entries, head, base):
    body = shape(*map("".join, entries), head="".join(head))
    ours, theirs, _ = reads(body.replace("<item>", f"<item{base}>").replace("<entry>", f"<entry{base}>"))
    assert ours == theirs
