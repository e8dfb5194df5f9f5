"""Two months of four digests: polls, edits, approvals, fallbacks; every story in exactly one issue of each."""

import re
import urllib.parse
import urllib.request
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from aggregator import daemon, store
from aggregator import web as pages
from aggregator.config import Site
from aggregator.demo.inbox import Inbox
from aggregator.jobs import edit
from aggregator.model import Subscriber

MORE = """
[[society]]
key = "other"
name = "Another Society"
[[source]]
key = "theirs"
society = "other"
url = "{url}/theirs"
[[digest]]
key = "alone"                   # nobody looks at it
title = "Alone"
schedule = "0 7 * * mon"
timezone = "Europe/Berlin"
min_stories = 3
force_after = "14d"
[[digest]]
key = "held"
title = "Held"
schedule = "0 7 * * mon"
timezone = "Europe/Berlin"
review = true
editors = "ed@desk.test"
[[digest]]
key = "going"
title = "Going"
schedule = "0 7 * * mon"
timezone = "America/New_York"
review = true
editors = "ed@desk.test"
fallback = "send"
max_per_section = 2
[[digest]]
key = "skipping"
title = "Skipping"
schedule = "0 7 * * mon"
review = true
editors = ["ed@desk.test", "vice@desk.test"]
fallback = "skip"
[mail]
smtp = "{smtp}"
from = "News <news@news.test>"
"""
MONDAY = datetime(2026, 10, 5, 12, 30, tzinfo=UTC)
OURS = (3, 1, 0, 4, 1, 0, 0, 3, 0)
THEIRS = (1, 0, 0, 2, 0, 1, 0, 1, 0)
"""News of each week's Wednesday."""

APPROVED = {"held": (0, 3, 7), "skipping": (0, 3, 6, 8), "going": (3,)}
"""Weeks on whose Sunday an issue is approved, by digest."""

READERS = ("ann@reader.test", "bo@reader.test")
OUTCOMES = {  # of each Monday
    "alone": ["send", "wait", "wait", "send", "wait", "wait", "send", "send", "skip"],
    "held": ["send", "hold", "skip", "send", "hold", "hold", "hold", "send", "skip"],
    "going": ["send", "send", "skip", "send", "send", "send", "skip", "send", "send"],
    "skipping": ["send", "skip", "skip", "send", "skip", "skip", "send", "skip", "send"],
}


class World:
    """Two societies' feeds, an editor, readers, and the clock that they all go by."""

    def __init__(self, folder, web, inbox):
        self.web, self.inbox, self.now = web, inbox, MONDAY
        self.entries = {"news": [], "theirs": []}
        self.read = 0
        self.site = Site(folder, {"AGGREGATOR_SECRET_KEY": "secret"}, clock=lambda: self.now)

    def publish(self, feed, count):
        for _ in range(count):
            number = len(self.entries[feed])
            name = f"{feed}-{number}"
            self.web.pages[f"/at/{name}"] = b"here"
            self.entries[feed].append([name, f"What {feed} told as number {number}", f"/at/{name}", self.now])

    def retell(self, feed, place, *, guid=None, title=None, link=None):
        """Have a source change what it told before."""
        entry = self.entries[feed][place]
        entry[:3] = [guid or entry[0], title or entry[1], link or entry[2]]
        self.web.pages[entry[2]] = b"here"

    def poll(self):
        for feed, entries in self.entries.items():
            items = "".join(
                f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title>"
                f"<pubDate>{format_datetime(at)}</pubDate><link>{self.web.url}{link}</link>"
                f"<description>The words of {feed} on {at:%d %B} are these, number {at.day}.</description></item>"
                for guid, title, link, at in entries
            )
            document = f"<rss version='2.0'><channel><title>{feed}</title>{items}</channel></rss>"
            self.web.pages[f"/{feed}"] = document.encode()
        assert all(poll.outcome != "failed" for poll in daemon.gather_and_publish(self.site))

    def tick(self, *, days):
        self.now += timedelta(days=days)
        for digest in self.site.configuration.digests.values():
            daemon.issue(self.site, digest)

    def approve(self, digest, address):
        """Open the link of the last mail that asks for a digest, and press the button on its page."""
        asked = [one for one in self.inbox.messages() if str(one.message["Subject"]).startswith("To approve")]
        text = next(
            body
            for body in (one.message.get_body(("plain",)).get_content() for one in reversed(asked))
            if f"of {digest.title} " in " ".join(body.split())
        )
        token = re.search(r"http://news\.test/(approve/\S+)", text)[1]
        with urllib.request.urlopen(address + token) as page:
            seen = re.search(r'name="seen" value="(\w+)"', page.read().decode())[1]
        form = urllib.parse.urlencode({"seen": seen}).encode()
        with urllib.request.urlopen(address + token, form) as page:
            assert "is approved" in page.read().decode()

    def edit(self):
        """Say something of every kind of the next issue of "held"."""
        digest = self.site.configuration.digests["held"]
        known = (self.site.store, digest)
        making = self.site.making
        edit.retitle(*known, self.story("news-6"), "A better headline", making=making)
        edit.rewrite(*known, self.story("news-6"), "In short.", making=making)
        edit.note(*known, self.story("news-5"), "We were there.", making=making)
        edit.hide(*known, self.story("news-4"), making=making)
        edit.put_off(*known, self.story("theirs-1"), making=making)
        edit.move(*known, self.story("theirs-2"), "society", making=making)
        edit.write(*known, section="other", title="By hand", text="Own words.", link=None, making=making)
        edit.head(*known, intro="Good morning.", banner="Our congress: 3 March, Graz", making=making)

    def story(self, name):
        with self.site.store.reading() as connection:
            kept = store.items.listing(connection, limit=99)
        return next(one.story for one in kept if one.item.link == f"{self.web.url}/at/{name}")


