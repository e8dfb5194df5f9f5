"""Takes one source down the line as far as its items; nothing is kept.

::

    source → FETCH → PARSE → (each article's page: FETCH → PARSE) → REFINE → items
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from aggregator import parse
from aggregator.errors import AggregatorError, NotAFeed
from aggregator.fetch import Fetcher
from aggregator.model import (
    Entry,
    Failed,
    Fetched,
    Item,
    Parsed,
    Refused,
    Request,
    Society,
    Source,
    Topic,
    Unchanged,
    Validators,
)
from aggregator.refine import refine
from aggregator.refine.speaker import speaker
from aggregator.store.polls import Memory
from aggregator.workers import Workers


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bounds of taking a source.

    At most ``articles`` pages are fetched for a list page, the others are left to the next poll; an
    article that cannot be had is tried at ``tries`` polls, then the list's word is taken for it. An
    address that has moved for good is asked in place of the old one once that has held for ``moved``.
    """

    articles: int = 100
    tries: int = 3
    moved: timedelta = timedelta(days=3)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What the line works with; ``authority`` is the host in whose name new items get their ids."""

    fetcher: Fetcher
    workers: Workers
    topics: Sequence[Topic]
    societies: Sequence[Society]
    authority: str
    clock: Callable[[], datetime]
    limits: Limits = Limits()


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What came of a source: its items, the entries that were refused, and the articles that were missed.

    ``missed`` tells why, by the entries' raw hashes; ``body_hash`` tells the same bytes next time.
    """

    answer: Fetched
    body_hash: str
    parsed: Parsed
    items: tuple[Item, ...]
    refused: tuple[Refused, ...]
    missed: dict[str, str]

    @property
    def faults(self) -> tuple[str, ...]:
        """All that was wrong and did not keep the poll from succeeding, in words."""
        return (
            *self.parsed.faults,
            *moved(self.answer),
            *(f"an entry was refused: {one.why}" for one in self.refused),
            *(f"an article is missing and will be tried again: {why}" for why in self.missed.values()),
        )


def moved(answer: Fetched | Unchanged) -> list[str]:
    """Return in words that a source's address has moved for good, where it has."""
    return [f"the address has moved for good to {answer.moved_to}: change url"] if answer.moved_to else []


def take(source: Source, tools: Tools, memory: Memory, *, at: datetime) -> Taken | Unchanged | Failed:
    """Return what a source says now that ``memory`` does not know yet."""
    answer = _fetch(source, tools, memory, at=at)
    if not isinstance(answer, Fetched):
        return answer
    parsed = _parse(source, tools, memory, answer)
    if isinstance(parsed, Failed):
        return parsed
    parsed = _with_further_pages(source, tools, memory, parsed)
    entries, missed = _complete(source, tools, memory, parsed)
    refined = [_refine(source, tools, entry, at=at) for entry in entries]
    return Taken(
        answer=answer,
        body_hash=_hash(answer),
        parsed=parsed,
        items=tuple(one for one in refined if isinstance(one, Item)),
        refused=tuple(one for one in refined if isinstance(one, Refused)),
        missed=missed,
    )


def _fetch(source: Source, tools: Tools, memory: Memory, *, at: datetime) -> Fetched | Unchanged | Failed:
    address = _address(source, memory, at=at, held=tools.limits.moved)
    answer = tools.fetcher.get(_request(source, address, memory.validators))
    if address != source.url and not isinstance(answer, Failed):
        answer = replace(answer, moved_to=address)
    if isinstance(answer, Fetched) and _hash(answer) == memory.body_hash:
        return Unchanged(
            source=source.key,
            at=answer.at,
            status=answer.status,
            validators=answer.validators,
            fresh_until=answer.fresh_until,
            moved_to=answer.moved_to,
        )
    return answer


def _address(source: Source, memory: Memory, *, at: datetime, held: timedelta) -> str:
    """Return where to ask: where the source has moved to, once that has held; as it fails, both in turn."""
    if memory.moved_to and memory.moved_since and at - memory.moved_since >= held and not memory.failures % 2:
        return memory.moved_to
    return source.url


def _parse(source: Source, tools: Tools, memory: Memory, answer: Fetched) -> Parsed | Failed:
    read = partial(tools.workers.run, parse.feed)
    if source.kind == "page":
        read = partial(tools.workers.run, parse.listing, rule=source.page)
    try:
        parsed: Parsed = read(answer.body, url=answer.url, content_type=answer.content_type, seen=memory.seen)
    except NotAFeed as error:
        return _parse_alternate(source, tools, memory, answer, error)
    except AggregatorError as error:
        return Failed(source=source.key, at=answer.at, why=str(error), status=answer.status)
    return parsed


def _parse_alternate(
    source: Source, tools: Tools, memory: Memory, answer: Fetched, error: NotAFeed
) -> Parsed | Failed:
    """Read the feed that a page names which came in place of one, and tell the operator so."""
    failed = Failed(source=source.key, at=answer.at, why=str(error), status=answer.status)
    if not error.alternates:
        return failed
    address = error.alternates[0]
    alternate = tools.fetcher.get(_request(source, address))
    if not isinstance(alternate, Fetched):
        return failed
    try:
        parsed: Parsed = tools.workers.run(
            parse.feed,
            alternate.body,
            url=alternate.url,
            content_type=alternate.content_type,
            seen=memory.seen,
        )
    except AggregatorError:
        return failed
    told = f"a page came in place of the feed, and the feed that it names was read: set url to {address}"
    # The page may stay the same while its feed does not: it must be asked for in full.
    return replace(parsed, faults=(told, *parsed.faults), complete=False)


def _with_further_pages(source: Source, tools: Tools, memory: Memory, parsed: Parsed) -> Parsed:
    """Return a list page's entries with those of the pages that follow it, as many as the rule wants."""
    further = parsed.next
    for _ in range(source.page.pages - 1):
        answer = tools.fetcher.get(_request(source, further)) if further else None
        if not isinstance(answer, Fetched):
            break
        more = _parse(source, tools, memory, answer)
        if isinstance(more, Failed):
            break
        ahead = {entry.link for entry in parsed.entries}
        fresh = tuple(entry for entry in more.entries if entry.link not in ahead)
        parsed = replace(parsed, entries=(*parsed.entries, *fresh), known=parsed.known + more.known)
        further = more.next
    return parsed


def _refine(source: Source, tools: Tools, entry: Entry, *, at: datetime) -> Item | Refused:
    refined = refine(entry, source=source, topics=tools.topics, authority=tools.authority, at=at)
    if isinstance(refined, Refused):
        return refined
    return replace(refined, society=speaker(entry.group, societies=tools.societies, default=source.society))


def _request(source: Source, url: str, validators: Validators = Validators()) -> Request:
    return Request(
        source=source.key,
        url=url,
        validators=validators,
        access=source.access,
        respect_robots=source.respect_robots,
    )


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
    answer = tools.fetcher.get(_request(source, entry.link))
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


def _hash(answer: Fetched) -> str:
    return hashlib.sha256(answer.body).hexdigest()
