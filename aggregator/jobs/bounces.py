"""Reads what comes back, and draws the consequence: a score, a suspension, an end of a subscription.

::

    message → READ → whose? (signed sender, our Message-ID, token) → kept with its consequence → deleted

What a message does is kept, with the message as evidence, in one transaction; only then is it deleted
where it came from. Read twice it counts once.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection

from aggregator import deliver, store
from aggregator.deliver import returned
from aggregator.jobs import scoring
from aggregator.model import Bounce
from aggregator.store import Store

What = Literal["counted", "suspended", "known", "nobody", "unsubscribed", "ignored", "left"]
_KEPT: frozenset[What] = frozenset({"nobody", "left"})
"""What is left in the mailbox, marked as seen: a person may want to look at it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What reading works with; ``place`` is where messages come from, relative to ``site``."""

    store: Store
    secret: str
    place: returned.Place
    site: Path
    clock: Callable[[], datetime]
    limits: scoring.Limits = scoring.DEFAULT


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """A message that came back, whom it speaks of, and what it did."""

    kind: str
    address: str | None
    what: What
    why: str


def gather(tools: Tools) -> Iterator[Taken]:
    """Read all that waits in the mailbox; yield what each message did. Raises ``ServerDown``."""
    with returned.opened(tools.place, site=tools.site) as mailbox:
        for name, raw in mailbox.messages():
            taken = take(raw, (), tools)
            if taken.what in _KEPT:
                mailbox.keep(name)
            else:
                mailbox.remove(name)
            yield taken


def take(raw: bytes, recipients: tuple[str, ...], tools: Tools) -> Taken:
    """Keep one message and its consequence, in one transaction; return what it did."""
    found = returned.read(raw, recipients=recipients)
    if found.kind in {"reply", "none"}:
        return Taken(
            kind=found.kind, address=None, what="ignored" if found.kind == "reply" else "left", why=found.why
        )
    with tools.store.writing() as connection:
        subscriber_id = _whose(connection, found, tools)
        there = store.subscribers.get(connection, subscriber_id) if subscriber_id else None
        if there is None:
            return Taken(kind=found.kind, address=None, what="nobody", why=found.why)
        if found.kind == "unsubscribe":
            store.subscribers.unsubscribe(connection, there.id, at=tools.clock(), why="asked by mail")
            return Taken(kind=found.kind, address=there.address, what="unsubscribed", why=found.why)
        bounce = _bounce(found, there.id, raw, at=tools.clock())
        what = scoring.count(connection, bounce, limits=tools.limits)
    return Taken(kind=found.kind, address=there.address, what=what, why=found.why)


def heal(tools: Tools) -> int:
    """Clear the scores of those to whom a message has gone since without anything coming back."""
    at = tools.clock()
    with tools.store.writing() as connection:
        return store.bounces.heal(connection, at=at, quiet_since=at - tools.limits.quiet)


def _whose(connection: Connection, found: returned.Returned, tools: Tools) -> str | None:
    """Return the subscriber whom a message speaks of, by what only we can have written.

    An address alone is no proof: anybody could suspend anybody by a report that they make up.
    """
    if found.token:
        return deliver.read_unsubscribe_token(found.token, secret=tools.secret)
    if found.kind == "unsubscribe":
        return None
    for address in found.to:
        if subscriber := deliver.verp.subscriber(address, secret=tools.secret):
            return subscriber
    for message_id in found.message_ids:
        if subscriber := store.bounces.whose_message(connection, message_id):
            return subscriber
    return None


def _bounce(found: returned.Returned, subscriber: str, raw: bytes, *, at: datetime) -> Bounce:
    kind: Literal["hard", "soft", "complaint"] = (
        "complaint" if found.kind == "complaint" else "hard" if found.kind == "hard" else "soft"
    )
    return Bounce(
        id=hashlib.sha256(raw).hexdigest(),
        subscriber=subscriber,
        at=at,
        kind=kind,
        why=found.why,
        status=found.status,
        message_id=next(iter(found.message_ids), None),
        raw=raw,
    )