@pytest.fixture
def world(tmp_path, a_site, web):
    with Inbox(tmp_path / "inbox") as inbox:
        more = MORE.format(url=web.url, smtp=inbox.url)
        a_site({"news": f"{web.url}/news"}, more=more, fetch='interval = "1h"')
        world = World(tmp_path, web, inbox)
        with world.site as site:
            with site.store.writing() as tx:
                for number, address in enumerate(READERS):
                    reader = Subscriber(
                        id=f"{number:016}", address=address, name=None, state="active", since=MONDAY
                    )
                    store.subscribers.add(tx, reader, consent="test")
            yield world


def test_two_months_bring_each_story_once(world):
    configured = world.site.configuration.digests
    with pages.serving(pages.app(pages.Library(world.site)), "127.0.0.1", 0) as address:
        world.poll()
        world.tick(days=0)
        outcomes = []
        for week, (ours, theirs) in enumerate(zip(OURS, THEIRS, strict=True)):
            world.now = MONDAY + timedelta(weeks=week, days=2)
            world.publish("news", ours)
            world.publish("theirs", theirs)
            if week == 4:
                world.retell("news", 5, guid="another guid", link="/at/news-5-has-moved")
                world.retell("news", 6, title="The source has thought of other words")
            world.poll()
            if week == 3:
                world.edit()
            world.tick(days=4)  # Sunday: the editors are asked
            for key, weeks in APPROVED.items():
                if week in weeks:
                    world.approve(configured[key], address)
            world.tick(days=1)  # Monday: what is due is decided
            outcomes.append(decided(world))
            if week in {1, 4}:
                world.approve(configured["held"], address)
            world.tick(days=1)
        issues = sent_issues(world)
    assert {key: [one[key] for one in outcomes] for key in OUTCOMES} == OUTCOMES
    assert_each_story_once(world, issues)
    assert_the_editor_was_heeded(issues["held"])
    assert_everyone_got_each_issue_once(world, issues)


def sent_issues(world):
    with world.site.store.reading() as connection:
        published = store.issues.published(connection)
    return {
        key: sorted((one for one in published if one.digest == key), key=lambda one: one.number)
        for key in world.site.configuration.digests
    }


def decided(world):
    """Return what came of each digest's latest date."""
    with world.site.store.reading() as connection:
        latest = store.decisions.latest(connection, world.site.configuration.digests)
    return {key: one.outcome for key, one in latest.items()}


def assert_each_story_once(world, issues):
    expected = {f"news-{number}" for number in range(sum(OURS))}
    expected |= {f"theirs-{number}" for number in range(sum(THEIRS))}
    for key, some in issues.items():
        told = Counter(article.story for issue in some for article in issue.articles)
        assert max(told.values()) == 1, key
        links = {article.link for issue in some for article in issue.articles if article.item}
        names = {re.search(r"/at/(\w+-\d+)", link)[1] for link in links}
        missing = expected - names
        assert missing == ({"news-4"} if key == "held" else set()), key


def assert_the_editor_was_heeded(issues):
    edited = next(one for one in issues if one.intro == "Good morning.")
    titles = {section.key: [one.title for one in section.articles] for section in edited.sections}
    assert "A better headline" in titles["society"]
    assert titles["other"] == ["By hand"]
    assert ("In short." in edited.plain, "We were there." in edited.plain) == (True, True)
    assert "Our congress: 3 March, Graz" in edited.html
    later = issues[issues.index(edited) + 1]
    assert "What theirs told as number 1" in [one.title for one in later.articles]
    assert later.banner is None


def assert_everyone_got_each_issue_once(world, issues):
    mails = [one for one in world.inbox.messages() if one.recipients[0] in READERS]
    wanted = Counter((reader, key) for key, some in issues.items() for _ in some for reader in READERS)
    lists = Counter((one.recipients[0], one.message["List-Id"].split("<")[1].split(".")[0]) for one in mails)
    assert lists == wanted
    assert max(Counter((one.recipients[0], one.message["Message-ID"]) for one in mails).values()) == 1
