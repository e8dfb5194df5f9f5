"""What is kept: items, what was decided about them, and the stories that they tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as calendar_day
from datetime import datetime, tzinfo
from typing import Literal

from aggregator.model.entries import Enclosure, Evidence, Image


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
    enclosures: tuple[Enclosure, ...] = ()

    @property
    def date(self) -> datetime:
        """The date to show and to order by: when it was published, else when it was first seen."""
        return self.published.at if self.published else self.first_seen

    def day(self, zone: tzinfo) -> calendar_day:
        """Return the calendar day to show in ``zone``; a date without a time is that day everywhere."""
        if self.published and self.published.precision == "day":
            return self.published.at.date()
        return self.date.astimezone(zone).date()


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """An entry that does not get in, and why in words."""

    raw_hash: str
    why: str


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
    """One visit to a source and what came of it; ``counts`` has a number for each ``Kind``.

    It is ``put off`` where the host wants a rest: the source was not asked, and nothing is logged of it.
    """

    source: str
    at: datetime
    outcome: Literal["fetched", "unchanged", "failed", "put off"]
    next_at: datetime
    seconds: float
    status: int | None = None
    counts: Mapping[Kind, int] = field(default_factory=dict)
    error: str | None = None
    faults: tuple[str, ...] = ()
