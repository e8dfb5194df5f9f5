"""Whatever the order of polls, edits, disappearances and restarts, an entry is one item for ever."""

from datetime import timedelta
from itertools import count
from random import Random
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from aggregator import store
from aggregator.jobs.recognising import Offered, recognised
from aggregator.model import Dated, Source
from aggregator.recognise import shingles
from aggregator.store import Store

_NAMES = count()


GUIDS = {
    "its own": "guid-{one.name}-{one.guids}",
    "none": None,
    "one for all": "https://society.example/feed",
    "places in the list": "{place}",
}
LINKS = {
    "its own": "https://society.example/{one.links}/{one.name}",
    "one for all": "https://society.example/news/",
}


class Polls(RuleBasedStateMachine):
    """Polls one source in random ways; ``opened``, ``an_item`` and ``noon`` are set for each test."""

    opened = an_item = noon = None

    def __init__(self):
        super().__init__()
        self.source = Source(
            key=f"source-{next(_NAMES)}",
            society="society",
            kind="feed",
            url="https://society.example/feed",
        )
        self.at = self.noon
        self.offered, self.gone, self.ids = [], [], {}
        with self.opened.store.writing() as connection:
            store.polls.register(connection, [self.source], at=self.noon)

    @initialize(guid=st.sampled_from(sorted(GUIDS)), link=st.sampled_from(sorted(LINKS)))
    def begin(self, guid, link):
        self.guid, self.link = GUIDS[guid], LINKS[link]
        self.tell()
        self.tell()
        self.poll()

    @rule()
    def tell(self):
        name = len(self.offered) + len(self.gone)
        self.offered.insert(0, SimpleNamespace(name=name, edits=0, guids=0, links=0, before=None))

    @rule(which=st.integers(min_value=0), what=st.sampled_from(["edits", "guids", "links"]))
    def change(self, which, what):
        self.move(which, what, 1)

    @rule(which=st.integers(min_value=0), what=st.sampled_from(["edits", "guids", "links"]))
    def take_a_change_back(self, which, what):
        self.move(which, what, -1)

    def move(self, which, what, by):
        if not self.offered:
            return
        one = self.offered[which % len(self.offered)]
        setattr(one, what, getattr(one, what) + by)
        now = (one.edits, one.guids, one.links)
        # An entry of which all is another than it was last seen with is another entry for anybody.
        known = one.before and sum(was != value for was, value in zip(one.before, now, strict=True))
        if known and known > (2 if self.guid == GUIDS["its own"] else 1):
            setattr(one, what, getattr(one, what) - by)

    @rule(which=st.integers(min_value=0))
    def disappear(self, which):
        if self.offered:
            self.gone.append(self.offered.pop(which % len(self.offered)))

    @rule(which=st.integers(min_value=0))
    def come_back(self, which):
        if self.gone:
            self.offered.append(self.gone.pop(which % len(self.gone)))

    @rule()
    def restart(self):
        self.opened.restart()

    @rule(days=st.integers(min_value=0, max_value=2))
    def forget_what_was_read_long_ago(self, days):
        with self.opened.store.writing() as connection:
            store.polls.forget(connection, before=self.at - timedelta(days=days))

    @rule()
    def poll(self):
        self.at += timedelta(hours=8)
        with self.opened.store.writing() as connection:
            memory = store.polls.memory(connection, self.source.key)
            seen = store.polls.seen(connection, [self.source.key])[self.source.key]
            said = {one.name: self.said(one, place) for place, one in enumerate(self.offered)}
            items = [item for item in said.values() if item.raw_hash not in seen]
            if not items:
                return
            verdicts = recognised(
                connection,
                [
                    Offered(
                        source=self.source,
                        items=items,
                        shingles={item.raw_hash: shingles(item.text) for item in items},
                        first_poll=memory.first_poll,
                        guids=memory.guids,
                        standing=seen & {item.raw_hash for item in said.values()},
                        at=self.at,
                    )
                ],
                alone=frozenset(),
                revisions=3,
            )[0]
            store.polls.begin(connection, {self.source.key: self.at})
        judged = dict(zip((item.raw_hash for item in items), verdicts, strict=True))
        for one in self.offered:
            one.before = (one.edits, one.guids, one.links)
            if verdict := judged.get(said[one.name].raw_hash):
                assert self.ids.setdefault(one.name, verdict.item.id) == verdict.item.id, verdict.why
        self.is_told_as_it_is_offered(said)

    def is_told_as_it_is_offered(self, said):
        with self.opened.store.reading() as connection:
            kept = {
                one.item.id: one.item.text
                for one in store.items.listing(connection, source=self.source.key, limit=1_000)
            }
        assert {name: kept[self.ids[name]] for name in said} == {
            name: item.text for name, item in said.items()
        }

    def said(self, one, place):
        link = self.link.format(one=one)
        guid = self.guid and self.guid.format(one=one, place=place)
        about = f"All about {one.name}, who lives in house {one.name} of street {one.name} and likes it."
        return self.an_item(
            str(one.name),
            id=f"tag:news.example,2026-11-10:{self.source.key}/{guid or link}",
            source=self.source.key,
            guid=guid,
            link=link,
            canonical=link,
            text=f"{about} Corrected {one.edits} times." if one.edits else about,
            fingerprint=f"{self.source.key} {one.name} {one.edits}",
            raw_hash=f"{one.name} {one.edits} {guid} {link}",
            published=Dated(at=self.noon - timedelta(hours=one.name), precision="second", evidence="entry"),
        )

    @invariant()
    def each_entry_is_one_item(self):
        with self.opened.store.reading() as connection:
            kept = store.items.listing(connection, source=self.source.key, limit=1_000)
        assert sorted(one.item.id for one in kept) == sorted(self.ids.values())


