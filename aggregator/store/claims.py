"""Claims sources for polls: those that are due, each for one poller at a time."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, or_, select, update

from aggregator.store import schema
from aggregator.store.among import among, listed
from aggregator.store.moment import Moment

_AT = bindparam("at", type_=Moment)
_IS_FREE = or_(schema.source.c.leased_until.is_(None), schema.source.c.leased_until <= _AT)
_IS_DUE = and_(schema.source.c.next_at <= _AT, _IS_FREE)
_DUE = select(schema.source.c.key).where(_IS_DUE).order_by(schema.source.c.next_at)
_TAKE = (
    update(schema.source)
    .where(among(schema.source.c.key, "keys"))
    .values(leased_until=bindparam("lease"), next_at=bindparam("then"))
    .returning(schema.source.c.key)
)
_TAKE_DUE = _TAKE.where(_IS_DUE)


def due(connection: Connection, *, at: datetime) -> list[str]:
    """Return the keys of the sources to be polled at ``at``, the longest overdue first."""
    return list(connection.execute(_DUE, {"at": at}).scalars())


def claim(
    connection: Connection, wanted: Mapping[str, datetime], *, at: datetime, until: datetime, asked: bool
) -> list[str]:
    """Take sources for a poll, but for those that another process has or that are not due.

    ``wanted`` gives each source's next time. It is set with the claim: a source whose poll brings the
    process down costs itself one interval, not the line. A poll that the operator ``asked`` for is not
    refused: recognising within one writing transaction keeps two polls at once from taking an entry twice.
    """
    claimed: list[str] = []
    for then in set(wanted.values()):
        keys = listed(key for key, next_at in wanted.items() if next_at == then)
        given = {"keys": keys, "lease": until, "then": then} | ({} if asked else {"at": at})
        claimed += connection.execute(_TAKE if asked else _TAKE_DUE, given).scalars()
    return claimed


def put_off(connection: Connection, until: Mapping[str, datetime]) -> None:
    """Give claimed sources back without a poll, to be polled at the times given."""
    for key, then in until.items():
        given_back = update(schema.source).where(schema.source.c.key == key)
        connection.execute(given_back.values(leased_until=None, next_at=then))


def release(connection: Connection) -> None:
    """End all claims; for the only poller of a site, when it starts after one that was killed."""
    connection.execute(update(schema.source).values(leased_until=None))
