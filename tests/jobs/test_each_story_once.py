"""Whatever happens in whatever order, an issue tells each story, and no other issue tells it again."""

import contextlib
import random
import shutil
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import postgres
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from aggregator import store
from aggregator.config import Site
from aggregator.errors import UsageError
from aggregator.jobs import compose, edit, send
from aggregator.model import Subscriber, Verdict
from aggregator.store.schema import article
from aggregator.store.schema import item as kept_item

TOML = """
[site]
title = "News"
url = "https://news.test/"
[[society]]
key = "society"
name = "The Society"
[[society]]
key = "paper"
name = "The Paper"
[[source]]
key = "society-news"
society = "society"
url = "https://society.test/feed"
[[source]]
key = "other"
society = "paper"
url = "https://paper.test/feed"
[[digest]]
key = "weekly"
title = "Weekly"
max_per_section = 2
[[digest]]
key = "papers"
title = "Papers"
societies = "paper"
review = true
[mail]
from = "News <news@news.test>"
"""
NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
KEYS = ("weekly", "papers")


class World:
    """A site whose time, sources, editor and sender do one thing after the other."""

    def __init__(self, folder, an_item):
        self.folder, self.an_item, self.now = folder, an_item, NOON
        self.told = []  # (item, story) of all news, the oldest first
        self.hidden = set()
        self.site = self.open()

    def open(self):
        return Site(self.folder, {"AGGREGATOR_SECRET_KEY": "secret"}, clock=lambda: self.now)

    def do(self, name, number):
        self.now += timedelta(hours=1)
        with contextlib.suppress(UsageError):  # what may not be done now is refused, and nothing changes
            getattr(self, name)(number)

    def digest(self, number):
        return self.site.configuration.digests[KEYS[number % len(KEYS)]]

    def keep(self, name, kind, *, of_paper, story=None):
        source = "other" if of_paper else "society-news"
        society = "paper" if source == "other" else "society"
        item = replace(
            self.an_item(name, id=name, source=source, society=society, link=None),
            published=None,
            first_seen=self.now,
        )
        verdict = Verdict(item=item, kind=kind, story=story or name, why="")
        with self.site.store.writing() as tx:
            store.items.keep(tx, [verdict], at=self.now)

    def new(self, number):
        for nth in range(1 + number % 3):
            name = f"item-{len(self.told)}"
            self.keep(name, "new", of_paper=(number + nth) % 2 == 0)
            self.told.append(name)

    def retold(self, number):
        if self.told:
            name, other = f"item-{len(self.told)}", self.told[number % len(self.told)]
            with self.site.store.reading() as tx:
                story = store.items.kept(tx, other).story
            self.keep(name, "retold", story=story, of_paper=number % 2 == 0)
            self.told.append(name)

    def changed(self, number):
        if self.told:
            with self.site.store.writing() as tx:
                kept = store.items.kept(tx, self.told[number % len(self.told)])
                words = f"Title {number} at {self.now:%H}"
                item = replace(
                    kept.item, title=words, guid=words, link=f"https://x.test/{number}", text=words
                )
                verdict = Verdict(item=item, kind="changed", story=kept.story, why="")
                store.items.keep(tx, [verdict], at=self.now)

    def merge(self, number):
        if len(self.told) > 1:
            one, other = self.told[number % len(self.told)], self.told[-1 - number % len(self.told)]
            with self.site.store.writing() as tx:
                store.joining.merge(tx, one, other)

    def split(self, number):
        if self.told:
            with self.site.store.writing() as tx:
                store.joining.split(tx, self.told[number % len(self.told)])

    def say(self, number, words, *arguments):
        digest = self.digest(number)
        draft = edit.draft(self.site.store, digest, making=self.site.making).issue
        if draft.articles:
            story = draft.articles[number % len(draft.articles)].story
            words(self.site.store, digest, story, *arguments, making=self.site.making)
            return story
        return None

    def pin(self, number):
        self.say(number, edit.pin)

    def put_off(self, number):
        self.say(number, edit.put_off)

    def retitle(self, number):
        self.say(number, edit.retitle, f"Title by hand {number}")

    def undo(self, number):
        self.say(number, edit.undo)

    def move(self, number):
        self.say(number, edit.move, "paper")

    def hide(self, number):
        if story := self.say(number, edit.hide):
            with self.site.store.reading() as tx:
                voices = tx.execute(select(kept_item.c.id).where(kept_item.c.story == story)).scalars()
                self.hidden |= {(self.digest(number).key, one) for one in voices}

    def write(self, number):
        words = {"section": "paper", "title": f"Own {number}", "text": "Words.", "link": None}
        edit.write(self.site.store, self.digest(number), **words, making=self.site.making)

    def poll(self, number):
        compose.compose(self.site.store, self.digest(number), making=self.site.making)

    def approve(self, number):
        compose.approve(self.site.store, self.digest(number))

    def reopen(self, number):
        edit.reopen(self.site.store, self.digest(number), making=self.site.making)

    def send(self, number):
        issue = compose.current(self.site.store, self.digest(number))
        if issue and issue.state == "approved":
            send.freeze(issue, self.site.sending)
            with self.site.store.writing() as tx:
                store.issues.move(tx, issue, "sent", expected=["frozen"])

    def crash(self, number):
        """Begin anew with what is in the store, as after a kill."""
        del number
        self.site.__exit__(None, None, None)
        self.site = self.open()

    def drain(self):
        """Let issues go until none has a story any more."""
        self.do("new", 2)  # what was left for the next issue needs one before it
        for key in range(len(KEYS)):
            for _ in range(3 * len(self.told) + 9):
                self.do("poll", key)
                if compose.current(self.site.store, self.digest(key)) is None:
                    break
                self.do("approve", key)
                self.do("send", key)


