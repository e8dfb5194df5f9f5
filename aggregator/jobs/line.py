"""Takes one source down the line as far as its items; nothing is kept.

::

    source → FETCH → PARSE → (each article's page: FETCH → PARSE) → REFINE → items

Fetching happens here, reading in workers: see ``jobs/reading.py``.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from aggregator import parse
from aggregator.errors import AggregatorError, NotAFeed
from aggregator.fetch import Fetcher, words
from aggregator.jobs import reading
from aggregator.jobs.reading import Desk, Read, ReadArticle, Refined
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
from aggregator.refine.searchable import Searched
from aggregator.store.polls import Memory
from aggregator.workers import Workers

_LATER = "left to the next poll"
_GONE = 410


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bounds of taking a source.

    At most ``articles`` pages are fetched for a list page, the others are left to the next poll; an
    article that cannot be had is tried at ``tries`` polls, then the list's word is taken for it. At most
    ``indexes`` of sitemaps lead to one, and so many of the ``alternates`` are tried which a page names
    that came in place of a feed. An address that has moved for good is asked in place of the old
    one once that has held for ``moved``. No page is asked for any more once a poll has taken ``poll``.
    """

    articles: int = 100
    poll: timedelta = timedelta(minutes=5)
    tries: int = 3
    indexes: int = 3
    alternates: int = 3
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

    ``missed`` tells why, by the entries' raw hashes; ``body_hash`` tells the same bytes next time;
    ``shingles`` and ``searched`` are those of the items' texts, by raw hash; ``undated`` are dates that
    could not be read; ``not_before`` is when a host that articles lie on wants to be asked again.
    """

    answer: Fetched
    body_hash: str
    parsed: Parsed
    items: tuple[Item, ...]
    refused: tuple[Refused, ...]
    missed: dict[str, str]
    shingles: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    undated: tuple[str, ...] = ()
    searched: Mapping[str, Searched] = field(default_factory=dict)
    not_before: datetime | None = None

    @property
    def faults(self) -> tuple[str, ...]:
        """All that was wrong and did not keep the poll from succeeding, in words."""
        return (
            *self.parsed.faults,
            *moved(self.answer),
            *self.answer.notes,
            *(f"an entry was refused: {one.why}" for one in self.refused),
            *(f"an article is missing and will be tried again: {why}" for why in self.missed.values()),
        )


def moved(answer: Fetched | Unchanged) -> list[str]:
    """Return in words that a source's address has moved for good, where it has."""
    return [f"the address has moved for good to {answer.moved_to}: change url"] if answer.moved_to else []


def take(source: Source, tools: Tools, memory: Memory, *, at: datetime) -> Taken | Unchanged | Failed:
    """Return what a source says now that ``memory`` does not know yet."""
    answer = ask(source, tools, memory, at=at).result()
    told = unchanged(answer, memory) if isinstance(answer, Fetched) else answer
    return read(source, tools, memory, told, at=at) if isinstance(told, Fetched) else told


def ask(
    source: Source, tools: Tools, memory: Memory, *, at: datetime
) -> "Future[Fetched | Unchanged | Failed]":
    """Begin to fetch a source, without waiting for the answer."""
    if source.local:
        asked = Request(source=source.key, url=source.url, local=True, command=source.command)
        return tools.fetcher.begin(asked)
    address = _address(source, memory, at=at, held=tools.limits.moved)
    begun = tools.fetcher.begin(_request(source, address, memory.validators))
    return begun if address == source.url else _moved_to(source, address, begun)


def unchanged(answer: Fetched, memory: Memory) -> Fetched | Unchanged:
    """Return an answer as ``Unchanged`` where its bytes are those of last time."""
    if _hash(answer) != memory.body_hash:
        return answer
    return Unchanged(
        source=answer.source,
        at=answer.at,
        status=answer.status,
        validators=answer.validators,
        fresh_until=answer.fresh_until,
        moved_to=answer.moved_to,
    )


