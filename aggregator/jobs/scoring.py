"""Weighs what comes back: a score that grows with each bounce, fades with time, and suspends at a bound."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from aggregator import store
from aggregator.model import Bounce, Suppression

Counted = Literal["counted", "suspended", "known", "nobody"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What a bounce weighs, at what score a subscription is suspended, and how a score fades.

    ``quiet`` is how long after a message nothing may have come back for it to count as delivered.
    """

    hard: float = 1.0
    soft: float = 0.2
    most: float = 2.5
    half_life: timedelta = timedelta(days=60)
    quiet: timedelta = timedelta(days=3)


DEFAULT = Limits()


def after(
    score: float,
    since: datetime | None,
    kind: Literal["hard", "soft", "complaint"],
    *,
    at: datetime,
    limits: Limits = DEFAULT,
) -> float:
    """Return the score after something came back, when it was ``score`` at ``since``."""
    faded = score * 0.5 ** ((at - since) / limits.half_life) if since and at > since else score
    return faded + {"hard": limits.hard, "soft": limits.soft, "complaint": limits.most}[kind]


def count(connection: Connection, bounce: Bounce, *, limits: Limits = DEFAULT) -> Counted:
    """Keep what came back and weigh it; return what that did. The same twice counts once.

    A complaint suspends at once and for good: only the operator restores it.
    """
    there = store.subscribers.get(connection, bounce.subscriber) if bounce.subscriber else None
    if there is None:
        return "nobody"
    if not store.bounces.add(connection, bounce):
        return "known"
    score, since = store.bounces.score(connection, there.id)
    now = after(score, since, bounce.kind, at=bounce.at, limits=limits)
    store.bounces.set_score(connection, there.id, now, at=bounce.at)
    if now < limits.most or there.state not in {"pending", "active"}:
        return "counted"
    what: Literal["complained", "bounced"] = "complained" if bounce.kind == "complaint" else "bounced"
    why = f"{what}: {bounce.why}"[:500]
    store.subscribers.suspend(connection, at=bounce.at, why=why, subscriber_id=there.id)
    store.suppression.add(
        connection,
        Suppression(value=there.address.lower(), reason=what, at=bounce.at, note=bounce.why[:500]),
    )
    return "suspended"
