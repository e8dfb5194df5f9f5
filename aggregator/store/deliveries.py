"""Keeps what happened to each message: one row for each issue and subscriber.

``queued → sending → sent``, or ``deferred``, ``failed``, ``in doubt``. A row is ``sending`` only
from just before the message's last line is handed over until the server's answer is written down;
what a killed process leaves in that state is in doubt, and nothing else is.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Update, and_, bindparam, func, or_, select, update

from aggregator.model import (
    ANYTHING,
    Delivery,
    Issue,
    Later,
    Never,
    Outcome,
    Preferences,
    Sent,
    Subscriber,
)
from aggregator.store.among import among, listed
from aggregator.store.schema import AnyRow, delivery, subscriber
from aggregator.store.subscribers import preferences_of

WAITING = ("queued", "deferred", "in doubt")
"""States from which a message goes out."""


NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When a message in doubt goes again whose attempts are used up, or that is held: at the operator's word."""


def queue(
    connection: Connection, issue: Issue, messages: Sequence[tuple[Subscriber, str]], *, at: datetime
) -> None:
    """Queue an issue for subscribers, each with its Message-ID."""
    rows = [
        {
            "digest": issue.digest,
            "number": issue.number,
            "subscriber": one.id,
            "address": one.address,
            "state": "queued",
            "attempts": 0,
            "message_id": message_id,
            "changed_at": at,
        }
        for one, message_id in messages
    ]
    if rows:
        connection.execute(delivery.insert(), rows)


def sweep(connection: Connection, issue: Issue, *, at: datetime, hold: bool = False) -> int:
    """Free what a dead sender left behind; return how many messages are in doubt because of it.

    With ``hold`` they wait for the operator's word. To be called by the only sender of the issue,
    before it claims anything.
    """
    mine = _of(issue)
    doubtful = update(delivery).where(mine, delivery.c.state == "sending")
    words = "the sender died after handing the message over, before the answer was kept"
    in_doubt = connection.execute(
        doubtful.values(state="in doubt", answer=words, changed_at=at, next_at=NEVER if hold else None)
    ).rowcount
    connection.execute(update(delivery).where(mine).values(leased_until=None))
    return in_doubt


_IN_HAND = and_(delivery.c.digest == bindparam("of_digest"), delivery.c.number == bindparam("of_number"))
_FREE = or_(delivery.c.leased_until.is_(None), delivery.c.leased_until <= bindparam("at"))
_READY = or_(delivery.c.next_at.is_(None), delivery.c.next_at <= bindparam("at"))
_FREE_ONES = (
    select(delivery.c.subscriber)
    .where(
        _IN_HAND,
        delivery.c.state.in_(WAITING),
        _FREE,
        _READY,
        delivery.c.subscriber.in_(select(subscriber.c.id).where(subscriber.c.state == "active")),
    )
    .order_by(delivery.c.subscriber)
    .limit(bindparam("most"))
)
_LEASE = (
    update(delivery)
    .where(_IN_HAND, among(delivery.c.subscriber, "ones"), _FREE)
    .values(leased_until=bindparam("until"))
)
_CLAIMED = (
    select(delivery, subscriber.c.preferences)
    .join(subscriber, subscriber.c.id == delivery.c.subscriber)
    .where(_IN_HAND, among(delivery.c.subscriber, "ones"))
    .order_by(delivery.c.subscriber)
)


def claim(
    connection: Connection, issue: Issue, *, at: datetime, until: datetime, limit: int
) -> list[Delivery]:
    """Take up to ``limit`` messages that may go out now; who has unsubscribed since is left out."""
    of = {"of_digest": issue.digest, "of_number": issue.number}
    taken = connection.execute(_FREE_ONES, of | {"at": at, "most": limit}).scalars()
    ones = of | {"ones": listed(taken)}
    connection.execute(_LEASE, ones | {"at": at, "until": until})
    rows = connection.execute(_CLAIMED, ones)
    return [_delivery(row, preferences_of(row.preferences)) for row in rows]


def withdraw(connection: Connection, issue: Issue, *, at: datetime) -> int:
    """Fail the waiting messages to people who have unsubscribed since; return how many."""
    active = select(subscriber.c.id).where(subscriber.c.state == "active")
    gone = update(delivery).where(
        _of(issue), delivery.c.state.in_(WAITING), delivery.c.subscriber.not_in(active)
    )
    return connection.execute(
        gone.values(state="failed", answer="unsubscribed before it went", changed_at=at)
    ).rowcount


_HANDING = (
    update(delivery)
    .where(_IN_HAND, among(delivery.c.subscriber, "ones"))
    .values(state="sending", attempts=delivery.c.attempts + 1, changed_at=bindparam("at"))
)


@cache
def _settling(columns: tuple[str, ...]) -> Update:
    """Return what writes these columns of one message; to write it anew takes longer than to run it."""
    values: dict[str, Any] = {name: bindparam(name) for name in columns if name != "one"}
    return update(delivery).where(_IN_HAND, delivery.c.subscriber == bindparam("one")).values(values)


