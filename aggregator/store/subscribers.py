"""Keeps who receives digests, and on whose word.

``pending → active → unsubscribed``, ``suspended`` or ``erased``. Only their own confirmation makes
an address active that was not; only the operator restores one that is suspended.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, or_, select, update

from aggregator.errors import UsageError
from aggregator.model import ANYTHING, Consent, Preferences, Subscriber
from aggregator.store import schema
from aggregator.store.among import among, listed
from aggregator.store.schema import AnyRow, subscriber

_COLUMNS = tuple(
    getattr(subscriber.c, name) for name in ("id", "address", "name", "state", "since", "preferences", "why")
)


def add(connection: Connection, new: Subscriber, *, consent: Consent | str) -> None:
    """Add a subscriber; raises ``UsageError`` where the address is there, in whatever state.

    An address that has unsubscribed is not revived by being added once more. A consent of one line is
    one that the operator states.
    """
    there = find(connection, new.address)
    if there is not None:
        raise UsageError(f"{new.address} is on the list already ({there.state}); nothing was changed")
    if isinstance(consent, str):
        consent = Consent(at=new.since, text=consent, form="operator")
    connection.execute(
        subscriber.insert().values(
            id=new.id,
            address=new.address,
            name=new.name,
            state=new.state,
            since=new.since,
            why=new.why,
            preferences=as_json(new.preferences),
            **_agreed(consent),
        )
    )


def listing(
    connection: Connection, *, state: str | None = None, after: str = "", limit: int | None = None
) -> list[Subscriber]:
    """Return the subscribers by address, or those in one state: at most ``limit``, from ``after`` on."""
    query = select(*_COLUMNS).where(subscriber.c.address > after).order_by(subscriber.c.address).limit(limit)
    if state is not None:
        query = query.where(subscriber.c.state == state)
    return [_subscriber(row) for row in connection.execute(query)]


def get(connection: Connection, subscriber_id: str) -> Subscriber | None:
    """Return a subscriber by id, or ``None``."""
    row = connection.execute(select(*_COLUMNS).where(subscriber.c.id == subscriber_id)).one_or_none()
    return _subscriber(row) if row else None


def find(connection: Connection, address: str) -> Subscriber | None:
    """Return the subscriber of an address, however its letters are written, or ``None``."""
    query = select(*_COLUMNS).where(_is(address)).order_by(subscriber.c.since).limit(1)
    row = connection.execute(query).one_or_none()
    return _subscriber(row) if row else None


def activate(
    connection: Connection,
    subscriber_id: str,
    *,
    consent: Consent,
    preferences: Preferences = ANYTHING,
    at: datetime,
) -> bool:
    """Let a person receive mail on their own word; return whether that was theirs to say.

    A suspended or erased subscription is not revived so.
    """
    changed = update(subscriber).where(
        subscriber.c.id == subscriber_id, subscriber.c.state.in_(("pending", "active", "unsubscribed"))
    )
    values = {"state": "active", "since": at, "why": None, "preferences": as_json(preferences)}
    return connection.execute(changed.values(**values, **_agreed(consent))).rowcount > 0


def unsubscribe(connection: Connection, subscriber_id: str, *, at: datetime, why: str | None = None) -> bool:
    """End a subscription; return whether there is such a subscriber. Doing it twice changes nothing."""
    active = update(subscriber).where(
        subscriber.c.id == subscriber_id, subscriber.c.state.in_(("pending", "active", "suspended"))
    )
    connection.execute(active.values(state="unsubscribed", since=at, why=why))
    return get(connection, subscriber_id) is not None


def suspend(
    connection: Connection, *, at: datetime, why: str, subscriber_id: str = "", value: str = ""
) -> int:
    """Stop mail to one subscriber, or to all whom a suppression's ``value`` names; return to how many."""
    chosen = _named(value) if value else subscriber.c.id == subscriber_id
    active = update(subscriber).where(chosen, subscriber.c.state.in_(("pending", "active")))
    return connection.execute(active.values(state="suspended", since=at, why=why)).rowcount


_INACTIVE = select(subscriber.c.id).where(among(subscriber.c.id, "ids"), subscriber.c.state != "active")


def inactive(connection: Connection, subscriber_ids: Sequence[str]) -> set[str]:
    """Return those of some subscribers who receive no mail any more."""
    return set(connection.execute(_INACTIVE, {"ids": listed(subscriber_ids)}).scalars())


