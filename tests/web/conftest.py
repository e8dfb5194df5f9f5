"""A served site: a store with a story, a published feed, a sent issue, and a browser's worth of HTTP."""

import http.client
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from aggregator import deliver, store, web
from aggregator.config import Site
from aggregator.jobs.publish import publish
from aggregator.model import Article, Dated, Enclosure, Issue, Section, Source, Subscriber, Verdict

TOML = """
[site]
title = "News <b>& more</b>"
url = "http://news.test/"
contact = "editor@news.test"
[[society]]
key = "society"
name = "The Society"
acronym = "TS"
[[society]]
key = "other"
name = "Another Society"
[[topic]]
key = "physics"
name = "Physics & more"
match = ["quantum"]
[[source]]
key = "society-news"
society = "society"
url = "http://society.test/feed"
"""


ONE = "tag:news.test,2026-11-10:society-news/one"
HOSTILE = "tag:news.test,2026-11-10:society-news/hostile"
TWICE = "tag:old-host.test,2026-11-10:society-news/0123456789abcdef0123"
"""The ids of three stories; the third was made when the site had another host."""


@dataclass
class Answer:
    """What the server answered."""

    status: int
    headers: dict
    body: bytes = field(repr=False)

    @property
    def text(self):
        return self.body.decode()


@pytest.fixture
def site(founded, an_item, noon):
    (founded / "sources.toml").write_text(TOML)
    with Site(founded, {"AGGREGATOR_SECRET_KEY": "secret"}, clock=lambda: noon) as site:
        with site.store.writing() as tx:
            store.polls.register(
                tx,
                [Source(key="society-news", society="society", kind="feed", url="http://society.test/feed")],
                at=noon,
            )
            hostile = an_item(
                "hostile",
                id=HOSTILE,
                title="<script>alert(1)</script> & co",
                summary="<img src=x onerror=alert(1)>",
                html="<p>Text</p><script>alert(2)</script><img src='https://spy.test/1.gif' alt='A spy'>",
            )
            verdicts = [
                Verdict(item=one, kind="new", story=one.id, why="") for one in (an_item(id=ONE), hostile)
            ]
            verdicts += told_twice(an_item, noon)
            store.items.keep(tx, verdicts, at=noon)
            store.subscribers.add(
                tx,
                Subscriber(
                    id="0123456789abcdef", address="ann@reader.test", name=None, state="active", since=noon
                ),
                consent="",
            )
            store.issues.save_draft(tx, an_issue(noon, an_item(id=ONE)))
            issue = store.issues.current(tx, "weekly")
            store.issues.move(tx, issue, "approved", expected=["draft"])
            store.issues.freeze(
                tx, an_issue(noon, an_item(id=ONE), html="<!doctype html><p>Issue one</p>/UNSUBSCRIBE-TOKEN")
            )
        publish(replace(site.publishing, entries=10))
        yield site


def told_twice(an_item, noon):
    """A story of two voices: a society's own words, and another's on them a day later."""
    own = an_item(
        "own",
        id=TWICE,
        html="<h1>Title of own</h1><h3>Part</h3><p>Whole text.</p>",
        authors=("Ann B",),
        topics=("physics", "gone"),
        enclosures=(
            Enclosure(url="https://society.test/a%20talk.mp3", type="audio/mpeg", length=12_340_000),
            Enclosure(url="https://society.test/"),
        ),
    )
    other = an_item(
        "other",
        title="What they said",
        society="other",
        published=Dated(at=noon + timedelta(days=1), precision="day", evidence="entry"),
    )
    return [
        Verdict(item=own, kind="new", story=TWICE, why=""),
        Verdict(item=other, kind="retold", story=TWICE, why=""),
    ]


def an_issue(noon, item, html=None):
    article = Article(
        story=item.id,
        item=item.id,
        section="society",
        title=item.title,
        html=item.html,
        text=item.text,
        link=item.link,
        date=item.date,
        dated=True,
        language="en",
    )
    return Issue(
        digest="weekly",
        number=1,
        state="draft",
        at=noon,
        title="Weekly",
        language="en",
        timezone="UTC",
        intro=None,
        banner=None,
        sections=(Section(key="society", name="The Society", acronym="TS", articles=(article,)),),
        subject="Weekly: the lead",
        html=html,
        plain="x",
    )


@pytest.fixture
def issue_of(noon):
    """Return the draft of issue 1 with one item."""
    return lambda item: an_issue(noon, item)


@pytest.fixture
def ask(site):
    """Ask the served site for something over real HTTP."""
    with asking(site) as ask:
        yield ask


@pytest.fixture
def ask_site(noon):
    """Open the site of a folder anew, and ask it."""

    @contextmanager
    def ask_site(folder):
        with (
            Site(folder, {"AGGREGATOR_SECRET_KEY": "secret"}, clock=lambda: noon) as opened,
            asking(opened) as ask,
        ):
            yield ask

    return ask_site


@contextmanager
def asking(site):
    with web.serving(web.app(web.Library(site)), "127.0.0.1", 0) as address:
        host = address.removeprefix("http://").rstrip("/")

        def ask(path, method="GET", body=None, **headers):
            connection = http.client.HTTPConnection(host, timeout=10)
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body=body, headers=named)
            response = connection.getresponse()
            answer = Answer(
                response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
            )
            connection.close()
            return answer

        yield ask


@pytest.fixture
def token():
    return deliver.unsubscribe_token("0123456789abcdef", secret="secret")
