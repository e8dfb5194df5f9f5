"""Brings the societies' news into the store.

::

    sources → (each: claim → TAKE DOWN THE LINE → RECOGNISE → keep) → polls

``line.take`` is FETCH → PARSE → REFINE. Each source goes by itself: what goes wrong with one stands
in its ``Poll``, and the others go on. Sources on one host are polled one after another, different
hosts at once. What a poll brought is kept in one transaction: all of it, or, after a kill, none of
it and it comes again.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from queue import SimpleQueue
from threading import Event
from urllib.parse import urlsplit

from sqlalchemy import Connection

from aggregator import store
from aggregator.errors import AggregatorError
from aggregator.jobs import line, when
from aggregator.jobs.line import Taken, take
from aggregator.model import Failed, Poll, Source, Unchanged, Validators
from aggregator.recognise import recognise
from aggregator.schedule import next_poll
from aggregator.store import Store
from aggregator.store.polls import Memory


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How many hosts are polled at once, how long a claim holds, and how many news tell a source's rhythm."""

    hosts: int = 32
    lease: timedelta = timedelta(minutes=30)
    news: int = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What gathering works with; ``chance`` gives a number from 0 to 1, which spreads polls in time."""

    store: Store
    line: line.Tools
    clock: Callable[[], datetime]
    chance: Callable[[], float]
    limits: Limits = Limits()


def gather(sources: Sequence[Source], tools: Tools, *, asked: bool = False) -> Iterator[Poll]:
    """Poll ``sources`` and yield what came of each as soon as it is known.

    Sources that are not due are passed over, unless the operator ``asked`` for them. An
    interrupt gives up what is under way; nothing half done is kept.
    """
    with tools.store.writing() as connection:
        store.polls.register(connection, sources, at=tools.clock())
        due = set(store.polls.due(connection, at=tools.clock()))
    sources = [source for source in sources if asked or source.key in due]
    lanes: defaultdict[str, list[Source]] = defaultdict(list)
    for source in sources:
        lanes[urlsplit(source.url).netloc].append(source)
    run = _Run(tools=tools, asked=asked, done=SimpleQueue(), stopped=Event())
    with ThreadPoolExecutor(min(tools.limits.hosts, len(lanes) or 1), thread_name_prefix="gather") as pool:
        try:
            for lane in lanes.values():
                pool.submit(_poll_lane, lane, run)
            for _ in sources:
                if poll := run.done.get():
                    yield poll
        except KeyboardInterrupt:
            tools.line.fetcher.cancel()
            tools.line.workers.cancel()
            raise
        finally:
            run.stopped.set()


def poll_source(source: Source, tools: Tools, *, asked: bool = False) -> Poll | None:
    """Poll one source and keep what came of it; ``None`` where it is not due."""
    at = tools.clock()
    memory = _claim(source, tools, at=at, asked=asked)
    if memory is None:
        return None
    taken = take(source, tools.line, memory, at=at)
    if isinstance(taken, Taken):
        return _keep(source, tools, memory, taken, at=at)
    return _record(source, tools, memory, taken, at=at)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Run:
    tools: Tools
    asked: bool
    done: "SimpleQueue[Poll | None]"
    stopped: Event


def _poll_lane(lane: Sequence[Source], run: _Run) -> None:
    for source in lane:
        if run.stopped.is_set():
            return
        try:
            poll = poll_source(source, run.tools, asked=run.asked)
        except AggregatorError as error:
            poll = _broken_off(source, run.tools, str(error))
        except Exception as error:  # noqa: BLE001  our own fault with one source must not stop the others
            poll = _broken_off(source, run.tools, f"the program failed ({type(error).__name__}: {error})")
        run.done.put(poll)


def _broken_off(source: Source, tools: Tools, why: str) -> Poll:
    """Return a poll that could not even be kept; its source comes again as the claim has set it."""
    at = tools.clock()
    return Poll(
        source=source.key,
        at=at,
        outcome="failed",
        next_at=next_poll(source.interval, at=at),
        seconds=0.0,
        error=why,
    )


def _claim(source: Source, tools: Tools, *, at: datetime, asked: bool) -> Memory | None:
    until, next_at = at + tools.limits.lease, next_poll(source.interval, at=at)
    with tools.store.writing() as connection:
        if store.polls.claim(connection, source.key, at=at, until=until, next_at=next_at, asked=asked):
            return store.polls.memory(connection, source.key)
    return None


def _keep(source: Source, tools: Tools, memory: Memory, taken: Taken, *, at: datetime) -> Poll:
    """Recognise the items and keep them, with what is now known of the source, in one transaction."""
    with tools.store.writing() as connection:
        known = store.items.known(connection, taken.items)
        verdicts = recognise(
            taken.items, known=known, first_poll=memory.first_poll, backlog=source.backlog, at=at
        )
        counts = Counter(verdict.kind for verdict in verdicts)
        counts["known"] += taken.parsed.known
        store.items.keep(connection, verdicts, at=at)
        poll = Poll(
            source=source.key,
            at=at,
            outcome="fetched",
            next_at=_again(connection, source, tools, memory, taken, at=at),
            seconds=(tools.clock() - at).total_seconds(),
            status=taken.answer.status,
            counts=counts,
            faults=taken.faults,
        )
        store.polls.settle(connection, source.key, taken.missed, at=at)
        # What was not read to its end is asked for in full next time.
        whole = taken.parsed.complete
        validators = taken.answer.validators if whole else Validators()
        body_hash = taken.body_hash if whole else ""
        wishes = taken.parsed.wishes
        store.polls.record(connection, poll, validators=validators, body_hash=body_hash, wishes=wishes)
        store.polls.move(connection, source.key, taken.answer.moved_to, at=at)
    return poll


def _record(
    source: Source, tools: Tools, memory: Memory, answer: Unchanged | Failed, *, at: datetime
) -> Poll:
    """Keep that a poll brought nothing: because nothing has changed, or because it failed."""
    failed = answer if isinstance(answer, Failed) else None
    faults = when.notices(answer, memory, at=at) if isinstance(answer, Failed) else line.moved(answer)
    with tools.store.writing() as connection:
        poll = Poll(
            source=source.key,
            at=at,
            outcome="failed" if failed else "unchanged",
            next_at=_again(connection, source, tools, memory, answer, at=at),
            seconds=(tools.clock() - at).total_seconds(),
            status=answer.status,
            error=failed.why if failed else None,
            faults=tuple(faults),
        )
        if isinstance(answer, Unchanged):
            store.polls.record(connection, poll, validators=answer.validators)
            store.polls.move(connection, source.key, answer.moved_to, at=at)
        else:
            store.polls.record(connection, poll)
    return poll


def _again(
    connection: Connection,
    source: Source,
    tools: Tools,
    memory: Memory,
    came: Taken | Unchanged | Failed,
    *,
    at: datetime,
) -> datetime:
    told = store.items.told(connection, source.key, at=at, limit=tools.limits.news)
    return when.again(source, came, memory, told=told, chance=tools.chance(), at=at)
