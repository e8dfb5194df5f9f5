"""Keeps who receives digests, and on whose word."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from aggregator.errors import UsageError
from aggregator.model import Subscriber
from aggregator.store.schema import subscriber

_COLUMNS = (subscriber.c.id, subscriber.c.address, subscriber.c.name, subscriber.c.state, subscriber.c.since)


def add(connection: Connection, new: Subscriber, *, consent: str) -> None:
    """Add a subscriber; raises ``UsageError`` where the address is there, in whatever state.

    An address that has unsubscribed is not revived by being added once more.
    """
    query = select(subscriber.c.state).where(subscriber.c.address == new.address)
    state = connection.execute(query).scalar()
    if state is not None:
        raise UsageError(f"{new.address} is on the list already ({state}); nothing was changed")
    connection.execute(
        subscriber.insert().values(
            id=new.id, address=new.address, name=new.name, state=new.state, since=new.since, consent=consent
        )
    )


def listing(connection: Connection, *, state: str | None = None) -> list[Subscriber]:
    """Return the subscribers by address, or those in one state."""
    query = select(*_COLUMNS).order_by(subscriber.c.address)
    if state is not None:
        query = query.where(subscriber.c.state == state)
    return [Subscriber(**row._mapping) for row in connection.execute(query)]  # noqa: SLF001  SQLAlchemy's public name


def get(connection: Connection, subscriber_id: str) -> Subscriber | None:
    """Return a subscriber by id, or ``None``."""
    row = connection.execute(select(*_COLUMNS).where(subscriber.c.id == subscriber_id)).one_or_none()
    return Subscriber(**row._mapping) if row else None  # noqa: SLF001  SQLAlchemy's public name


def unsubscribe(connection: Connection, subscriber_id: str, *, at: datetime) -> bool:
    """End a subscription; return whether there is such a subscriber. Doing it twice changes nothing."""
    active = update(subscriber).where(
        subscriber.c.id == subscriber_id, subscriber.c.state.in_(("pending", "active"))
    )
    connection.execute(active.values(state="unsubscribed", since=at))
    return get(connection, subscriber_id) is not None
