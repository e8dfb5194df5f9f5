"""Reads what was fetched as far as items: the part of the line that runs in workers.

::

    bytes → PARSE → REFINE → items
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator import parse
from aggregator.model import Entry, Item, Parsed, Refused, Society, Source, Topic
from aggregator.recognise import shingles
from aggregator.refine import dates, refine
from aggregator.refine.searchable import Searched, searched
from aggregator.refine.speaker import speaker


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What reading a source takes: its rules, those of the site, and ``at``, the time of the poll.

    ``authority`` is the host in whose name new items get their ids.
    """

    source: Source
    topics: Sequence[Topic]
    societies: Sequence[Society]
    authority: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What a document said: ``parsed`` without the entries that are refined already, in ``refined``.

    It is an ``alternate`` where a page that came in its place named it.
    """

    parsed: Parsed
    refined: "tuple[Refined, ...]" = ()
    alternate: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Refined:
    """What came of an entry, the shingles of its text, by which stories are told, and its words to search.

    ``undated`` is a date that the entry says and that could not be read, ``ahead`` one that lies ahead.
    """

    made: Item | Refused
    shingles: tuple[int, ...] = ()
    searched: Searched | None = None
    undated: str | None = None
    ahead: str | None = None


def feed(body: bytes, *, url: str, content_type: str | None, seen: frozenset[str], desk: Desk) -> Read:
    """Return the unseen items of a feed; raises ``NotAFeed`` where it is none."""
    parsed = parse.feed(body, url=url, content_type=content_type, seen=seen)
    return Read(parsed=replace(parsed, entries=()), refined=entries(parsed.entries, desk=desk))


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadArticle:
    """A list page's entry, refined with its article's page; ``alarms`` tell what was not found on that.

    It ``is_page`` where the article is one, and no PDF or picture, of which nothing is read.
    """

    refined: Refined
    alarms: tuple[str, ...]
    is_page: bool


def article(entry: Entry, body: bytes, *, url: str, content_type: str | None, desk: Desk) -> ReadArticle:
    """Return a list page's entry as an item, completed from its article's page."""
    complete = parse.article(entry, body, url=url, content_type=content_type, rule=desk.source.page.article)
    is_page = parse.is_page(content_type)
    return ReadArticle(refined=_item(complete, desk), alarms=complete.alarms, is_page=is_page)


def entries(given: Sequence[Entry], *, desk: Desk) -> tuple[Refined, ...]:
    """Return entries, as they are, as items."""
    return tuple(_item(entry, desk) for entry in given)


def _item(entry: Entry, desk: Desk) -> Refined:
    refined = refine(entry, source=desk.source, topics=desk.topics, authority=desk.authority, at=desk.at)
    if isinstance(refined, Refused):
        return Refined(made=refined)
    society = speaker(entry.group, societies=desk.societies, default=desk.source.society)
    cut = shingles(refined.text) if desk.source.stories else ()
    ahead = undated = None
    if entry.dates and refined.published is None:
        customs = dates.Customs.of(desk.source, declared=entry.language)
        ahead = dates.ahead(entry.dates, at=desk.at, customs=customs)
        undated = None if ahead else entry.dates[0].text
    made = refined if society == refined.society else replace(refined, society=society)
    words = searched(refined.title, refined.text)
    return Refined(made=made, shingles=cut, searched=words, undated=undated, ahead=ahead)