def record(
    connection: Connection,
    issue: Issue,
    handing: Sequence[Delivery],
    settled: Sequence[tuple[Delivery, Outcome, datetime | None]],
    *,
    at: datetime,
    hold: bool = False,
) -> None:
    """Write down what came of messages, each let go of, and whose last lines are about to go.

    A message of ``handing`` may have been taken from here on. One in doubt goes again at the time
    beside it; without one, or with ``hold``, when the operator says so.
    """
    changes = [
        {"one": one.subscriber, "changed_at": at, "leased_until": None}
        | _settled(one, outcome, None if hold else later)
        for one, outcome, later in settled
    ]
    of = {"of_digest": issue.digest, "of_number": issue.number}
    for columns in sorted({tuple(one) for one in changes}):
        alike = [of | one for one in changes if tuple(one) == columns]
        connection.execute(_settling(columns), alike)
    if handing:
        under_way = listed(one.subscriber for one in handing)
        connection.execute(_HANDING, of | {"ones": under_way, "at": at})


def first_sent(connection: Connection) -> datetime | None:
    """Return when the very first message went, ``None`` before it."""
    query = select(func.min(delivery.c.changed_at)).where(delivery.c.state == "sent")
    moment: datetime | None = connection.execute(query).scalar()
    return moment


def sent_since(connection: Connection, since: datetime) -> list[datetime]:
    """Return when each message went that went after a moment, in order."""
    query = select(delivery.c.changed_at).where(delivery.c.state == "sent", delivery.c.changed_at > since)
    return list(connection.execute(query.order_by(delivery.c.changed_at)).scalars())


def requeue(connection: Connection, issue: Issue, *, states: Sequence[str], address: str | None) -> int:
    """Queue messages once more that are in one of ``states``, all or one address's; return how many."""
    chosen = update(delivery).where(_of(issue), delivery.c.state.in_(states))
    if address is not None:
        chosen = chosen.where(func.lower(delivery.c.address) == func.lower(address))
    return connection.execute(
        chosen.values(state="queued", attempts=0, next_at=None, leased_until=None)
    ).rowcount


def found(
    connection: Connection,
    *,
    issue: Issue | None = None,
    state: str | None = None,
    address: str | None = None,
    limit: int | None = None,
) -> list[Delivery]:
    """Return messages, the newest first: of an issue, in a state, to an address."""
    query = select(delivery).order_by(delivery.c.changed_at.desc(), delivery.c.address).limit(limit)
    if issue is not None:
        query = query.where(_of(issue))
    if state is not None:
        query = query.where(delivery.c.state == state)
    if address is not None:
        query = query.where(func.lower(delivery.c.address) == func.lower(address))
    return [_delivery(row) for row in connection.execute(query)]


def counts(connection: Connection, issue: Issue) -> Counter[str]:
    """Return how many messages of an issue are in each state."""
    query = select(delivery.c.state, func.count()).where(_of(issue)).group_by(delivery.c.state)
    return Counter(dict(connection.execute(query).all()))


def open_count(connection: Connection, issue: Issue) -> int:
    """Return how many messages of an issue are still to go, now or later."""
    goes = or_(delivery.c.next_at.is_(None), delivery.c.next_at < NEVER)
    waiting = (_of(issue), delivery.c.state.in_((*WAITING, "sending")), goes)
    return connection.execute(select(func.count()).select_from(delivery).where(*waiting)).scalar_one()


def listing(connection: Connection, issue: Issue) -> list[Delivery]:
    """Return an issue's messages by address."""
    return [
        _delivery(row)
        for row in connection.execute(select(delivery).where(_of(issue)).order_by(delivery.c.address))
    ]


def _of(issue: Issue) -> ColumnElement[bool]:
    return and_(delivery.c.digest == issue.digest, delivery.c.number == issue.number)


def _settled(one: Delivery, outcome: Outcome, later: datetime | None) -> dict[str, Any]:
    """Return the columns that say what came of a message."""
    match outcome:
        case Sent(answer=answer):
            return {"state": "sent", "answer": answer, "next_at": None}
        case Later(at=next_at, why=why):
            tried = one.attempts + 1
            return {"state": "deferred", "answer": why, "next_at": next_at, "attempts": tried}
        case Never(why=why):
            return {"state": "failed", "answer": why, "next_at": None, "attempts": one.attempts + 1}
        case _:
            return {"state": "in doubt", "answer": outcome.why, "next_at": later or NEVER}


def _delivery(row: AnyRow, preferences: Preferences = ANYTHING) -> Delivery:
    return Delivery(
        issue=f"{row.digest}-{row.number}",
        subscriber=row.subscriber,
        address=row.address,
        state=row.state,
        attempts=row.attempts,
        message_id=row.message_id,
        answer=row.answer,
        next_at=row.next_at,
        changed_at=row.changed_at,
        preferences=preferences,
    )
