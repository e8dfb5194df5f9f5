"""Brings the societies' news into the store.

::

    sources → claim → ASK → PARSE, REFINE → RECOGNISE → keep → polls
                       └──→ nothing new: recorded together ──→ polls

Each source goes by itself: what goes wrong with one stands in its ``Poll``, and the others go on.
Sources on one host are polled one after another, different hosts at once. What a poll brought is
kept in one transaction: all of it, or, after a kill, none of it and it comes again. Polls that are done
at about the same time share a transaction, so that what brings little costs little.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TypeVar
from urllib.parse import urlsplit

from sqlalchemy import Connection

from aggregator import store
from aggregator.errors import StoreError
from aggregator.jobs import alarm, line, when
from aggregator.jobs.keeping import Asked, Brought, Nothing, Rules, kept, kept_quiet
from aggregator.jobs.line import Taken
from aggregator.jobs.safely import broken_off, safely
from aggregator.jobs.together import Together
from aggregator.model import Fetched, Parsed, Poll, Source
from aggregator.schedule import next_poll
from aggregator.store import Store
from aggregator.store.polls import Memory
from aggregator.workers import heap


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How many hosts are polled at once, how many answers are read at once, how long a claim holds.

    ``news`` is how many of a source's latest tell its rhythm, ``revisions`` how many of an item's former
    wordings stay. ``together`` polls at most are kept in one transaction, for others write meanwhile; once
    all hosts are busy, so many are claimed at once. What was read waits ``patience`` seconds at most for what
    is being read, to be kept with it: a transaction costs more than a poll with little news.
    """

    hosts: int = 64
    readers: int = 32
    lease: timedelta = timedelta(minutes=30)
    news: int = 10
    revisions: int = 10
    together: int = 16
    patience: float = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What gathering works with.

    ``chance`` gives a number from 0 to 1, which spreads polls in time; ``pages`` is the folder in which
    pages are kept that tell why a selector finds nothing any more. ``alone`` are the sources whose items
    are never joined with others' stories.
    """

    store: Store
    line: line.Tools
    clock: Callable[[], datetime]
    chance: Callable[[], float]
    pages: Path
    alone: frozenset[str] = frozenset()
    limits: Limits = Limits()

    @property
    def rules(self) -> Rules:
        """How polls are kept."""
        return Rules(
            clock=self.clock,
            chance=self.chance,
            alone=self.alone,
            news=self.limits.news,
            revisions=self.limits.revisions,
        )


def gather(sources: Sequence[Source], tools: Tools, *, asked: bool = False) -> Iterator[Poll]:
    """Poll ``sources`` and yield what came of each as soon as it is known.

    Sources that are not due are passed over, unless the operator ``asked`` for them. An
    interrupt gives up what is under way; nothing half done is kept.
    """
    with tools.store.writing() as connection:
        store.polls.register(connection, sources, at=tools.clock())
        due = set(store.claims.due(connection, at=tools.clock()))
        held = store.hosts.held(connection, at=tools.clock())
    tools.line.fetcher.hold(held)
    run = _Run(tools=tools, asked=asked)
    with ThreadPoolExecutor(tools.limits.readers, thread_name_prefix="read") as readers:
        try:
            run.begin([source for source in sources if asked or source.key in due])
            while run.under_way:
                yield from run.step(readers)
        except KeyboardInterrupt:
            tools.line.fetcher.cancel()
            tools.line.workers.cancel()
            raise
        finally:
            tools.store.rest()
            heap.give_back()


_One = TypeVar("_One")
_Answer = Fetched | Nothing
_Remembered = tuple[frozenset[str] | None, str]


@dataclass(kw_only=True)
class _Run:
    """One gathering: its lanes, one for each host, and what has arrived of those that were asked."""

    tools: Tools
    asked: bool
    lanes: list[deque[Source]] = field(default_factory=list)
    arrived: "SimpleQueue[tuple[Asked, _Answer] | Poll]" = field(default_factory=SimpleQueue)
    busy: dict[str, deque[Source]] = field(default_factory=dict)
    """The lanes of the sources that are under way, by their keys."""

    def __post_init__(self) -> None:
        self.keeping: Together[Brought, Poll] = Together(
            lambda brought: _keep(brought, self.tools),
            most=self.tools.limits.together,
            patience=self.tools.limits.patience,
        )
        self.remembering: Together[str, _Remembered] = Together(
            lambda sources: _seen(sources, self.tools), most=self.tools.limits.together
        )

    def begin(self, sources: Sequence[Source]) -> None:
        """Take in the sources and ask the first ones."""
        lanes: defaultdict[str, deque[Source]] = defaultdict(deque)
        for source in sources:
            # What lies on this machine has no host to spare.
            lanes[source.key if source.local else urlsplit(source.url).netloc].append(source)
        self.lanes = list(lanes.values())
        self._ask()

    @property
    def under_way(self) -> bool:
        """Whether anything is yet to come."""
        return bool(self.busy)

    def step(self, readers: ThreadPoolExecutor) -> Iterator[Poll]:
        """Wait for what arrives next, take it on, yield the polls that are done, and ask the next sources."""
        polls: list[Poll] = []
        quiet: list[tuple[Asked, Nothing]] = []
        for one in self._arrivals():
            if isinstance(one, Poll):
                polls.append(one)
            elif isinstance(one[1], Fetched):
                readers.submit(self._bring, one[0], one[1])
            else:
                quiet.append((one[0], one[1]))
        polls += _record(quiet, self.tools)
        for poll in polls:
            lane = self.busy.pop(poll.source)
            if lane:
                self.lanes.append(lane)
        self._ask()
        yield from polls

    def _arrivals(self) -> Iterator[tuple[Asked, _Answer] | Poll]:
        yield self.arrived.get()
        try:
            while True:
                yield self.arrived.get_nowait()
        except Empty:
            return

    def _ask(self) -> None:
        """Claim the next source of as many hosts as there is room for, several together, and ask each."""
        limits = self.tools.limits
        while self.lanes and (room := limits.hosts - len(self.busy)) >= min(len(self.lanes), limits.together):
            lanes, self.lanes = self.lanes[:room], self.lanes[room:]
            sources = [lane.popleft() for lane in lanes]
            at = self.tools.clock()
            claimed, why = safely(lambda: _claim(sources, self.tools, at=at, asked=self.asked))  # noqa: B023  called at once
            for source, lane in zip(sources, lanes, strict=True):
                if claimed is None:
                    self.busy[source.key] = lane
                    self.arrived.put(broken_off(source, why, at=at))
                elif memory := claimed.get(source.key):
                    self.busy[source.key] = lane
                    self._ask_one(Asked(source=source, memory=memory, at=at))
                elif lane:
                    self.lanes.append(lane)

    def _ask_one(self, one: Asked) -> None:
        future, why = safely(lambda: line.ask(one.source, self.tools.line, one.memory, at=one.at))
        if future is None:
            self.arrived.put(broken_off(one.source, why, at=one.at))
        else:
            future.add_done_callback(lambda done: self.arrived.put((one, _told(one, done.result()))))

    def _bring(self, one: Asked, answer: Fetched) -> None:
        with self.keeping.coming():
            poll, why = safely(lambda: self._read(one, answer))
        self.arrived.put(poll or _given_back(broken_off(one.source, why, at=one.at), self.tools))

    def _read(self, one: Asked, answer: Fetched) -> Poll:
        """Take what was fetched down the line to its end."""
        seen, why = self.remembering.do(one.source.key)
        if seen is None:
            raise StoreError(why)
        one = replace(one, memory=replace(one.memory, seen=seen))

        def doubt(parsed: Parsed) -> Parsed:
            if parsed.known or not one.memory.was_read:
                return parsed
            workers = self.tools.line.workers
            return alarm.doubted(one.source, parsed, workers, answer=answer, folder=self.tools.pages)

        taken = line.read(one.source, self.tools.line, one.memory, answer, at=one.at, doubt=doubt)
        if isinstance(taken, Taken):
            alarms = tuple(alarm.raised(one.source, taken, folder=self.tools.pages))
            return self.keeping.do(Brought(asked=one, taken=taken, alarms=alarms))
        return next(iter(_record([(one, taken)], self.tools)))


def _given_back(poll: Poll, tools: Tools) -> Poll:
    """Give the claim of a source back whose poll could not be kept, so that it comes at its next time.

    Where even that cannot be written, as on a full disk, it comes when the lease ends.
    """

    def give_back() -> None:
        with tools.store.writing() as connection:
            store.claims.put_off(connection, {poll.source: poll.next_at})

    safely(give_back)
    return poll


def _claim(sources: Sequence[Source], tools: Tools, *, at: datetime, asked: bool) -> dict[str, Memory]:
    until = at + tools.limits.lease
    wanted = {source.key: next_poll(source.interval, at=at) for source in sources}
    with tools.store.writing() as connection:
        claimed = store.claims.claim(connection, wanted, at=at, until=until, asked=asked)
        memories = store.polls.memories(connection, claimed)
        # One that comes late, after a standstill, may have fallen into hours when it is not to come.
        put_off = {} if asked else _put_off(memories, at=at)
        store.claims.put_off(connection, put_off)
        return {key: memory for key, memory in memories.items() if key not in put_off}


def _put_off(memories: Mapping[str, Memory], *, at: datetime) -> dict[str, datetime]:
    then = {key: when.put_off(memory, at=at) for key, memory in memories.items()}
    return {key: until for key, until in then.items() if until}


def _told(one: Asked, answer: _Answer) -> _Answer:
    """Return an answer with the same bytes as last time as what it is."""
    return line.unchanged(answer, one.memory) if isinstance(answer, Fetched) else answer


def _seen(sources: Sequence[str], tools: Tools) -> list[_Remembered]:
    """Return the entries of each source that were seen, or why that is not known."""

    def ask() -> dict[str, frozenset[str]]:
        with tools.store.reading() as connection:
            return store.polls.seen(connection, sources)

    found, why = safely(ask)
    return [(found[source] if found is not None else None, why) for source in sources]


def _keep(brought: Sequence[Brought], tools: Tools) -> list[Poll]:
    """Keep what several polls brought."""
    return _kept_together(brought, kept, tools, asked=lambda one: one.asked)


def _record(quiet: Sequence[tuple[Asked, Nothing]], tools: Tools) -> list[Poll]:
    """Keep that polls brought nothing: because nothing has changed, or because they failed."""
    return _kept_together(quiet, kept_quiet, tools, asked=lambda one: one[0]) if quiet else []


def _kept_together(
    ones: Sequence[_One],
    keep: Callable[[Connection, Sequence[_One], Rules], list[Poll]],
    tools: Tools,
    *,
    asked: Callable[[_One], Asked],
) -> list[Poll]:
    """Keep what polls came to, and which hosts want a rest, in one transaction.

    Where that fails each is kept by itself, so that only the culprit is left out.
    """

    def together() -> list[Poll]:
        with tools.store.writing() as connection:
            store.hosts.hold(connection, tools.line.fetcher.held())
            return keep(connection, ones, tools.rules)

    polls, why = safely(together)
    if polls is not None:
        return polls
    if len(ones) > 1:
        return [poll for one in ones for poll in _kept_together([one], keep, tools, asked=asked)]
    culprit = asked(ones[0])
    return [_given_back(broken_off(culprit.source, why, at=culprit.at), tools)]
