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
from aggregator.errors import AggregatorError, NotAFeed, Withheld
from aggregator.fetch import Fetcher, words
from aggregator.jobs import articles, reading
from aggregator.jobs.articles import Completed, completed
from aggregator.jobs.articles import Limits as ArticleLimits
from aggregator.jobs.faults import dates_to_come, once
from aggregator.jobs.reading import Desk, Read, ReadArticle
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
from aggregator.store.deferrals import Deferred
from aggregator.store.polls import Memory
from aggregator.workers import Workers


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bounds of taking a source.

    ``articles`` are those of completing a list page's entries. At most ``indexes`` of sitemaps lead to one,
    and so many of the ``alternates`` are tried which a page names that came in place of a feed. An address
    that has moved for good is asked in place of the old one once that has held for ``moved``. No page is
    asked for any more once a poll has taken ``poll``.
    """

    articles: ArticleLimits = ArticleLimits()  # noqa: RUF009  it is frozen
    poll: timedelta = timedelta(minutes=5)
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

    ``late`` are the raw hashes of entries that have waited since the first poll; ``lacking`` tells of texts
    that will not come; ``files`` are the raw hashes of entries whose articles are no pages. ``body_hash``
    tells the same bytes next time; ``shingles`` and ``searched`` are those of the items' texts, by raw hash;
    ``undated`` are dates that could not be read, ``ahead`` such as lie ahead; ``not_before`` is when the host
    wants to be asked again. It ``is_full`` where there was no room for all articles.
    """

    answer: Fetched
    body_hash: str
    parsed: Parsed
    items: tuple[Item, ...]
    refused: tuple[Refused, ...]
    missed: Mapping[str, Deferred] = field(default_factory=dict)
    late: frozenset[str] = frozenset()
    lacking: tuple[str, ...] = ()
    files: frozenset[str] = frozenset()
    shingles: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    undated: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    searched: Mapping[str, Searched] = field(default_factory=dict)
    not_before: datetime | None = None
    is_full: bool = False

    @property
    def faults(self) -> tuple[str, ...]:
        """All that was wrong and did not keep the poll from succeeding, in words."""
        return (
            *self.parsed.faults,
            *moved(self.answer),
            *self.answer.notes,
            *dates_to_come(self.ahead, len(self.items)),
            *once(f"an entry was refused: {one.why}" for one in self.refused),
            *once(self.lacking),
            *once(
                f"an article is missing and will be tried again: {one.why}" for one in self.missed.values()
            ),
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


def read(
    source: Source,
    tools: Tools,
    memory: Memory,
    answer: Fetched,
    *,
    at: datetime,
    doubt: Callable[[Parsed], Parsed] = lambda parsed: parsed,
) -> Taken | Failed:
    """Return the items of what was fetched, with their articles where it is a list page.

    Before these are asked for, ``doubt`` may take back rows that are none.
    """
    desk = _desk(source, tools, at=at)
    read = _read(tools, desk, memory, answer)
    if isinstance(read, Failed):
        return read
    if read.alternate:
        # Where the page has moved to is not where its feed is.
        answer = replace(answer, moved_to=None)
    read = _with_further_pages(tools, desk, memory, _through_index(tools, desk, memory, read))
    read = replace(read, parsed=doubt(read.parsed))
    try:
        done = _complete(tools, desk, memory, read)
    except AggregatorError as error:
        return Failed(source=source.key, at=answer.at, why=str(error), status=answer.status)
    return Taken(
        answer=answer,
        body_hash=_hash(answer),
        parsed=replace(read.parsed, alarms=(*read.parsed.alarms, *done.alarms)),
        items=tuple(one.made for one in done.refined if isinstance(one.made, Item)),
        refused=tuple(one.made for one in done.refined if isinstance(one.made, Refused)),
        shingles={one.made.raw_hash: one.shingles for one in done.refined},
        searched={one.made.raw_hash: one.searched for one in done.refined if one.searched},
        missed=done.missed,
        late=frozenset(done.late),
        lacking=tuple(done.lacking),
        files=frozenset(done.files),
        not_before=done.not_before,
        is_full=done.is_full,
        undated=tuple(one.undated for one in done.refined if one.undated),
        ahead=tuple(one.ahead for one in done.refined if one.ahead),
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
    for number in range(2, desk.source.page.pages + 1):
        if further is None:
            break
        more = _further(tools, desk, memory, further)
        if isinstance(more, Failed):
            told = f"page {number} of the list was not read and will be tried again: {more.why}"
            parsed = replace(parsed, faults=(*parsed.faults, told), complete=False)
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


def _further(tools: Tools, desk: Desk, memory: Memory, link: str) -> Read | Failed:
    """Return a further page of a list, or why it is not there."""
    if not _goes_on(tools, desk):
        return Failed(source=desk.source.key, at=tools.clock(), why="the poll has taken too long")
    answer = tools.fetcher.get(_request(desk.source, link))
    return answer if isinstance(answer, Failed) else _read(tools, desk, memory, answer)


def _request(source: Source, url: str, validators: Validators = Validators()) -> Request:
    return Request(
        source=source.key,
        url=url,
        validators=validators,
        access=source.access,
        respect_robots=source.respect_robots,
        part=url != source.url,
        page=source.kind == "page",
    )


def _complete(tools: Tools, desk: Desk, memory: Memory, read: Read) -> Completed:
    """Return the items of a feed, or a list page's, completed from their articles' pages."""
    done = completed(
        read.parsed,
        articles.Tools(
            ask=lambda entry, link: _article(tools, desk, entry, link),
            alone=lambda alone: tools.workers.run(reading.entries, alone, desk=desk),
            goes_on=lambda: _goes_on(tools, desk),
            limits=tools.limits.articles,
        ),
        desk=desk,
        waiting=memory.deferred,
        first_poll=memory.first_poll,
    )
    done.refined = [*read.refined, *done.refined]
    return done


def _goes_on(tools: Tools, desk: Desk) -> bool:
    """Say whether the poll may take longer: a slow server must not keep a source's place for hours."""
    return tools.clock() - desk.at < tools.limits.poll


def _article(tools: Tools, desk: Desk, entry: Entry, link: str) -> ReadArticle | Failed:
    """Return the item of an entry and its article's page, or why it cannot be had."""
    answer = tools.fetcher.get(_request(desk.source, link))
    if isinstance(answer, Failed):
        return answer
    said = {"url": answer.url, "content_type": answer.content_type}
    try:
        return tools.workers.run(reading.article, entry, answer.body, **said, desk=desk)
    except Withheld as error:
        why = f"{words.place(link, None if answer.url == link else answer.url)} {error}"
        return Failed(source=desk.source.key, at=answer.at, why=why, status=error.status)
    except AggregatorError as error:
        return Failed(source=desk.source.key, at=answer.at, why=str(error))


def _hash(answer: Fetched) -> str:
    return hashlib.sha256(answer.body).hexdigest()