@pytest.fixture
def opened(tmp_path):
    """A store that can be closed and opened again, as by a restart."""
    held = SimpleNamespace()

    def start():
        held.store = Store.open("sqlite:///store/aggregator.db", site=tmp_path)

    def restart():
        held.store.__exit__(None, None, None)
        start()

    held.restart = restart
    start()
    yield held
    held.store.__exit__(None, None, None)


def test_an_entry_is_one_item_for_ever(opened, an_item, noon):
    run_state_machine_as_test(
        type("PollsHere", (Polls,), {"opened": opened, "an_item": staticmethod(an_item), "noon": noon}),
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_source_learns_that_its_guids_change(opened, an_item, noon):
    source = Source(key="society-news", society="society", kind="feed", url="https://society.example/feed")
    with opened.store.writing() as connection:
        store.polls.register(connection, [source], at=noon)
        for poll in range(7):
            item = an_item(guid=f"session-{poll}", raw_hash=str(poll))
            recognised(
                connection,
                [
                    Offered(
                        source=source,
                        items=[item],
                        shingles={},
                        first_poll=False,
                        guids=store.polls.memory(connection, source.key).guids,
                        standing=frozenset(),
                        at=noon,
                    )
                ],
                alone=frozenset(),
                revisions=3,
            )
        assert store.polls.guids(connection) == {"society-news": "unstable"}
        assert store.items.count(connection) == 1


PASSAGES = [
    " ".join(f"{word}{number}" for word in ("dose", "limit", "set", "anew", "by", "the", "board") * 4)
    for number in range(4)
]


@pytest.mark.parametrize("seed", range(12))
def test_polls_kept_together_are_kept_as_one_after_another(tmp_path, an_item, noon, seed):
    """Several sources tell, retell, link to and edit the same few news, in whatever order."""
    chance = Random(seed)
    sources = [
        Source(key=key, society=key, kind="feed", url=f"https://{key}.example/feed", stories=key != "apart")
        for key in ("one", "two", "three", "apart", "alone")
    ]

    def news(source, at):
        number, link = chance.randrange(3), chance.randrange(12)
        link = f"https://{chance.choice([source.key, 'shared'])}.example/news/{link}"
        text = " ".join([source.key * chance.randrange(2), *chance.sample(PASSAGES, 2)])
        return an_item(
            id=f"tag:news.example,2026:{source.key}/{number}",
            source=source.key,
            guid=f"guid-{number}",
            link=link,
            canonical=link if chance.randrange(4) else "",
            title=chance.choice(["Limits of the dose are set anew", *[f"Title of {number}"] * 3]),
            text=text,
            fingerprint=text,
            raw_hash=f"{source.key} {chance.random()}",
            first_seen=at,
        )

    def poll(source, at):
        items = [news(source, at) for _ in range(chance.randrange(3))]
        return Offered(
            source=source,
            items=items,
            shingles={item.raw_hash: shingles(item.text) for item in items},
            first_poll=False,
            at=at,
        )

    rounds = [
        [poll(source, noon + timedelta(hours=hour)) for source in chance.sample(sources, 5)]
        for hour in range(8)
    ]
    found = []
    for together in (1, 5):
        with Store.open(f"sqlite:///{together}.db", site=tmp_path) as opened:
            for polls in rounds:
                with opened.writing() as connection:
                    store.polls.register(connection, sources, at=noon)
                    for start in range(0, len(polls), together):
                        some = polls[start : start + together]
                        recognised(connection, some, alone=frozenset({"alone"}), revisions=3)
            with opened.reading() as connection:
                found.append(all_that_is_kept(connection))
    assert found[0] == found[1]


def all_that_is_kept(connection):
    """Return all rows of all tables, with items in place of the numbers of what they are compared by."""
    tables = store.schema.metadata.tables
    rows = {name: connection.execute(select(table)).all() for name, table in tables.items()}
    sketches = {row.number: row.item for row in sorted(rows.pop("sketch"))}
    keys = {(row.key, sketches[row.sketch]) for row in rows.pop("story_key")}
    shingles = connection.execute(select(tables["sketch"].c.shingles).order_by("number")).scalars().all()
    return rows | {"sketches": list(sketches.values()), "shingles": shingles, "keys": keys}
