"""Divides all stories into archive documents (RFC 5005 §4), in the order in which they came.

A month's arrivals fill one document after the other. One that is full never changes; those that fill none
yet stand in the feed itself. When the next month's first story comes, the month's last document is closed.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection

from aggregator import store

SIZE: Final = 100
"""Stories in an archive document. It must never change: the documents' addresses count by it."""

_FIRST_YEAR: Final = 2000
_KEY: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])-(\d{1,6})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Archived:
    """An archive document: the stories of a month with their number among its documents, from 1."""

    year: int
    month: int
    number: int

    @property
    def key(self) -> str:
        """Its name in addresses, as ``2026-11-1``."""
        return f"{self.year:04}-{self.month:02}-{self.number}"

    @property
    def path(self) -> str:
        """Where it lies on the site."""
        return f"archive/{self.key}/feed.xml"


@dataclass(frozen=True, kw_only=True, slots=True)
class Volume:
    """An archive document's stories, and the documents before and after it."""

    stories: tuple[str, ...]
    before: Archived | None
    after: Archived | None


def latest(connection: Connection) -> tuple[Archived | None, list[str]]:
    """Return the newest archive document that is full, and the stories that have come since."""
    last = store.stories.last_arrival(connection)
    if last is None:
        return None, []
    stories = _arrived(connection, last.year, last.month)
    full = len(stories) // SIZE
    newest = (
        Archived(year=last.year, month=last.month, number=full) if full else _month_before(connection, last)
    )
    return newest, stories[full * SIZE :]


def volume(connection: Connection, key: str) -> Volume | None:
    """Return an archive document by its key, ``None`` where there is none or it is not full yet."""
    found, last = _KEY.fullmatch(key), store.stories.last_arrival(connection)
    if found is None or last is None:
        return None
    year, month, number = map(int, found.groups())
    if not _FIRST_YEAR <= year <= last.year or number < 1 or key != f"{year:04}-{month:02}-{number}":
        return None
    stories = _arrived(connection, year, month)
    is_open = (year, month) == (last.year, last.month)
    documents = len(stories) // SIZE if is_open else -(-len(stories) // SIZE)
    if number > documents:
        return None
    here = datetime(year, month, 1, tzinfo=UTC)
    return Volume(
        stories=tuple(stories[(number - 1) * SIZE : number * SIZE]),
        before=Archived(year=year, month=month, number=number - 1)
        if number > 1
        else _month_before(connection, here),
        after=Archived(year=year, month=month, number=number + 1)
        if number < documents
        else _month_after(connection, here),
    )


def _month_before(connection: Connection, month: datetime) -> Archived | None:
    """Return the last document before a month."""
    start: datetime | None = month
    while start is not None:
        start = store.stories.last_arrival(connection, before=_start(start.year, start.month))
        if start is not None and (stories := _arrived(connection, start.year, start.month)):
            return Archived(year=start.year, month=start.month, number=-(-len(stories) // SIZE))
    return None


def _month_after(connection: Connection, month: datetime) -> Archived | None:
    """Return the first document after a month, where it is full."""
    last = store.stories.last_arrival(connection)
    assert last is not None
    end: datetime | None = _end(month.year, month.month)
    while end is not None:
        end = store.stories.first_arrival(connection, since=end)
        if end is not None and (stories := _arrived(connection, end.year, end.month)):
            is_open = (end.year, end.month) == (last.year, last.month)
            full = len(stories) >= SIZE or not is_open
            return Archived(year=end.year, month=end.month, number=1) if full else None
        end = _end(end.year, end.month) if end is not None else None
    return None


def _arrived(connection: Connection, year: int, month: int) -> list[str]:
    return store.stories.arrived(connection, since=_start(year, month), until=_end(year, month))


def _start(year: int, month: int) -> datetime:
    return datetime(year, month, 1, tzinfo=UTC)


def _end(year: int, month: int) -> datetime:
    return _start(year + month // 12, month % 12 + 1)
