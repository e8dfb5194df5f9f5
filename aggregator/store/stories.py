"""Finds stories as readers leaf through them: by date, by society, topic or language, and by arrival."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Literal

from sqlalchemy import ColumnElement, Connection, String, and_, cast, func, literal, or_, select

from aggregator.model import Item
from aggregator.store import items
from aggregator.store.schema import item

_AT_ONCE = 500
"""Rows that are fetched at once while stories are counted off."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """Which stories: those with a voice of a society, on a topic, in a language; without a key all."""

    by: Literal["society", "topic", "language"] | None = None
    key: str = ""


ALL = Chosen()
"""All the news."""


def newest(
    connection: Connection, *, limit: int, offset: int = 0, chosen: Chosen = ALL
) -> list[tuple[str, list[Item]]]:
    """Return ``limit`` stories that are news, after the ``offset`` newest, each with all its items.

    A story stands where the newest of its chosen voices does. Its items are counted off by an index,
    so that the newest stories cost the same however many there are.
    """
    rows = connection.execute(
        select(item.c.story)
        .where(item.c.news, _condition(chosen))
        .order_by(item.c.date.desc(), item.c.story)
        .execution_options(yield_per=_AT_ONCE)
    ).scalars()
    with rows:
        found = list(islice(_distinct(rows), offset, offset + limit))
    return items.stories(connection, found)


def languages(connection: Connection) -> list[str]:
    """Return the languages of all news, as they are tagged."""
    query = select(item.c.language).where(item.c.news, item.c.language.is_not(None)).distinct()
    return sorted(connection.execute(query).scalars())


def existing(connection: Connection, stories: Sequence[str]) -> set[str]:
    """Return those of ``stories`` that are there and are news."""
    query = select(item.c.story).where(item.c.news, item.c.story.in_(stories)).distinct()
    return set(connection.execute(query).scalars())


def last_arrival(connection: Connection, *, before: datetime | None = None) -> datetime | None:
    """Return when the last news came, of all or of those ``before`` a time."""
    query = select(func.max(item.c.first_seen)).where(item.c.news)
    if before is not None:
        query = query.where(item.c.first_seen < before)
    return connection.execute(query).scalar()


def first_arrival(connection: Connection, *, since: datetime) -> datetime | None:
    """Return when the first news came from a time on."""
    query = select(func.min(item.c.first_seen)).where(item.c.news, item.c.first_seen >= since)
    return connection.execute(query).scalar()


def count_arrived(connection: Connection, *, since: datetime, until: datetime) -> int:
    """Return how many news came in a span of time."""
    query = select(func.count()).where(item.c.news, item.c.first_seen >= since, item.c.first_seen < until)
    return connection.execute(query).scalar_one()


def arrived(
    connection: Connection, *, since: datetime, until: datetime, offset: int = 0, limit: int
) -> list[str]:
    """Return the stories of ``limit`` news that came in a span of time, after the ``offset`` first.

    Whatever comes later stands behind; only polls that overlap may come to stand in each other's place.
    """
    query = (
        select(item.c.story)
        .where(item.c.news, item.c.first_seen >= since, item.c.first_seen < until)
        .order_by(item.c.first_seen, item.c.id)
        .offset(offset)
        .limit(limit)
    )
    return list(dict.fromkeys(connection.execute(query).scalars()))


def _condition(chosen: Chosen) -> ColumnElement[bool]:
    match chosen.by:
        case "society":
            return item.c.society == chosen.key
        case "topic":
            # Keys hold nothing that JSON or LIKE would read otherwise.
            return cast(item.c.topics, String).like(f'%"{chosen.key}"%')
        case "language":
            return or_(item.c.language == chosen.key, item.c.language.like(f"{chosen.key}-%"))
    return and_(literal(value=True))


def _distinct(rows: Iterator[str]) -> Iterator[str]:
    seen: set[str] = set()
    for row in rows:
        if row not in seen:
            seen.add(row)
            yield row
