"""The values that travel down the straight line, one for each stage, named by what was done to it.

All are frozen and keyword-only; every ``datetime`` is aware and in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

# ── who speaks, and where ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Society:
    """An organisation that speaks; a section of the digest."""

    key: str
    name: str
    acronym: str
    url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """A label given to items whose title or text holds one of the words of ``match``."""

    key: str
    name: str
    match: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleRule:
    """CSS selectors for an article page; what is ``None`` is found without a selector."""

    body: str | None = None
    title: str | None = None
    date: str | None = None
    author: str | None = None
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PageRule:
    """CSS selectors for a list page, relative to each ``item``; what is ``None`` is found without one."""

    item: str | None = None
    title: str | None = None
    link: str | None = None
    date: str | None = None
    summary: str | None = None
    image: str | None = None
    article: ArticleRule = ArticleRule()


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One address that is polled; ``key`` stays when the address changes."""

    key: str
    society: str
    kind: Literal["feed", "page"]
    url: str
    interval: timedelta = timedelta(hours=1)
    backlog: timedelta = timedelta(days=14)
    language: str | None = None
    timezone: str | None = None
    date_format: str | None = None
    topics: tuple[str, ...] = ()
    page: PageRule = PageRule()


# ── fetch ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Validators:
    """What a server said to ask with next time (RFC 9110 §8.8), kept exactly as it came."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One address to be fetched on behalf of a source."""

    source: str
    url: str
    validators: Validators = Validators()


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """A body that came back; ``url`` is the final address, ``content_type`` the raw header."""

    source: str
    at: datetime
    url: str
    status: int
    body: bytes
    content_type: str | None = None
    validators: Validators = Validators()


@dataclass(frozen=True, kw_only=True, slots=True)
class Unchanged:
    """The server said that nothing has changed (304), or sent the same bytes as last time."""

    source: str
    at: datetime
    status: int
    validators: Validators = Validators()


@dataclass(frozen=True, kw_only=True, slots=True)
class Failed:
    """A stage could not do its work; ``why`` is one sentence that an operator can act on."""

    source: str
    at: datetime
    why: str
    status: int | None = None
    retry_at: datetime | None = None


# ── parse ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A string as the source gave it, and whether it said that it is markup."""

    value: str
    kind: Literal["text", "html"] = "text"


Evidence = Literal["entry", "article", "list page", "first seen"]
"""Where a date was found: the feed's entry, the article's page, the list page, or nowhere."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stamp:
    """A date as the source wrote it, not yet read."""

    text: str
    evidence: Evidence


@dataclass(frozen=True, kw_only=True, slots=True)
class Image:
    """A picture that belongs to an entry; sizes in pixels where the source gave them."""

    url: str
    alt: str | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What a source said, as parsed, nothing added; every field but the hash may be missing.

    ``base`` is the address that relative links in ``summary`` and ``content`` are relative to;
    ``link`` is already absolute. ``dates`` are best first. ``raw_hash`` is a SHA-256 in hex of the
    entry's own bytes (feeds) or of its row (pages), the same as long as those are the same.
    """

    raw_hash: str
    base: str
    guid: str | None = None
    link: str | None = None
    title: Text | None = None
    summary: Text | None = None
    content: Text | None = None
    dates: tuple[Stamp, ...] = ()
    updated: str | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    language: str | None = None
    image: Image | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Parsed:
    """A document taken apart: its entries that were not seen before, and how many were.

    ``known`` counts the entries whose raw hash was among those seen; ``faults`` are sentences
    about what was wrong with a document that could be read all the same.
    """

    entries: tuple[Entry, ...]
    known: int = 0
    title: str | None = None
    link: str | None = None
    language: str | None = None
    faults: tuple[str, ...] = ()


