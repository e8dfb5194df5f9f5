"""Keeps what happened to each message: one row for each issue and subscriber.

``queued → sending → sent``, or ``deferred``, ``failed``, ``in doubt``. A row is ``sending`` only
from just before the message's last line is handed over until the server's answer is written down;
what a killed process leaves in that state is in doubt, and nothing else is.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from aggregator.model import Delivery, Issue, Later, Never, Outcome, Sent, Subscriber
from aggregator.store.schema import AnyRow, delivery, subscriber

WAITING = ("queued", "deferred", "in doubt")
"""States from which a message goes out."""


NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When a message in doubt goes again whose attempts are used up."""


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


def sweep(connection: Connection, issue: Issue, *, at: datetime) -> int:
    """Free what a dead sender left behind; return how many messages are in doubt because of it.

    To be called by the only sender of the issue, before it claims anything.
    """
    mine = _of(issue)
    doubtful = update(delivery).where(mine, delivery.c.state == "sending")
    words = "the sender died after handing the message over, before the answer was kept"
    in_doubt = connection.execute(doubtful.values(state="in doubt", answer=words, changed_at=at)).rowcount
    connection.execute(update(delivery).where(mine).values(leased_until=None))
    return in_doubt


def claim(
    connection: Connection, issue: Issue, *, at: datetime, until: datetime, limit: int
) -> list[Delivery]:
    """Take up to ``limit`` messages that may go out now; who has unsubscribed since is left out."""
    free = or_(delivery.c.leased_until.is_(None), delivery.c.leased_until <= at)
    ready = or_(delivery.c.next_at.is_(None), delivery.c.next_at <= at)
    active = select(subscriber.c.id).where(subscriber.c.state == "active")
    chosen = (
        select(delivery.c.subscriber)
        .where(_of(issue), delivery.c.state.in_(WAITING), free, ready, delivery.c.subscriber.in_(active))
        .order_by(delivery.c.subscriber)
        .limit(limit)
    )
    taken = list(connection.execute(chosen).scalars())
    mine = and_(_of(issue), delivery.c.subscriber.in_(taken), free)
    connection.execute(update(delivery).where(mine).values(leased_until=until))
    rows = connection.execute(select(delivery).where(_of(issue), delivery.c.subscriber.in_(taken)))
    return [_delivery(row) for row in rows]


def withdraw(connection: Connection, issue: Issue, *, at: datetime) -> int:
    """Fail the waiting messages to people who have unsubscribed since; return how many."""
    active = select(subscriber.c.id).where(subscriber.c.state == "active")
    gone = update(delivery).where(
        _of(issue), delivery.c.state.in_(WAITING), delivery.c.subscriber.not_in(active)
    )
    return connection.execute(
        gone.values(state="failed", answer="unsubscribed before it went", changed_at=at)
    ).rowcount


def handing_over(connection: Connection, issue: Issue, one: Delivery, *, at: datetime) -> None:
    """Write down that the message's last line is about to go: after this it may have been taken."""
    _change(connection, issue, one, state="sending", attempts=one.attempts + 1, changed_at=at)


def settle(
    connection: Connection,
    issue: Issue,
    one: Delivery,
    outcome: Outcome,
    *,
    at: datetime,
    later: datetime | None,
) -> None:
    """Write down what came of the message and let go of it; in doubt it goes again ``later``, if at all."""
    match outcome:
        case Sent(answer=answer):
            changes: dict[str, Any] = {"state": "sent", "answer": answer, "next_at": None}
        case Later(at=next_at, why=why):
            changes = {"state": "deferred", "answer": why, "next_at": next_at, "attempts": one.attempts + 1}
        case Never(why=why):
            changes = {"state": "failed", "answer": why, "next_at": None, "attempts": one.attempts + 1}
        case _:
            changes = {"state": "in doubt", "answer": outcome.why, "next_at": later or NEVER}
    _change(connection, issue, one, **changes, leased_until=None, changed_at=at)


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


def _change(connection: Connection, issue: Issue, one: Delivery, **values: Any) -> None:
    connection.execute(
        update(delivery).where(_of(issue), delivery.c.subscriber == one.subscriber).values(values)
    )


def _delivery(row: AnyRow) -> Delivery:
    return Delivery(
        issue=f"{row.digest}-{row.number}",
        subscriber=row.subscriber,
        address=row.address,
        state=row.state,
        attempts=row.attempts,
        message_id=row.message_id,
        answer=row.answer,
        next_at=row.next_at,
    )
