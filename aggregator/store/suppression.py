"""Keeps who no mail goes to, whatever list they stand on: addresses, domains, and hashes of the erased."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from aggregator.model import Suppression
from aggregator.store.schema import suppression


def add(connection: Connection, new: Suppression) -> None:
    """Suppress an address or a domain; what was known of it before is written over."""
    remove(connection, [new.value])
    connection.execute(
        suppression.insert().values(value=new.value, reason=new.reason, at=new.at, note=new.note)
    )


def remove(connection: Connection, values: Collection[str]) -> int:
    """Let mail go again to what stands under ``values``; return how many there were."""
    return connection.execute(delete(suppression).where(suppression.c.value.in_(values))).rowcount


def find(connection: Connection, values: Collection[str]) -> Suppression | None:
    """Return why no mail goes to who is known under any of ``values``, ``None`` where it may."""
    query = select(suppression).where(suppression.c.value.in_(values)).order_by(suppression.c.value)
    row = connection.execute(query.limit(1)).mappings().one_or_none()
    return Suppression(**row) if row else None


def listing(connection: Connection) -> list[Suppression]:
    """Return all that is suppressed."""
    query = select(suppression).order_by(suppression.c.value)
    return [Suppression(**row) for row in connection.execute(query).mappings()]
