"""The combined feed: valid, complete, and the same for the same stories."""

from dataclasses import replace
from datetime import timedelta, timezone
from time import struct_time

import feedparser
import pytest
from lxml import etree

from aggregator import publish
from aggregator.model import Dated, Enclosure, Image, Imprint
from aggregator.publish.pictures import Copy


def parsed(document):
    """Read a feed as it stands: nothing sanitised, nothing resolved."""
    read = feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False)
    assert not read.bozo
    return read


def seconds(moment):
    return struct_time(moment.utctimetuple())


def test_a_feed_says_who_it_is_and_where(render, feed):
    read = parsed(render()).feed
    assert (read.id, read.title, read.author) == (feed.id, "All the news", "The editors")
    assert (read.title_detail.language, read.generator) == ("en", "aggregator")
    assert [(link.rel, link.href) for link in read.links] == [
        ("self", "https://news.example/feed.xml"),
        ("alternate", "https://news.example/"),
    ]


def test_an_entry_says_all_that_its_item_does(render, a_story):
    (entry,) = parsed(render(a_story())).entries
    assert (entry.id, entry.title, entry.summary) == (a_story().id, "Title one", "Text of one")
    assert (entry.content[0].value, entry.content[0].type) == ("<p>Text of <b>one</b></p>", "text/html")
    assert (entry.summary_detail.type, entry.content[0].language) == ("text/plain", "de")
    assert (entry.author_detail.name, entry.author_detail.href) == ("Society A", "https://a.example/")
    assert [(tag.term, tag.scheme, tag.label) for tag in entry.tags] == [
        ("a", "https://news.example/societies/", "Society A"),
        ("physics", "https://news.example/topics/", "physics"),
    ]


def test_an_entry_names_where_it_came_from(render, a_story, noon):
    source = parsed(render(a_story())).entries[0].source
    assert (source.id, source.title) == ("https://a.example/feed", "Society A")
    assert source.updated_parsed == seconds(noon)
    assert [(link.rel, link.href) for link in source.links] == [
        ("self", "https://a.example/feed"),
        ("alternate", "https://a.example/"),
    ]


def test_what_a_source_says_of_itself_is_said_of_it(render, a_story, feed, check):
    said = Imprint(id="urn:uuid:60a76c80-d399", title="A's own\nnews", link="https://a.example/news")
    document = render(a_story(), feed=replace(feed, imprints={"a-news": said}))
    check(document)
    source = parsed(document).entries[0].source
    assert (source.id, source.title) == ("urn:uuid:60a76c80-d399", "A's own news")
    assert [link.href for link in source.links] == ["https://a.example/feed", "https://a.example/news"]


@pytest.mark.parametrize(
    "said", ["", "no-uri", "tag:a\x00", "http://me:secret@a.example/", "http://[", "a:ü b"]
)
def test_an_id_that_is_none_is_not_repeated(render, a_story, feed, check, said):
    document = render(a_story(), feed=replace(feed, imprints={"a-news": Imprint(id=said)}))
    check(document)
    assert parsed(document).entries[0].source.id == "https://a.example/feed"


def test_files_that_go_with_an_entry_are_enclosures_and_pictures_of_sources_are_not(
    render, a_story, feed, check
):
    files = (
        Enclosure(url="https://a.example/talk.mp3", type="audio/mpeg", length=1234),
        Enclosure(url="https://a.example/a b.pdf"),
        Enclosure(url="https://a.example/photo", type="image/jpeg"),
        Enclosure(url="https://a.example/photo.JPG?size=2"),
        Enclosure(url="javascript:alert(1)", type="audio/mpeg"),
    )
    copies = {"https://a.example/i.png": Copy(address="https://news.example/i.webp", width=1, height=1)}
    document = render(
        a_story(enclosures=files, image=Image(url="https://a.example/i.png")),
        feed=replace(feed, pictures="serve", copies=copies.get),
    )
    check(document)
    (entry,) = parsed(document).entries
    assert [(file.href, file.type, file.get("length")) for file in entry.enclosures] == [
        ("https://a.example/talk.mp3", "audio/mpeg", "1234"),
        ("https://a.example/a%20b.pdf", "text/html", None),
        ("https://news.example/i.webp", "image/webp", None),
    ]


