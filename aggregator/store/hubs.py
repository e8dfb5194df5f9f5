"""Keeps the hubs that sources offer (WebSub), and how far we are with each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from aggregator.store import schema
from aggregator.store.schema import AnyRow

State = Literal["offered", "asked", "active", "refused"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Hub:
    """A hub that tells of news of ``topic``, the source's address as the source itself gives it.

    ``until`` is how long it will tell us, ``next_at`` when to ask it next, ``why`` what it said last
    where it would not.
    """

    source: str
    url: str
    topic: str
    state: State
    next_at: datetime
    until: datetime | None = None
    heard_at: datetime | None = None
    why: str | None = None


def offer(connection: Connection, source: str, url: str | None, topic: str, *, at: datetime) -> None:
    """Remember the hub that a source offers, or that it offers none any more."""
    known = get(connection, source)
    if url is None and known is not None:
        connection.execute(delete(schema.hub).where(schema.hub.c.source == source))
    elif url is not None and (known is None or (known.url, known.topic) != (url, topic)):
        connection.execute(delete(schema.hub).where(schema.hub.c.source == source))
        row = {"source": source, "url": url, "topic": topic, "state": "offered", "next_at": at}
        connection.execute(schema.hub.insert().values(row))


_OF = select(schema.hub).where(schema.hub.c.source == bindparam("source"))


def get(connection: Connection, source: str) -> Hub | None:
    """Return the hub that a source offers, or ``None``."""
    row = connection.execute(_OF, {"source": source}).one_or_none()
    return _hub(row) if row else None


def due(connection: Connection, *, at: datetime) -> list[Hub]:
    """Return the hubs that are to be asked."""
    query = select(schema.hub).where(schema.hub.c.next_at <= at).order_by(schema.hub.c.next_at)
    return [_hub(row) for row in connection.execute(query)]


def settle(
    connection: Connection, hub: Hub, state: State, *, next_at: datetime, why: str | None = None
) -> None:
    """Remember what came of asking a hub, and when to ask it again."""
    changed = update(schema.hub).where(schema.hub.c.source == hub.source)
    connection.execute(changed.values(state=state, next_at=next_at, why=why))


def activate(connection: Connection, hub: Hub, *, until: datetime, next_at: datetime) -> None:
    """Remember that a hub has begun to tell us, for how long, and when to ask it to go on."""
    changed = update(schema.hub).where(schema.hub.c.source == hub.source)
    connection.execute(changed.values(state="active", until=until, next_at=next_at, why=None))


def heard(connection: Connection, hub: Hub, *, at: datetime, gap: timedelta) -> bool:
    """Have a source polled now that its hub told of it; ``False`` where it did so within ``gap`` before."""
    table = schema.hub
    quiet = or_(table.c.heard_at.is_(None), table.c.heard_at <= at - gap)
    told = update(table).where(table.c.source == hub.source, quiet).values(heard_at=at)
    if not connection.execute(told).rowcount:
        return False
    sources = schema.source
    later = update(sources).where(sources.c.key == hub.source, sources.c.next_at > at)
    connection.execute(later.values(next_at=at))
    return True


def _hub(row: AnyRow) -> Hub:
    return Hub(
        source=row.source,
        url=row.url,
        topic=row.topic,
        state=row.state,
        next_at=row.next_at,
        until=row.until,
        heard_at=row.heard_at,
        why=row.why,
    )
