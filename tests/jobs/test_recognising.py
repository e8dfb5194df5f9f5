"""Whatever the order of polls, edits, disappearances and restarts, an entry is one item for ever."""

from datetime import timedelta
from itertools import count
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from aggregator import store
from aggregator.jobs.recognising import recognised
from aggregator.model import Dated, Source
from aggregator.recognise import shingles
from aggregator.store import Store

_NAMES = count()


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

    def entry(self, name):
        key = f"{self.source.key}-{name}"
        return self.an_item(
            key,
            id=f"tag:news.example,2026-11-10:{self.source.key}/{name}",
            source=self.source.key,
            text=f"All about {name}, who lives in house {name} of street {name} and likes it there.",
            published=Dated(at=self.noon - timedelta(hours=name), precision="second", evidence="entry"),
        )

    @rule()
    def tell(self):
        self.offered.insert(0, SimpleNamespace(name=len(self.offered) + len(self.gone), edits=0, guids=0))

    @rule(which=st.integers(min_value=0), what=st.sampled_from(["edits", "guids"]))
    def change(self, which, what):
        if self.offered:
            one = self.offered[which % len(self.offered)]
            setattr(one, what, getattr(one, what) + 1)

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

    @rule()
    def poll(self):
        self.at += timedelta(hours=1)
        items = [self.said(one) for one in self.offered]
        if not items:
            return
        with self.opened.store.writing() as connection:
            memory = store.polls.memory(connection, self.source.key)
            verdicts = recognised(
                connection,
                self.source,
                items,
                {item.raw_hash: shingles(item.text) for item in items},
                first_poll=memory.first_poll,
                guids=memory.guids,
                alone=frozenset(),
                revisions=3,
                at=self.at,
            )
            store.polls.settle(connection, self.source.key, {}, at=self.at)
        for one, verdict in zip(self.offered, verdicts, strict=True):
            assert self.ids.setdefault(one.name, verdict.item.id) == verdict.item.id

    def said(self, one):
        item = self.entry(one.name)
        told = f"{item.text} {'And more. ' * one.edits}"
        values = {
            "guid": f"{item.guid}-{one.guids}",
            "text": told,
            "fingerprint": f"{item.fingerprint}-{one.edits}",
            "raw_hash": f"{one.name}-{one.edits}-{one.guids}",
        }
        return type(item)(**{name: getattr(item, name) for name in item.__slots__} | values)

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
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
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
                source,
                [item],
                {},
                first_poll=False,
                guids=store.polls.memory(connection, source.key).guids,
                alone=frozenset(),
                revisions=3,
                at=noon,
            )
        assert store.polls.guids(connection) == {"society-news": "unstable"}
        assert store.items.count(connection) == 1
