"""Keeps whom drafts were sent to for approval, and which of the links in those mails are used."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from aggregator.model import Review
from aggregator.store.desk import review


def asked(connection: Connection, digest: str, due: str, *, since: datetime | None = None) -> set[str]:
    """Return the editors who have been asked to approve the issue of the date ``due``.

    With ``since`` also those whom that was tried with from then on.
    """
    told = review.c.told_at.is_not(None)
    done = told if since is None else or_(told, review.c.at >= since)
    query = select(review.c.editor).where(review.c.digest == digest, review.c.due == due, done)
    return set(connection.execute(query).scalars())


def keep(connection: Connection, new: Review) -> Review:
    """Return the link that is to be mailed: ``new``, or the one that is kept for the same editor and date.

    Its mail may have gone before a kill; then both copies are good.
    """
    same = (review.c.digest == new.digest, review.c.due == new.due, review.c.editor == new.editor)
    known = connection.execute(select(review.c.id).where(*same)).scalar()
    if known is not None:
        connection.execute(update(review).where(review.c.id == known).values(number=new.number, at=new.at))
        return replace(new, id=known)
    connection.execute(
        review.insert().values(
            id=new.id, digest=new.digest, number=new.number, due=new.due, editor=new.editor, at=new.at
        )
    )
    return new


def told(connection: Connection, identity: str, *, at: datetime) -> None:
    """Write down that a link's mail was taken."""
    connection.execute(update(review).where(review.c.id == identity).values(told_at=at))


def get(connection: Connection, identity: str) -> Review | None:
    """Return a link by its id, or ``None``."""
    row = connection.execute(select(review).where(review.c.id == identity)).mappings().one_or_none()
    if row is None:
        return None
    names = ("id", "digest", "number", "due", "editor", "at", "used_at")
    return Review(**{name: row[name] for name in names})


def use(connection: Connection, identity: str, *, at: datetime) -> bool:
    """Mark a link as used; return ``False`` where it was before, or is not there."""
    unused = update(review).where(review.c.id == identity, review.c.used_at.is_(None))
    return connection.execute(unused.values(used_at=at)).rowcount > 0