def test_a_source_that_is_a_page_is_an_alternate_and_its_credentials_stay_here(render, a_story):
    document = render(a_story(source="b-news", society="b"))
    source = parsed(document).entries[0].source
    assert [(link.rel, link.href) for link in source.links] == [("alternate", "https://b.example/news")]
    assert b"reader:key" not in document


def test_authors_are_the_items_else_the_society(render, a_story):
    named, unnamed = (
        parsed(render(a_story(authors=authors))).entries[0].authors for authors in (("Ann", "Bo", "Ann"), ())
    )
    assert [author.name for author in named] == ["Ann", "Bo"]
    assert [author.name for author in unnamed] == ["Society A"]


def test_the_other_voices_of_a_story_are_related_links_each_once(render, a_story, item):
    addresses = [
        "https://b.example/2",
        "https://a.example/one",
        "https://b.example/2",
        None,
        "not an address",
    ]
    story = a_story(others=[item(str(n), link=link) for n, link in enumerate(addresses)])
    (entry,) = parsed(render(story)).entries
    assert [(link.rel, link.href) for link in entry.links] == [
        ("alternate", "https://a.example/one"),
        ("related", "https://b.example/2"),
        ("via", "https://a.example/feed"),
    ]


def test_an_edit_moves_updated_and_neither_id_nor_published(render, a_story, noon):
    edited = noon + timedelta(days=2)
    entries = [parsed(render(a_story(updated=moment))).entries[0] for moment in (None, edited)]
    assert entries[0].id == entries[1].id
    assert [entry.published_parsed for entry in entries] == [seconds(noon)] * 2
    assert [entry.updated_parsed for entry in entries] == [seconds(noon), seconds(edited)]


def test_an_id_outlives_title_address_host_and_lead(render, a_story, item, feed):
    before = a_story()
    after = replace(
        before, lead=item("other", title="Other", link="https://new.example/"), others=(before.lead,)
    )
    moved = replace(feed, title="Renamed", url="https://moved.example/f", site_url="https://moved.example/")
    reads = [parsed(render(before)), parsed(render(after, feed=moved))]
    assert reads[0].feed.id == reads[1].feed.id
    assert reads[0].entries[0].id == reads[1].entries[0].id


def test_an_update_before_the_publication_counts_for_nothing(render, a_story, noon, check):
    document = render(a_story(updated=noon - timedelta(days=9)))
    check(document)
    assert parsed(document).entries[0].updated_parsed == seconds(noon)


def test_the_feed_was_updated_when_its_newest_entry_was(render, a_story, noon):
    later = noon + timedelta(hours=5)
    document = render(a_story("old"), a_story("edited", updated=later), a_story("also old"))
    assert parsed(document).feed.updated_parsed == seconds(later)


def test_one_instant_is_written_in_one_way_whatever_its_zone(render, a_story, noon):
    instants = (noon, noon.astimezone(timezone(timedelta(hours=8))))
    dates = [Dated(at=at, precision="second", evidence="entry") for at in instants]
    assert len({render(a_story(published=date)) for date in dates}) == 1


def test_stories_stay_in_their_order(render, a_story):
    names = ["c", "a", "b"]
    assert [entry.title for entry in parsed(render(*map(a_story, names))).entries] == [
        f"Title {name}" for name in names
    ]


def test_a_part_of_the_news_has_an_id_a_page_and_neighbours_of_its_own(render, feed, check):
    part = replace(
        feed,
        part="societies/a",
        url="https://news.example/societies/a/feed.xml",
        page="https://news.example/societies/a/",
        contact="editor@news.example",
        links=(("hub", "https://hub.example/"), ("next", "https://news.example/feed.xml?page=2")),
    )
    check(render(feed=part))
    read = parsed(render(feed=part)).feed
    assert read.id == "tag:news.example,2026:feed/societies/a"
    assert read.author_detail.email == "editor@news.example"
    assert [(link.rel, link.href) for link in read.links] == [
        ("self", part.url),
        ("alternate", part.page),
        *part.links,
    ]


