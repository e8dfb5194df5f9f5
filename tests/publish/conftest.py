"""What tests of feeds begin from: a feed, two societies, stories, and RFC 4287 as an oracle."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from aggregator import publish
from aggregator.model import Article, Dated, Issue, Item, Section, Society, Source, Story

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
GRAMMAR = etree.RelaxNG(file=str(Path(__file__).parent / "atom.rng"))
SAFE_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
URI = re.compile(r"https?://[a-z0-9.:\[\]_-]+(/([!$&'()*+,;=:@/?#~._a-zA-Z0-9-]|%[0-9A-Fa-f]{2})*)?")
TAG_URI = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d){0,2}:[!-~]+")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@pytest.fixture(scope="session")
def feed():
    return publish.Feed(
        title="All the news",
        url="https://news.example/feed.xml",
        site_url="https://news.example/",
        author="The editors",
        language="en",
        authority="news.example",
    )


@pytest.fixture(scope="session")
def societies():
    return {
        "a": Society(key="a", name="Society A", acronym="SA", url="https://a.example/"),
        "b": Society(key="b", name="Society <B> & Sons", acronym="SB"),
    }


@pytest.fixture(scope="session")
def sources():
    return {
        "a-news": Source(key="a-news", society="a", kind="feed", url="https://a.example/feed", language="de"),
        "b-news": Source(key="b-news", society="b", kind="page", url="https://reader:key@b.example/news"),
    }


@pytest.fixture(scope="session")
def item():
    def item(name="one", **values):
        defaults = {
            "id": f"tag:news.example,2026-11-10:a-news/{name}",
            "source": "a-news",
            "society": "a",
            "guid": name,
            "link": f"https://a.example/{name}",
            "canonical": f"https://a.example/{name}",
            "title": f"Title {name}",
            "html": f"<p>Text of <b>{name}</b></p>",
            "text": f"Text of {name}",
            "summary": f"Text of {name}",
            "published": Dated(at=NOON, precision="second", evidence="entry"),
            "updated": None,
            "first_seen": NOON,
            "language": "de",
            "topics": ("physics",),
            "authors": (),
            "image": None,
            "fingerprint": "f",
            "raw_hash": "r",
        }
        return Item(**(defaults | values))

    return item


@pytest.fixture(scope="session")
def a_story(item):
    def a_story(name="one", others=(), **values):
        identity = f"tag:news.example,2026-11-01:a-news/story-{name}"
        return Story(id=identity, lead=item(name, **values), others=tuple(others))

    return a_story


@pytest.fixture(scope="session")
def render(feed, societies, sources):
    """Render stories in one of the formats."""

    def render(*stories, by=publish.atom, feed=feed):
        return by(feed, stories, societies, sources)

    return render


@pytest.fixture(scope="session")
def check():
    """Hold a document against RFC 4287: its grammar, and what a grammar can't say."""

    def check(document):
        root = etree.fromstring(document, SAFE_PARSER)
        GRAMMAR.assertValid(root)
        assert root.getroottree().docinfo.doctype == ""
        entries = root.findall(ATOM + "entry")
        check_links(root)
        assert [link.get("rel") for link in root.findall(ATOM + "link")].count("self") == 1
        assert [check_entry(root, entry) for entry in entries] == [None] * len(entries)
        identities = [root.findtext(ATOM + "id"), *(entry.findtext(ATOM + "id") for entry in entries)]
        assert len(identities) == len(set(identities))
        assert [one for one in identities if not TAG_URI.fullmatch(one)] == []
        moments = [moment(entry, "updated") for entry in entries]
        assert moment(root, "updated") == max(moments, default=datetime(1970, 1, 1, tzinfo=UTC))
        tags = [element.get(LANG) for element in root.iter() if element.get(LANG) is not None]
        assert [tag for tag in tags if not LANGUAGE.fullmatch(tag)] == []
        return root

    return check


def check_entry(root, entry):
    """§4.1.2: an author, content or an alternate link; and what a reader may expect besides."""
    assert entry.findall(f"{ATOM}author")
    check_links(entry)
    alternates = entry.findall(f"{ATOM}link[@rel='alternate']")
    assert entry.find(ATOM + "content") is not None or alternates
    assert entry.findtext(ATOM + "title").strip()
    assert moment(entry, "published") <= moment(entry, "updated") <= moment(root, "updated")
    categories = [(one.get("scheme"), one.get("term")) for one in entry.findall(ATOM + "category")]
    assert len(categories) == len(set(categories))
    for source in entry.findall(ATOM + "source"):
        assert [source.find(ATOM + name) is not None for name in ("id", "title", "updated")] == [True] * 3
        assert source.findtext(ATOM + "id") != root.findtext(ATOM + "id")


def check_links(holder):
    """§4.1.1, §4.1.2, §4.2.7: absolute addresses, and no two alternates of one kind."""
    links = holder.findall(ATOM + "link")
    assert [link.get("href") for link in links if not URI.fullmatch(link.get("href"))] == []
    kinds = [(link.get("type"), link.get("hreflang")) for link in links if link.get("rel") == "alternate"]
    assert len(kinds) == len(set(kinds))


def moment(holder, name):
    return datetime.fromisoformat(holder.findtext(ATOM + name))


@pytest.fixture
def an_issue():
    def an_issue(number, titles):
        articles = [
            Article(
                story=title,
                item=title,
                section="a",
                title=title,
                html="",
                text="",
                link="https://a.example/",
                date=NOON,
                dated=True,
                language="en",
            )
            for title in titles
        ]
        return Issue(
            digest="weekly",
            number=number,
            state="sent",
            at=NOON,
            title="Weekly",
            language="en",
            timezone="UTC",
            intro=None,
            banner=None,
            sections=(Section(key="a", name="Society A", acronym="SA", articles=tuple(articles)),),
        )

    return an_issue
