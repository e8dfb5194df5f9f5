"""What tests of feeds begin from: a feed, two societies, stories, and RFC 4287 as an oracle."""

from datetime import UTC, datetime

import feed_rules
import pytest

from aggregator import publish
from aggregator.model import Article, Dated, Issue, Item, Section, Society, Source, Story

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)


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
    return feed_rules.atom


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