def read(source: Source, tools: Tools, memory: Memory, answer: Fetched, *, at: datetime) -> Taken | Failed:
    """Return the items of what was fetched, with their articles where it is a list page."""
    desk = _desk(source, tools, at=at)
    read = _read(tools, desk, memory, answer)
    if isinstance(read, Failed):
        return read
    if read.alternate:
        # Where the page has moved to is not where its feed is.
        answer = replace(answer, moved_to=None)
    read = _with_further_pages(tools, desk, memory, _through_index(tools, desk, memory, read))
    try:
        completed = _complete(tools, desk, memory, read)
    except AggregatorError as error:
        return Failed(source=source.key, at=answer.at, why=str(error), status=answer.status)
    return Taken(
        answer=answer,
        body_hash=_hash(answer),
        parsed=replace(read.parsed, alarms=(*read.parsed.alarms, *completed.alarms)),
        items=tuple(one.made for one in completed.refined if isinstance(one.made, Item)),
        refused=tuple(one.made for one in completed.refined if isinstance(one.made, Refused)),
        shingles={one.made.raw_hash: one.shingles for one in completed.refined},
        searched={one.made.raw_hash: one.searched for one in completed.refined if one.searched},
        missed=completed.missed,
        not_before=completed.not_before,
        undated=tuple(one.undated for one in completed.refined if one.undated),
    )


def _desk(source: Source, tools: Tools, *, at: datetime) -> Desk:
    return Desk(
        source=source, topics=tools.topics, societies=tools.societies, authority=tools.authority, at=at
    )


def _moved_to(
    source: Source, address: str, begun: "Future[Fetched | Unchanged | Failed]"
) -> "Future[Fetched | Unchanged | Failed]":
    """Return what comes of ``begun``, as that of a source that has moved to ``address``.

    Whatever that one says, it is the source's own address that has the last word.
    """
    moved: Future[Fetched | Unchanged | Failed] = Future()

    def done(begun: "Future[Fetched | Unchanged | Failed]") -> None:
        answer = begun.result()
        if isinstance(answer, Failed):
            why = f"{answer.why}; it had moved there from {source.url}, which is asked next"
            answer = replace(answer, why=why)
        else:
            answer = replace(answer, moved_to=answer.moved_to or address)
        moved.set_result(answer)

    begun.add_done_callback(done)
    return moved


def _address(source: Source, memory: Memory, *, at: datetime, held: timedelta) -> str:
    """Return where to ask: where the source has moved to, once that has held; as it fails, both in turn."""
    if memory.moved_to and memory.moved_since and at - memory.moved_since >= held and not memory.failures % 2:
        return memory.moved_to
    return source.url


def _read(tools: Tools, desk: Desk, memory: Memory, answer: Fetched) -> Read | Failed:
    try:
        return _in_worker(tools, desk, memory, answer)
    except NotAFeed as error:
        return _read_alternate(tools, desk, memory, answer, error)
    except AggregatorError as error:
        return Failed(source=desk.source.key, at=answer.at, why=str(error), status=answer.status)


def _in_worker(tools: Tools, desk: Desk, memory: Memory, answer: Fetched) -> Read:
    """Read a feed to its items, a list page to its entries, whose articles are yet to be fetched."""
    said = {"url": answer.url, "content_type": answer.content_type, "seen": memory.seen}
    if desk.source.kind == "feed":
        return tools.workers.run(reading.feed, answer.body, **said, desk=desk)
    return Read(parsed=tools.workers.run(parse.listing, answer.body, **said, rule=desk.source.page))


def _read_alternate(
    tools: Tools, desk: Desk, memory: Memory, answer: Fetched, error: NotAFeed
) -> Read | Failed:
    """Read the feed that a page names which came in place of one, and tell the operator so."""
    for address in error.alternates[: tools.limits.alternates]:
        alternate = tools.fetcher.get(_request(desk.source, address))
        try:
            read = _in_worker(tools, desk, memory, alternate) if isinstance(alternate, Fetched) else None
        except AggregatorError:
            continue
        if read is None:
            continue
        told = f"a page came in place of the feed, and the feed that it names was read: set url to {address}"
        # The page may stay the same while its feed does not: it must be asked for in full.
        parsed = replace(read.parsed, faults=(told, *read.parsed.faults), complete=False)
        return replace(read, parsed=parsed, alternate=True)
    asked, came = words.shown(desk.source.url), words.shown(answer.url)
    way = f"{asked} leads to {came}: " if came != asked and not desk.source.local else ""
    dead = ", which brings none either" if error.alternates else ""
    return Failed(source=desk.source.key, at=answer.at, why=f"{way}{error}{dead}", status=answer.status)


