"""Mails an issue to its subscribers, each of them once.

::

    approved issue → RENDER → frozen, a delivery queued for each subscriber
                   → (claim → letter → hand over → settle) → sent

The issue's bytes and its queue are kept in one transaction. From then on each message's row tells
what happened to it: a kill at any instant leaves in doubt only the messages whose last lines were
being handed over, one for each connection, and the next run sends those again under the same
Message-ID, or shows them where the operator has them held.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection

from aggregator import deliver, schedule, store
from aggregator.deliver.pool import Limits as PoolLimits
from aggregator.errors import UsageError
from aggregator.jobs import letters, scoring
from aggregator.jobs.letters import TOKEN, Letters, links, render_issue, web_edition
from aggregator.model import Bounce, Delivery, Issue, Later, Never, Outcome, Subscriber
from aggregator.store import Store

__all__ = ["TOKEN", "Limits", "Tools", "freeze", "links", "render_issue", "send", "send_test", "web_edition"]


_NO_BOUNDS = deliver.Rates()
_POOL = PoolLimits()
_LEFT = Never(why="unsubscribed before it went")


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Messages claimed, and subscribers read, at once; how long a claim holds if its sender vanishes."""

    batch: int = 500
    lease: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What sending works with.

    ``lock`` is a file that is held meanwhile, so that no other process sends. ``in_doubt`` says
    whether a message that may have arrived goes again. ``chance`` (0 to 1) spreads second attempts;
    ``stopping`` tells that it is time to end.
    """

    store: Store
    server: deliver.Server
    letters: letters.Tools
    lock: Path
    clock: Callable[[], datetime]
    chance: Callable[[], float] = lambda: 0.5
    rates: deliver.Rates = _NO_BOUNDS
    pool: PoolLimits = _POOL
    in_doubt: Literal["retry", "hold"] = "retry"
    stopping: Callable[[], bool] = lambda: False
    limits: Limits = Limits()


def freeze(issue: Issue, tools: Tools) -> Issue:
    """Fix an approved issue as it will be read, and queue it for everyone who is subscribed to it now.

    Raises ``UsageError`` where it is not approved, or nobody is subscribed.
    """
    at = tools.clock()
    rendered = render_issue(replace(issue, at=at), tools.letters)
    frozen = replace(
        issue, at=at, state="frozen", subject=rendered.subject, html=rendered.html, plain=rendered.plain
    )
    made = Letters(frozen, tools.letters, at=at)
    with tools.store.writing() as connection:
        store.issues.freeze(connection, frozen)
        anybody = False
        for some in _readers(connection, tools):
            anybody = True
            messages = [
                (one, deliver.message_id(issue.key, one.id, sender=tools.letters.sender))
                for one in some
                if one.preferences.wants(issue.digest) and made.has(one.preferences)
            ]
            store.deliveries.queue(connection, frozen, messages, at=at)
        if not anybody:
            raise UsageError("nobody is subscribed: add someone with `aggregator subscribers add ADDRESS`")
    return frozen


def send(issue: Issue, tools: Tools) -> Iterator[tuple[Delivery, Outcome]]:
    """Hand over every message of an approved or frozen issue that may go now; yield what became of each.

    Raises ``ServerDown`` where the mail server is not there; what was not handed over stays queued.
    """
    if issue.state == "approved":
        issue = freeze(issue, tools)
    with store.files.lock(tools.lock, purpose="sending"):
        pace = _begin(issue, tools)
        made = Letters(issue, tools.letters, at=tools.clock())
        signed = tools.letters.signer is not None
        handing = deliver.Pool(tools.server, pace=pace, clock=tools.clock, signed=signed, limits=tools.pool)
        try:
            for parcel, outcome in handing.run(
                partial(_supply, issue, made, tools), partial(_journal, issue, tools), stopping=tools.stopping
            ):
                yield parcel.key, outcome
        finally:
            _finish(issue, tools)


def send_test(issue: Issue, address: str, tools: Tools) -> Outcome:
    """Mail an issue as it would look now to one address; nothing is changed or remembered."""
    at = tools.clock()
    rendered = render_issue(issue, tools.letters)
    sender = tools.letters.sender
    head = letters.envelope(issue, tools.letters, at=at, unsubscribe=None)
    content = deliver.build(
        replace(
            head,
            recipient=address,
            message_id=deliver.message_id(f"test-{at:%Y%m%d%H%M%S%f}", address, sender=sender),
        ),
        subject=f"[Test] {rendered.subject}",
        html=rendered.html,
        plain=rendered.plain,
    )
    if tools.letters.signer:
        content = tools.letters.signer.signed(content, at=at)
    with deliver.connect(tools.server) as connection:
        return connection.send(
            content,
            sender=deliver.bare(tools.letters.bounce or sender),
            recipient=address,
            handing_over=lambda: None,
            later=at,
        )


def _readers(connection: Connection, tools: Tools) -> Iterator[list[Subscriber]]:
    """Give the active subscribers in batches, so that memory does not grow with the list."""
    after = ""
    while some := store.subscribers.listing(
        connection, state="active", after=after, limit=tools.limits.batch
    ):
        yield some
        after = some[-1].address


def _begin(issue: Issue, tools: Tools) -> deliver.Pace:
    """Take up the issue where a former run left it, and count what that run sent against the bounds."""
    at = tools.clock()
    with tools.store.writing() as connection:
        store.issues.move(connection, issue, "sending", expected=["frozen", "sending"])
        store.deliveries.sweep(connection, issue, at=at, hold=tools.in_doubt == "hold")
        store.deliveries.withdraw(connection, issue, at=at)
        first = store.deliveries.first_sent(connection) if tools.rates.warm_up else None
        per_day = tools.rates.of_day(first, at)
        pace = deliver.Pace(tools.rates, per_day=per_day)
        if per_day or tools.rates.per_hour:
            since = at - timedelta(days=1 if per_day else 0, hours=0 if per_day else 1)
            pace.remember(store.deliveries.sent_since(connection, since))
    return pace


def _supply(issue: Issue, made: Letters, tools: Tools) -> list[deliver.Parcel]:
    at = tools.clock()
    with tools.store.writing() as connection:
        claimed = store.deliveries.claim(
            connection, issue, at=at, until=at + tools.limits.lease, limit=tools.limits.batch
        )
    return [
        deliver.Parcel(
            key=one,
            sender=made.envelope_sender(one),
            recipient=one.address,
            domain=deliver.addresses.domain(one.address),
            make=partial(made.message, one),
            later=schedule.next_attempt(one.attempts + 1, at=at, chance=tools.chance()) or at,
        )
        for one in claimed
    ]


def _journal(
    issue: Issue,
    tools: Tools,
    handing: Sequence[deliver.Parcel],
    settled: Sequence[tuple[deliver.Parcel, Outcome]],
) -> list[tuple[deliver.Parcel, Outcome]]:
    """Write down, in one transaction, whose last line comes next and what became of which.

    Return the messages of ``handing`` that do not go, as their readers have left since they were claimed.
    """
    at = tools.clock()
    results = [(parcel.key, _final(parcel.key, outcome, at), parcel.later) for parcel, outcome in settled]
    hold = tools.in_doubt == "hold"
    with tools.store.writing() as connection:
        left = store.subscribers.inactive(connection, [parcel.key.subscriber for parcel in handing])
        withdrawn = [parcel for parcel in handing if parcel.key.subscriber in left]
        going = [parcel.key for parcel in handing if parcel.key.subscriber not in left]
        over = [(parcel.key, _LEFT, None) for parcel in withdrawn]
        store.deliveries.record(connection, issue, going, [*results, *over], at=at, hold=hold)
        for one, outcome, _ in results:
            if isinstance(outcome, Never) and outcome.is_bounce:
                scoring.count(connection, _refused(one, outcome, at))
    return [(parcel, _LEFT) for parcel in withdrawn]


def _refused(one: Delivery, outcome: Never, at: datetime) -> Bounce:
    """Return what the server's refusal of an address is: a bounce that came at once."""
    return Bounce(
        id=hashlib.sha256(f"{one.message_id}\n{at.isoformat()}".encode()).hexdigest(),
        subscriber=one.subscriber,
        at=at,
        kind="hard",
        why=outcome.why,
        message_id=one.message_id,
    )


def _final(one: Delivery, outcome: Outcome, at: datetime) -> Outcome:
    """Return the outcome, or that a message was put off too often."""
    if isinstance(outcome, Later) and schedule.next_attempt(one.attempts + 1, at=at) is None:
        return Never(why=f"{outcome.why}; given up after {one.attempts + 1} attempts")
    return outcome


def _finish(issue: Issue, tools: Tools) -> None:
    with tools.store.writing() as connection:
        if not store.deliveries.open_count(connection, issue):
            store.issues.move(connection, issue, "sent", expected=["sending"])
