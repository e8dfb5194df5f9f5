"""Keeps what items said before they were edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, literal, select

from aggregator.store.chunks import chunks
from aggregator.store.moment import Moment
from aggregator.store.schema import item, revision


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """What an item said until it was edited; ``until`` is when we saw the edit."""

    until: datetime
    title: str
    html: str
    text: str
    summary: str
    link: str | None
    updated: datetime | None


def remember(connection: Connection, ids: Sequence[str], *, until: datetime, most: int) -> None:
    """Keep what the items say now, before they are changed; of each, the latest ``most`` revisions stay."""
    copied = (item.c.title, item.c.html, item.c.text, item.c.summary, item.c.link, item.c.updated_at)
    names = ["item", "until", *(column.name for column in copied), "fingerprint"]
    for chunk in chunks(ids):
        now = select(item.c.id, literal(until, Moment), *copied, item.c.fingerprint).where(
            item.c.id.in_(chunk)
        )
        connection.execute(revision.insert().from_select(names, now))
    for one in ids:
        newest = select(revision.c.id).where(revision.c.item == one).order_by(revision.c.id.desc())
        kept = list(connection.execute(newest.limit(most)).scalars())
        connection.execute(delete(revision).where(revision.c.item == one, revision.c.id.not_in(kept)))


def of(connection: Connection, identity: str) -> list[Revision]:
    """Return what an item said before, the latest first."""
    rows = connection.execute(
        select(revision).where(revision.c.item == identity).order_by(revision.c.id.desc())
    )
    return [
        Revision(
            until=row.until,
            title=row.title,
            html=row.html,
            text=row.text,
            summary=row.summary,
            link=row.link,
            updated=row.updated_at,
        )
        for row in rows
    ]