def restore(connection: Connection, subscriber_id: str, *, at: datetime) -> bool:
    """Undo a suspension, its score with it; return whether there was one."""
    suspended = update(subscriber).where(subscriber.c.id == subscriber_id, subscriber.c.state == "suspended")
    return (
        connection.execute(
            suspended.values(state="active", since=at, why=None, score=0.0, scored_at=None)
        ).rowcount
        > 0
    )


def prefer(connection: Connection, subscriber_id: str, preferences: Preferences) -> None:
    """Keep what a subscriber wants from now on."""
    connection.execute(
        update(subscriber).where(subscriber.c.id == subscriber_id).values(preferences=as_json(preferences))
    )


def move(connection: Connection, subscriber_id: str, address: str) -> bool:
    """Give an active subscriber a new address; return ``False`` where it is another subscriber's."""
    other = select(subscriber.c.id).where(_is(address), subscriber.c.id != subscriber_id)
    if connection.execute(other).first():
        return False
    moved = update(subscriber).where(subscriber.c.id == subscriber_id, subscriber.c.state == "active")
    return connection.execute(moved.values(address=address, score=0.0, scored_at=None)).rowcount > 0


def erase(connection: Connection, subscriber_id: str, *, at: datetime) -> None:
    """Forget who a subscriber is: of the person only the row's id stays, on which the ledger stands."""
    nameless = f"erased-{subscriber_id}"
    connection.execute(
        update(subscriber)
        .where(subscriber.c.id == subscriber_id)
        .values(
            address=nameless,
            name=None,
            state="erased",
            since=at,
            why=None,
            preferences=None,
            consent="",
            consent_at=None,
            consent_network=None,
            consent_form=None,
            score=0.0,
            scored_at=None,
        )
    )
    mine = schema.delivery.c.subscriber == subscriber_id
    connection.execute(update(schema.delivery).where(mine).values(address=nameless, answer=None))
    for table in (schema.notice, schema.bounce):
        connection.execute(delete(table).where(table.c.subscriber == subscriber_id))


def held(connection: Connection, subscriber_id: str) -> dict[str, list[dict[str, Any]]]:
    """Return every row that is kept of a person, by table."""
    kept = {
        "subscription": select(subscriber).where(subscriber.c.id == subscriber_id),
        "messages": select(schema.delivery).where(schema.delivery.c.subscriber == subscriber_id),
        "notices": select(schema.notice).where(schema.notice.c.subscriber == subscriber_id),
        "returned": select(schema.bounce).where(schema.bounce.c.subscriber == subscriber_id),
    }
    return {name: [dict(row) for row in connection.execute(query).mappings()] for name, query in kept.items()}


def consent_of(connection: Connection, subscriber_id: str) -> Consent | None:
    """Return how a person agreed, ``None`` where there is no such subscriber."""
    row = connection.execute(select(subscriber).where(subscriber.c.id == subscriber_id)).one_or_none()
    if row is None:
        return None
    return Consent(
        at=row.consent_at or row.since,
        text=row.consent,
        form=row.consent_form or "operator",
        network=row.consent_network,
    )


def forget_pending(connection: Connection, *, before: datetime) -> int:
    """Drop who asked and never confirmed; return how many."""
    old = (subscriber.c.state == "pending", subscriber.c.since < before)
    return connection.execute(delete(subscriber).where(*old)).rowcount


def as_json(preferences: Preferences) -> dict[str, Any] | None:
    """Return preferences as they are kept, nothing where nothing is wished."""
    return asdict(preferences) if preferences != ANYTHING else None


def preferences_of(kept: dict[str, Any] | None) -> Preferences:
    """Return preferences out of what was kept."""
    if not kept:
        return ANYTHING
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
    }
    return Preferences(**values)


def _agreed(consent: Consent) -> dict[str, Any]:
    return {
        "consent": consent.text,
        "consent_at": consent.at,
        "consent_network": consent.network,
        "consent_form": consent.form,
    }


def _is(address: str) -> ColumnElement[bool]:
    # Both by the database: SQLite's lower() knows ASCII only, PostgreSQL's knows more.
    return func.lower(subscriber.c.address) == func.lower(address)


def _named(value: str) -> ColumnElement[bool]:
    if not value.startswith("@"):
        return _is(value)
    patterns = (f"%{_escaped(value)}", f"%.{_escaped(value[1:])}")
    return or_(*(func.lower(subscriber.c.address).like(one, escape="\\") for one in patterns))


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _subscriber(row: AnyRow) -> Subscriber:
    return Subscriber(
        id=row.id,
        address=row.address,
        name=row.name,
        state=row.state,
        since=row.since,
        why=row.why,
        preferences=preferences_of(row.preferences),
    )
