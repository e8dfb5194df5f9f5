"""Keeps what came back, with the message as evidence, and each subscriber's score."""

from datetime import datetime

from sqlalchemy import Connection, exists, select, update

from aggregator.model import Bounce
from aggregator.store.schema import bounce, delivery, subscriber


def add(connection: Connection, new: Bounce) -> bool:
    """Keep what came back; return ``False``, keeping nothing, where it is kept already."""
    if connection.execute(select(bounce.c.id).where(bounce.c.id == new.id)).first():
        return False
    connection.execute(
        bounce.insert().values(
            id=new.id,
            subscriber=new.subscriber,
            at=new.at,
            kind=new.kind,
            status=new.status,
            why=new.why,
            message_id=new.message_id,
            raw=new.raw,
        )
    )
    return True


def of(connection: Connection, subscriber_id: str) -> list[Bounce]:
    """Return what came back from a subscriber, the newest first."""
    query = select(bounce).where(bounce.c.subscriber == subscriber_id).order_by(bounce.c.at.desc())
    return [Bounce(**row) for row in connection.execute(query).mappings()]


def score(connection: Connection, subscriber_id: str) -> tuple[float, datetime | None]:
    """Return a subscriber's score, and when it stood there."""
    query = select(subscriber.c.score, subscriber.c.scored_at).where(subscriber.c.id == subscriber_id)
    row = connection.execute(query).one_or_none()
    return (row.score, row.scored_at) if row else (0.0, None)


def set_score(connection: Connection, subscriber_id: str, value: float, *, at: datetime) -> None:
    """Write a subscriber's score down."""
    mine = update(subscriber).where(subscriber.c.id == subscriber_id)
    connection.execute(mine.values(score=value, scored_at=at))


def heal(connection: Connection, *, at: datetime, quiet_since: datetime) -> int:
    """Clear the score of active subscribers who got a message since their last bounce; return of how many.

    Only a message that went before ``quiet_since`` counts: what comes back may take its time.
    """
    arrived = exists().where(
        delivery.c.subscriber == subscriber.c.id,
        delivery.c.state == "sent",
        delivery.c.changed_at > subscriber.c.scored_at,
        delivery.c.changed_at < quiet_since,
    )
    healed = update(subscriber).where(subscriber.c.state == "active", subscriber.c.score > 0, arrived)
    return connection.execute(healed.values(score=0.0, scored_at=at)).rowcount


def whose_message(connection: Connection, message_id: str) -> str | None:
    """Return the subscriber to whom a message with this Message-ID went, ``None`` for none of ours."""
    query = select(delivery.c.subscriber).where(delivery.c.message_id == message_id).limit(1)
    found: str | None = connection.execute(query).scalar()
    return found