def _through_index(tools: Tools, desk: Desk, memory: Memory, read: Read) -> Read:
    """Return what stands where an index of sitemaps leads; the index itself may stay the same meanwhile."""
    for _ in range(tools.limits.indexes):
        parsed = read.parsed
        if parsed.entries or parsed.known or parsed.alarms or parsed.next is None:
            break
        answer = tools.fetcher.get(_request(desk.source, parsed.next))
        inner = _read(tools, desk, memory, answer) if isinstance(answer, Fetched) else None
        if not isinstance(inner, Read):
            why = answer.why if isinstance(answer, Failed) else f"{parsed.next} cannot be read"
            return replace(read, parsed=replace(parsed, next=None, complete=False, alarms=(why,)))
        read = replace(inner, parsed=replace(inner.parsed, complete=False))
    return read


def _with_further_pages(tools: Tools, desk: Desk, memory: Memory, read: Read) -> Read:
    """Return a list page's entries with those of the pages that follow it, as many as the rule wants."""
    parsed, further = read.parsed, read.parsed.next
    for _ in range(desk.source.page.pages - 1):
        answer = (
            tools.fetcher.get(_request(desk.source, further)) if further and _goes_on(tools, desk) else None
        )
        if not isinstance(answer, Fetched):
            break
        more = _read(tools, desk, memory, answer)
        if isinstance(more, Failed):
            break
        ahead = {entry.link for entry in parsed.entries}
        fresh = tuple(entry for entry in more.parsed.entries if entry.link not in ahead)
        known = parsed.known + more.parsed.known
        entries, standing = (*parsed.entries, *fresh), parsed.standing | more.parsed.standing
        parsed, further = (
            replace(parsed, entries=entries, known=known, standing=standing),
            more.parsed.next,
        )
    return replace(read, parsed=parsed)


def _request(source: Source, url: str, validators: Validators = Validators()) -> Request:
    return Request(
        source=source.key,
        url=url,
        validators=validators,
        access=source.access,
        respect_robots=source.respect_robots,
        part=url != source.url,
    )


@dataclass(kw_only=True, slots=True)
class _Completed:
    """Items as far as their articles could be had; ``missed`` tells why others could not, by raw hash."""

    refined: list[Refined]
    missed: dict[str, str] = field(default_factory=dict)
    told: list[frozenset[str]] = field(default_factory=list)
    not_before: datetime | None = None

    @property
    def alarms(self) -> tuple[str, ...]:
        """What was found on the page of none of the articles."""
        return tuple(sorted(frozenset.intersection(*self.told))) if self.told else ()


def _complete(tools: Tools, desk: Desk, memory: Memory, read: Read) -> _Completed:
    """Return the items of a feed, or a list page's, completed from their articles' pages."""
    completed = _Completed(refined=list(read.refined))
    alone: list[Entry] = []
    for number, entry in enumerate(read.parsed.entries):
        if entry.link is None or entry.content is not None:
            alone.append(entry)
            continue
        may = number < tools.limits.articles and _goes_on(tools, desk)
        made = _article(tools, desk, entry, entry.link) if may else None
        if isinstance(made, ReadArticle):
            completed.refined.append(made.refined)
            completed.told.append(frozenset(made.alarms))
            continue
        if made and made.retry_at:
            completed.not_before = max(made.retry_at, completed.not_before or made.retry_at)
        is_last = memory.deferred.get(entry.raw_hash, 0) + 1 >= tools.limits.tries
        if is_last or (made and made.status == _GONE):
            alone.append(entry)
        else:
            completed.missed[entry.raw_hash] = made.why if made else _LATER
    if alone:
        completed.refined += tools.workers.run(reading.entries, alone, desk=desk)
    return completed


def _goes_on(tools: Tools, desk: Desk) -> bool:
    """Say whether the poll may take longer: a slow server must not keep a source's place for hours."""
    return tools.clock() - desk.at < tools.limits.poll


def _article(tools: Tools, desk: Desk, entry: Entry, link: str) -> ReadArticle | Failed:
    """Return the item of an entry and its article's page, or why it cannot be had."""
    answer = tools.fetcher.get(_request(desk.source, link))
    if isinstance(answer, Failed):
        return answer
    if isinstance(answer, Unchanged):
        why = f"{words.shown(link)} answered {answer.status} unasked"
        return Failed(source=desk.source.key, at=answer.at, why=why)
    said = {"url": answer.url, "content_type": answer.content_type}
    try:
        return tools.workers.run(reading.article, entry, answer.body, **said, desk=desk)
    except AggregatorError as error:
        return Failed(source=desk.source.key, at=answer.at, why=str(error))


def _hash(answer: Fetched) -> str:
    return hashlib.sha256(answer.body).hexdigest()
