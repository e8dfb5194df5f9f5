"""Brings the societies' news into the store.

::

    source → FETCH → PARSE → (each article's page: FETCH → PARSE) → REFINE → RECOGNISE → store

Each source goes down this line by itself: what goes wrong with one stands in its ``Poll``, and the
others go on. Sources on one host are polled one after another, different hosts at once. What a poll
brought is kept in one transaction: all of it, or, after a kill, none of it and it comes again.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from queue import SimpleQueue
from urllib.parse import urlsplit

from aggregator import parse, store
from aggregator.errors import AggregatorError
from aggregator.fetch import Fetcher
from aggregator.model import (
    Entry,
    Failed,
    Fetched,
    Item,
    Parsed,
    Poll,
    Refused,
    Request,
    Source,
    Topic,
    Unchanged,
)
from aggregator.recognise import recognise
from aggregator.refine import refine
from aggregator.schedule import next_poll
from aggregator.store import Store
from aggregator.store.polls import Memory
from aggregator.workers import Workers


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bounds of one run.

    ``hosts`` are polled at once; a poll fetches at most ``articles`` pages and leaves the others to
    the next; an article that cannot be had is tried at ``tries`` polls, then the list's word is
    taken for it. A claim on a source ends after ``lease``.
    """

    hosts: int = 32
    articles: int = 100
    tries: int = 3
    lease: timedelta = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What a poll works with; ``authority`` is the host in whose name new items get their ids."""

    store: Store
    fetcher: Fetcher
    workers: Workers
    topics: Sequence[Topic]
    authority: str
    clock: Callable[[], datetime]
    limits: Limits = Limits()


def gather(sources: Sequence[Source], tools: Tools, *, asked: bool = False) -> Iterator[Poll]:
    """Poll ``sources`` and yield what came of each as soon as it is known.

    Sources that are not due are passed over, unless the operator ``asked`` for them.
    """
    with tools.store.writing() as connection:
        store.polls.register(connection, sources, at=tools.clock())
        due = set(store.polls.due(connection, at=tools.clock()))
    sources = [source for source in sources if asked or source.key in due]
    lanes: defaultdict[str, list[Source]] = defaultdict(list)
    for source in sources:
        lanes[urlsplit(source.url).netloc].append(source)
    done: SimpleQueue[Poll | None] = SimpleQueue()
    with ThreadPoolExecutor(min(tools.limits.hosts, len(lanes) or 1), thread_name_prefix="gather") as pool:
        for lane in lanes.values():
            pool.submit(_poll_lane, lane, tools, asked=asked, done=done)
        for _ in sources:
            if poll := done.get():
                yield poll


def poll_source(source: Source, tools: Tools, *, asked: bool = False) -> Poll | None:
    """Take one source down the line; ``None`` where it is not due."""
    at = tools.clock()
    memory = _claim(source, tools, at=at, asked=asked)
    if memory is None:
        return None
    answer = _fetch(source, tools, memory)
    if not isinstance(answer, Fetched):
        return _record(source, tools, memory, at=at, answer=answer)
    parsed = _parse(source, tools, memory, answer)
    if isinstance(parsed, Failed):
        return _record(source, tools, memory, at=at, answer=parsed)
    entries, missed = _complete(source, tools, memory, parsed)
    refined = [
        refine(entry, source=source, topics=tools.topics, authority=tools.authority, at=at)
        for entry in entries
    ]
    return _keep(source, tools, memory, at=at, answer=answer, parsed=parsed, refined=refined, missed=missed)


def _poll_lane(
    lane: Sequence[Source], tools: Tools, *, asked: bool, done: "SimpleQueue[Poll | None]"
) -> None:
    for source in lane:
        try:
            done.put(poll_source(source, tools, asked=asked))
        except AggregatorError as error:
            done.put(_broken_off(source, tools, str(error)))
        except Exception as error:  # noqa: BLE001  our own fault with one source must not stop the others
            done.put(_broken_off(source, tools, f"the program failed ({type(error).__name__}: {error})"))


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


def _fetch(source: Source, tools: Tools, memory: Memory) -> Fetched | Unchanged | Failed:
    answer = tools.fetcher.get(Request(source=source.key, url=source.url, validators=memory.validators))
    if isinstance(answer, Fetched) and _hash(answer) == memory.body_hash:
        return Unchanged(source=source.key, at=answer.at, status=answer.status, validators=answer.validators)
    return answer


def _parse(source: Source, tools: Tools, memory: Memory, answer: Fetched) -> Parsed | Failed:
    read = partial(tools.workers.run, parse.feed)
    if source.kind == "page":
        read = partial(tools.workers.run, parse.listing, rule=source.page)
    try:
        parsed: Parsed = read(answer.body, url=answer.url, content_type=answer.content_type, seen=memory.seen)
    except AggregatorError as error:
        return Failed(source=source.key, at=answer.at, why=str(error), status=answer.status)
    return parsed


def _complete(
    source: Source, tools: Tools, memory: Memory, parsed: Parsed
) -> tuple[list[Entry], dict[str, str]]:
    """Complete a list page's entries from their articles' pages; say of each that is missed why."""
    if source.kind == "feed":
        return list(parsed.entries), {}
    entries: list[Entry] = []
    missed: dict[str, str] = {}
    for number, entry in enumerate(parsed.entries):
        read = _article(source, tools, entry) if number < tools.limits.articles else "left to the next poll"
        if isinstance(read, Entry):
            entries.append(read)
        elif memory.deferred.get(entry.raw_hash, 0) + 1 < tools.limits.tries:
            missed[entry.raw_hash] = read
        else:
            entries.append(entry)
    return entries, missed


def _article(source: Source, tools: Tools, entry: Entry) -> Entry | str:
    if entry.link is None or entry.content is not None:
        return entry
    answer = tools.fetcher.get(Request(source=source.key, url=entry.link))
    if not isinstance(answer, Fetched):
        return answer.why if isinstance(answer, Failed) else f"{entry.link} answered {answer.status} unasked"
    try:
        complete: Entry = tools.workers.run(
            parse.article,
            entry,
            answer.body,
            url=answer.url,
            content_type=answer.content_type,
            rule=source.page.article,
        )
    except AggregatorError as error:
        return str(error)
    return complete


def _keep(
    source: Source,
    tools: Tools,
    memory: Memory,
    *,
    at: datetime,
    answer: Fetched,
    parsed: Parsed,
    refined: Iterable[Item | Refused],
    missed: dict[str, str],
) -> Poll:
    """Recognise the items and keep them, with what is now known of the source, in one transaction."""
    items = [one for one in refined if isinstance(one, Item)]
    faults = [f"an entry was refused: {one.why}" for one in refined if isinstance(one, Refused)]
    faults += [f"an article is missing and will be tried again: {why}" for why in missed.values()]
    with tools.store.writing() as connection:
        known = store.items.known(connection, items)
        verdicts = recognise(items, known=known, first_poll=memory.first_poll, backlog=source.backlog, at=at)
        counts = Counter(verdict.kind for verdict in verdicts)
        counts["known"] += parsed.known
        poll = Poll(
            source=source.key,
            at=at,
            outcome="fetched",
            next_at=next_poll(source.interval, at=at),
            seconds=(tools.clock() - at).total_seconds(),
            status=answer.status,
            counts=counts,
            faults=(*parsed.faults, *faults),
        )
        store.items.keep(connection, verdicts, at=at)
        store.polls.settle(connection, source.key, missed, at=at)
        store.polls.record(connection, poll, validators=answer.validators, body_hash=_hash(answer))
    return poll


def _record(
    source: Source, tools: Tools, memory: Memory, *, at: datetime, answer: Unchanged | Failed
) -> Poll:
    """Keep that a poll brought nothing: because nothing has changed, or because it failed."""
    failed = answer if isinstance(answer, Failed) else None
    next_at = next_poll(
        source.interval,
        at=at,
        failures=memory.failures + 1 if failed else 0,
        not_before=failed.retry_at if failed else None,
    )
    poll = Poll(
        source=source.key,
        at=at,
        outcome="failed" if failed else "unchanged",
        next_at=next_at,
        seconds=(tools.clock() - at).total_seconds(),
        status=answer.status,
        error=failed.why if failed else None,
    )
    validators = answer.validators if isinstance(answer, Unchanged) else None
    with tools.store.writing() as connection:
        store.polls.record(connection, poll, validators=validators)
    return poll


def _hash(answer: Fetched) -> str:
    return hashlib.sha256(answer.body).hexdigest()
