"""Divides all news into archive documents (RFC 5005 §4), in the order in which they came.

A month's news fill one document after the other. One that is full never changes; those that fill none yet
stand in the feed itself. When the next month's first news come, the month's last document is closed. A
document holds the stories that its news tell; a story that others tell later stands in theirs once more.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection

from aggregator import store

SIZE: Final = 100
"""News in an archive document. It must never change: the documents' addresses count by it."""

_FIRST_YEAR: Final = 2000
_KEY: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])-(\d{1,6})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Archived:
    """An archive document: news of a month, with its number among the month's documents, from 1."""

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
    full = _count(connection, last) // SIZE
    behind = _document(connection, last, full + 1)
    if full:
        return Archived(year=last.year, month=last.month, number=full), behind
    return _month_before(connection, last), behind


def volume(connection: Connection, key: str) -> Volume | None:
    """Return an archive document by its key, ``None`` where there is none or it is not full yet."""
    found, last = _KEY.fullmatch(key), store.stories.last_arrival(connection)
    if found is None or last is None:
        return None
    year, month, number = map(int, found.groups())
    if not _FIRST_YEAR <= year <= last.year or number < 1 or key != f"{year:04}-{month:02}-{number}":
        return None
    month_start = _start(year, month)
    documents = _documents(connection, month_start, last)
    if number > documents:
        return None
    within = Archived(year=year, month=month, number=number)
    return Volume(
        stories=tuple(_document(connection, month_start, number)),
        before=replace(within, number=number - 1) if number > 1 else _month_before(connection, month_start),
        after=replace(within, number=number + 1)
        if number < documents
        else _month_after(connection, month_start, last),
    )


def _documents(connection: Connection, month: datetime, last: datetime) -> int:
    """Return how many documents a month has; those of the last month must be full."""
    count = _count(connection, month)
    is_open = (month.year, month.month) == (last.year, last.month)
    return count // SIZE if is_open else -(-count // SIZE)


def _month_before(connection: Connection, month: datetime) -> Archived | None:
    """Return the last document before a month."""
    found = store.stories.last_arrival(connection, before=_start(month.year, month.month))
    if found is None:
        return None
    number = -(-_count(connection, found) // SIZE)
    return Archived(year=found.year, month=found.month, number=number)


def _month_after(connection: Connection, month: datetime, last: datetime) -> Archived | None:
    """Return the first document after a month, where there is one."""
    found = store.stories.first_arrival(connection, since=_end(month.year, month.month))
    if found is None or not _documents(connection, found, last):
        return None
    return Archived(year=found.year, month=found.month, number=1)


def _count(connection: Connection, month: datetime) -> int:
    since, until = _start(month.year, month.month), _end(month.year, month.month)
    return store.stories.count_arrived(connection, since=since, until=until)


def _document(connection: Connection, month: datetime, number: int) -> list[str]:
    since, until = _start(month.year, month.month), _end(month.year, month.month)
    offset = (number - 1) * SIZE
    return store.stories.arrived(connection, since=since, until=until, offset=offset, limit=SIZE)


def _start(year: int, month: int) -> datetime:
    return datetime(year, month, 1, tzinfo=UTC)


def _end(year: int, month: int) -> datetime:
    return _start(year + month // 12, month % 12 + 1)
