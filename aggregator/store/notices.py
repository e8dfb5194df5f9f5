"""Keeps the mails that people asked the public pages for, and how often they asked.

``queued → sending → sent``, then ``used`` once it is confirmed; or ``failed``.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select, update

from aggregator.model import Consent, Notice
from aggregator.store.schema import AnyRow, asked, notice
from aggregator.store.subscribers import as_json, preferences_of

_USABLE = ("queued", "sending", "sent")


def queue(connection: Connection, new: Notice) -> None:
    """Keep a notice that is to go; what waits to go to the same address for the same end goes no more."""
    older = (notice.c.subscriber == new.subscriber, notice.c.kind == new.kind, notice.c.state == "queued")
    connection.execute(delete(notice).where(*older))
    consent = new.consent
    connection.execute(
        notice.insert().values(
            id=new.id,
            kind=new.kind,
            subscriber=new.subscriber,
            address=new.address,
            at=new.at,
            consent=consent.text if consent else None,
            consent_network=consent.network if consent else None,
            consent_form=consent.form if consent else None,
            preferences=as_json(new.preferences),
            state="queued",
            attempts=0,
        )
    )


def get(connection: Connection, notice_id: str) -> Notice | None:
    """Return a notice by id, or ``None``."""
    row = connection.execute(select(notice).where(notice.c.id == notice_id)).one_or_none()
    return _notice(row) if row else None


def use(connection: Connection, notice_id: str) -> bool:
    """Mark a notice as confirmed; return ``False`` where it was before, or is not there."""
    usable = update(notice).where(notice.c.id == notice_id, notice.c.state.in_(_USABLE))
    return connection.execute(usable.values(state="used")).rowcount > 0


def claim(connection: Connection, *, at: datetime, until: datetime, limit: int) -> list[Notice]:
    """Take notices that may go now; who takes them has until ``until`` to say what became of them.

    One whose sender died goes again: a second copy of a link does no harm, a lost one does.
    """
    chosen = select(notice).where(_ready(at)).order_by(notice.c.at).limit(limit)
    found = [_notice(row) for row in connection.execute(chosen)]
    ids = [one.id for one in found]
    connection.execute(update(notice).where(notice.c.id.in_(ids)).values(state="sending", next_at=until))
    return found


def is_due(connection: Connection, *, at: datetime) -> bool:
    """Return whether a notice may go now."""
    return connection.execute(select(notice.c.id).where(_ready(at)).limit(1)).first() is not None


def settle(
    connection: Connection, notice_id: str, *, state: str, answer: str, next_at: datetime | None
) -> None:
    """Write down what became of a notice; one that was confirmed meanwhile stays so."""
    mine = update(notice).where(notice.c.id == notice_id, notice.c.state == "sending")
    connection.execute(
        mine.values(state=state, answer=answer, next_at=next_at, attempts=notice.c.attempts + 1)
    )


def may_ask(
    connection: Connection, bounds: Mapping[str, tuple[tuple[int, timedelta], ...]], *, at: datetime
) -> bool:
    """Note that each key asked at this time, and return whether all are within their bounds.

    ``bounds`` holds for each key how many times it may ask within which span.
    """
    within = all(
        _count(connection, key, since=at - span) < most
        for key, spans in bounds.items()
        for most, span in spans
    )
    if within:
        connection.execute(asked.insert(), [{"key": key, "at": at} for key in bounds])
    return within


def forget(connection: Connection, *, before: datetime) -> int:
    """Drop what is older than ``before``; return how many rows went."""
    gone = connection.execute(delete(asked).where(asked.c.at < before)).rowcount
    return gone + connection.execute(delete(notice).where(notice.c.at < before)).rowcount


def _ready(at: datetime) -> ColumnElement[bool]:
    due = or_(notice.c.next_at.is_(None), notice.c.next_at <= at)
    return and_(notice.c.state.in_(("queued", "sending")), due)


def _count(connection: Connection, key: str, *, since: datetime) -> int:
    query = select(func.count()).select_from(asked).where(asked.c.key == key, asked.c.at > since)
    return connection.execute(query).scalar_one()


def _notice(row: AnyRow) -> Notice:
    values: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("id", "kind", "subscriber", "address", "at", "state", "attempts", "answer")
    }
    consent = (
        Consent(at=row.at, text=row.consent, network=row.consent_network, form=row.consent_form or "")
        if row.consent is not None
        else None
    )
    return Notice(**values, consent=consent, preferences=preferences_of(row.preferences))