STEPS = sorted(
    name for name in vars(World) if not name.startswith("_") and name not in {"open", "do", "keep", "digest"}
    and name not in {"say", "drain"}
)  # fmt: skip


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A site with an empty store and a reader, to be copied."""
    folder = tmp_path_factory.mktemp("template")
    (folder / "sources.toml").write_text(TOML)
    fill(folder)
    return folder


def fill(folder):
    with Site(folder, {}, clock=lambda: NOON) as site, site.store.writing() as tx:
        store.polls.register(tx, site.configuration.sources.values(), at=NOON)
        reader = Subscriber(id="0" * 16, address="a@b.test", name=None, state="active", since=NOON)
        store.subscribers.add(tx, reader, consent="test")


def happened(world, steps):
    for name, number in steps:
        world.do(name, number)
    before = printed(world)
    world.drain()
    after = printed(world)
    assert all(after[row] == 1 for row in before), "what was printed stays printed"
    return after


def printed(world):
    """Return what issues that were sent carry: digest, story and item."""
    with world.site.store.reading() as tx:
        sent = {(one.digest, one.number) for one in store.issues.published(tx)}
        rows = tx.execute(select(article.c.digest, article.c.number, article.c.story, article.c.item)).all()
    return Counter((row.digest, row.story, row.item) for row in rows if (row.digest, row.number) in sent)


SENT = [("new", 3), ("poll", 0), ("approve", 0), ("send", 0)]
"""An issue of the weekly with one story, item-0."""

PRINTED_UNDER_ANOTHER_NAME = [
    ("new", 3),
    ("retold", 0),
    ("poll", 1),
    ("approve", 1),
    ("send", 1),
    ("split", 1),
]
HEARD_LATER_AND_SPLIT_OFF = [*SENT, ("retold", 1), ("poll", 0), ("split", 1)]
MERGED_WITH_ONE_THAT_WAS_SENT = [*SENT, ("new", 3), ("poll", 0), ("merge", 0)]
LEFT_BEHIND_BY_THE_ONE_THAT_WAS_SENT = [
    ("new", 2),
    ("pin", 1),
    ("retitle", 0),
    ("retold", 2),
    ("merge", 1),
    ("approve", 1),
    ("retold", 0),
    ("send", 1),
    ("move", 1),
    ("split", 2),
]


@example(PRINTED_UNDER_ANOTHER_NAME)
@example(HEARD_LATER_AND_SPLIT_OFF)
@example(MERGED_WITH_ONE_THAT_WAS_SENT)
@example(LEFT_BEHIND_BY_THE_ONE_THAT_WAS_SENT)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 20)), min_size=5, max_size=40))
def test_each_story_stands_in_exactly_one_issue_of_each_digest(template, tmp_path_factory, an_item, steps):
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(template, folder, dirs_exist_ok=True)
    holds(World(folder, an_item), steps)
    shutil.rmtree(folder)


def test_it_holds_on_postgresql(tmp_path, an_item):
    chosen = random.Random(1)
    steps = [(chosen.choice(STEPS), chosen.randrange(20)) for _ in range(30)]
    with postgres.empty() as url:
        (tmp_path / "sources.toml").write_text(f'{TOML}[store]\nurl = "{url}"\n')
        fill(tmp_path)
        holds(World(tmp_path, an_item), [*HEARD_LATER_AND_SPLIT_OFF, *steps])


def holds(world, steps):
    try:
        rows = happened(world, steps)
        items = Counter((digest, item) for digest, _, item in rows.elements() if item)
        assert not [one for one, times in items.items() if times > 1], "an item is printed once"
        assert max(Counter((digest, story) for digest, story, _ in rows.elements()).values(), default=1) == 1
        assert lost(world, rows) == set()
    finally:
        world.site.__exit__(None, None, None)


def lost(world, rows):
    """Return the stories that a digest should have told, and did not."""
    with world.site.store.reading() as tx:
        voices = tx.execute(select(kept_item.c.id, kept_item.c.story, kept_item.c.society)).all()
    found = set()
    for key, societies in (("weekly", {"society", "paper"}), ("papers", {"paper"})):
        told = {story for digest, story, _ in rows if digest == key}
        shown = {item for digest, _, item in rows if digest == key}
        for story in {one.story for one in voices}:
            of = [one for one in voices if one.story == story]
            if (
                any(one.society in societies for one in of)
                and story not in told
                and not any(one.id in shown or (key, one.id) in world.hidden for one in of)
            ):
                found.add((key, story))
    return found
