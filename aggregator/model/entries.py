"""What a source said, taken apart and nothing added."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A string as the source gave it, and whether it said that it is markup."""

    value: str
    kind: Literal["text", "html"] = "text"


Evidence = Literal["entry", "article", "list page", "guess", "first seen"]
"""Where a date was found: the feed's entry, the article's page, the list page, what is around an article but
not called its date, or nowhere.
"""


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
class Enclosure:
    """A file that goes with an entry: its address, media type and bytes, as far as the source says."""

    url: str
    type: str | None = None
    length: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What a source said, as parsed, nothing added; every field but the hash may be missing.

    ``base`` is the address that relative links in ``summary`` and ``content`` are relative to;
    ``link`` is already absolute. ``dates`` are best first. ``raw_hash`` is a SHA-256 in hex of the
    entry's own bytes (feeds) or of its row (pages), the same as long as those are the same.
    ``group`` is the heading under which it stood, on pages that have such; ``alarms`` say which
    selectors for an article find nothing on its page. ``captions`` are what it says of its pictures,
    which may stand as its summary or content as well.
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
    enclosures: tuple[Enclosure, ...] = ()
    group: str | None = None
    alarms: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()

    @property
    def updates(self) -> tuple[Stamp, ...]:
        """When it was updated, as far as it says; Atom and JSON Feed may say nothing else of its age."""
        return (Stamp(text=self.updated, evidence="entry"),) if self.updated else ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """When a source wants to be visited.

    ``interval`` is how long to wait at least between two visits; ``skip_hours`` (0 to 23, UTC) and
    ``skip_days`` (0 is Monday) are when not to come.
    """

    interval: timedelta | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Imprint:
    """What a feed says of itself: its id (Atom's), its title, and the page that it belongs to."""

    id: str | None = None
    title: str | None = None
    link: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Parsed:
    """A document taken apart: its entries that were not seen before, and how many were.

    ``known`` counts the entries whose raw hash was among those seen, and those that repeat another
    of the same document; ``standing`` are the raw hashes of the former. ``faults`` are sentences about
    what was wrong with a document that could be read all the same. ``complete`` is false where there is
    more than was read (a document cut off, or more entries than are taken at once): then it must be
    asked for again in full.
    ``alarms`` say which selectors of the source's rule find nothing on the page any more.

    ``hub`` is the WebSub hub that would tell of news of ``topic``, the feed's own address as it says
    itself, ``next`` the address of a list's next page.
    """

    entries: tuple[Entry, ...]
    known: int = 0
    standing: frozenset[str] = frozenset()
    id: str | None = None
    title: str | None = None
    link: str | None = None
    language: str | None = None
    faults: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    complete: bool = True
    wishes: Wishes = Wishes()
    hub: str | None = None
    topic: str | None = None
    next: str | None = None

    @property
    def imprint(self) -> Imprint:
        """What it says of itself."""
        return Imprint(id=self.id, title=self.title, link=self.link)