KINDS = [
    pytest.param({}, id="an ordinary item"),
    pytest.param({"link": None}, id="no link"),
    pytest.param({"link": "javascript:alert(1)"}, id="a link that is none"),
    pytest.param({"html": "", "text": "", "summary": ""}, id="no text"),
    pytest.param({"html": "", "link": None}, id="neither text nor link"),
    pytest.param({"title": ""}, id="no title"),
    pytest.param({"title": "", "summary": "", "html": "", "link": None}, id="nothing at all"),
    pytest.param({"title": " \x00\n"}, id="a title of controls"),
    pytest.param({"published": None}, id="no date"),
    pytest.param({"authors": ("Ann", "Bo")}, id="authors"),
    pytest.param({"authors": ("", "\x01")}, id="authors without names"),
    pytest.param({"topics": ("x", "x", "")}, id="topics twice"),
    pytest.param({"source": "gone", "society": "gone"}, id="a source that is configured no more"),
    pytest.param({"society": ""}, id="no society"),
    pytest.param({"language": None}, id="no language"),
    pytest.param({"language": "Klingon (old)"}, id="a language that is none"),
]


@pytest.mark.parametrize("values", KINDS)
def test_every_kind_of_item_makes_a_valid_entry(render, check, a_story, values):
    document = render(a_story(**values))
    assert len(check(document).findall("{*}entry")) == 1
    assert parsed(document).entries[0].title.strip()


def test_a_feed_without_stories_is_valid_and_does_not_change_by_itself(render, check):
    check(render())
    assert render() == render()


def test_the_same_stories_give_the_same_bytes(render, a_story):
    assert render(a_story()) == render(a_story())


BREACHES = [
    *((path, None) for path in ("id", "title", "updated", "link[@rel='self']")),
    *((f"entry/{name}", None) for name in ("id", "title", "updated", "author")),
    *((f"entry/source/{name}", None) for name in ("id", "title", "updated")),
    ("updated", "2026-11-10T12:00:00"),
    ("updated", "2027-01-01T00:00:00Z"),
    ("entry/published", "2026-11-11T12:00:00Z"),
    ("entry/updated", "yesterday"),
    ("entry/id", "one"),
    ("entry/id", "tag:news.example,2026:feed"),
    ("entry/author/name", ""),
    ("entry/title", " "),
    ("entry/link[@rel='alternate']/@href", "/one"),
    ("entry/link[@rel='alternate']/@rel", "other one"),
    ("entry/link[@rel='via']/@rel", "alternate"),
    ("entry/category/@term", ""),
    ("entry/content/@type", "html5"),
    ("entry/@colour", "red"),
]


@pytest.mark.parametrize(("path", "value"), BREACHES)
def test_the_oracle_knows_a_bad_feed(render, a_story, check, path, value):
    root = etree.fromstring(render(a_story()))
    steps, _, attribute = path.partition("/@")
    element = root.find("/".join("{*}" + step for step in steps.split("/")))
    if attribute:
        element.set(attribute, value)
    elif value is None:
        element.getparent().remove(element)
    else:
        element.text = value
    with pytest.raises((AssertionError, ValueError, etree.DocumentInvalid)):
        check(etree.tostring(root))


def test_issues_are_a_feed_too(feed, item, noon, check, an_issue):
    issues = [an_issue(2, ["Second <b>"]), an_issue(1, ["First", "& more"])]
    document = publish.issues(replace(feed, part="issues/weekly"), issues)
    check(document)
    second, first = parsed(document).entries
    assert (second.title, second.link) == ("Weekly 2", "https://news.example/issues/weekly/2")
    assert first.summary == "First · & more"
    assert '<li><a href="https://a.example/">Second &lt;b&gt;</a></li>' in second.content[0].value