# ── refine ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Dated:
    """A point in time with how exact it is and where it was found."""

    at: datetime
    precision: Literal["day", "second"]
    evidence: Evidence


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A refined entry: clean HTML, plain text, true link and date; kept for good.

    ``id`` is a ``tag:`` URI (RFC 4151). ``html`` holds only harmless markup with absolute links;
    ``text`` and ``summary`` are plain. ``canonical`` is the link in the form by which two links
    are compared, ``""`` where there is no link. ``fingerprint`` changes when the content does.
    """

    id: str
    source: str
    society: str
    guid: str | None
    link: str | None
    canonical: str
    title: str
    html: str
    text: str
    summary: str
    published: Dated | None
    updated: datetime | None
    first_seen: datetime
    language: str | None
    topics: tuple[str, ...]
    authors: tuple[str, ...]
    image: Image | None
    fingerprint: str
    raw_hash: str

    @property
    def date(self) -> datetime:
        """The date to show and to order by: when it was published, else when it was first seen."""
        return self.published.at if self.published else self.first_seen


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """An entry that does not get in, and why in words."""

    raw_hash: str
    why: str


# ── recognise ────────────────────────────────────────────────────────────────────────────────────

Kind = Literal["new", "known", "changed", "retold", "backlog"]
"""What an item is to the store; ``retold`` is new here but its story is not, ``backlog`` is new but old."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What was decided about an item; its ``id`` is then the kept one's where it was known."""

    item: Item
    kind: Kind
    story: str
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """Items that tell the same news; ``lead`` is the one to show, ``others`` the further voices."""

    id: str
    lead: Item
    others: tuple[Item, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Poll:
    """One visit to a source and what came of it; ``counts`` has a number for each ``Kind``."""

    source: str
    at: datetime
    outcome: Literal["fetched", "unchanged", "failed"]
    next_at: datetime
    seconds: float
    status: int | None = None
    counts: Mapping[Kind, int] = field(default_factory=dict)
    error: str | None = None
    faults: tuple[str, ...] = ()


# ── digest ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """A story's place in an issue, with the words that are printed."""

    story: str
    item: str
    section: str
    title: str
    html: str
    text: str
    link: str | None
    date: datetime
    dated: bool
    language: str | None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A heading of an issue (a society or a topic) and its articles, in order."""

    key: str
    name: str
    acronym: str | None
    articles: tuple[Article, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Digest:
    """A recurring publication and how its issues are made; ``schedule`` is a cron line in ``timezone``."""

    key: str
    title: str
    timezone: str
    language: str
    intro: str | None = None
    banner: str | None = None
    schedule: str | None = None
    review: bool = False
    sections: Literal["society", "topic"] = "society"
    max_per_section: int = 8


State = Literal["draft", "approved", "frozen", "sending", "sent", "discarded"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Issue:
    """One edition of a digest; ``html`` and ``plain`` are there once it is frozen, and never change then."""

    digest: str
    number: int
    state: State
    at: datetime
    title: str
    language: str
    timezone: str
    intro: str | None
    banner: str | None
    sections: tuple[Section, ...]
    subject: str | None = None
    html: str | None = None
    plain: str | None = None

    @property
    def key(self) -> str:
        """The issue's name in addresses and messages, as ``weekly-12``."""
        return f"{self.digest}-{self.number}"

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles in printed order."""
        return tuple(article for section in self.sections for article in section.articles)


# ── deliver ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscriber:
    """A person's address and whether it may be written to."""

    id: str
    address: str
    name: str | None
    state: Literal["pending", "active", "unsubscribed", "suspended", "erased"]
    since: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One issue on its way to one subscriber."""

    issue: str
    subscriber: str
    address: str
    state: Literal["queued", "sending", "sent", "deferred", "failed", "in doubt"]
    attempts: int
    message_id: str
    answer: str | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """The server took the message; ``answer`` is what it said."""

    answer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Later:
    """The message may go at another time."""

    at: datetime
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Never:
    """The server refused for good."""

    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unknown:
    """The message was handed over, and no answer came."""

    why: str


Outcome = Sent | Later | Never | Unknown
