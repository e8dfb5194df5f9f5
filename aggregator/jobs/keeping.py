"""Keeps what polls came to, several polls together in one transaction: what they brought, or nothing new."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from aggregator import store
from aggregator.jobs import line, when
from aggregator.jobs.line import Taken
from aggregator.jobs.recognising import Offered, recognised
from aggregator.model import Failed, Imprint, Poll, Source, Unchanged, Validators, Verdict
from aggregator.store.polls import Memory, Quiet, Read

Nothing = Unchanged | Failed
"""What brought nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A source that has been asked, what is remembered of it, and when."""

    source: Source
    memory: Memory
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Brought:
    """What a poll brought, and the alarms that it raised."""

    asked: Asked
    taken: Taken
    alarms: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """How polls are kept.

    ``chance`` gives a number from 0 to 1, which spreads polls in time. ``alone`` are the sources whose
    items are never joined with others' stories. ``news`` is how many of a source's latest tell its rhythm,
    ``revisions`` how many of an item's former wordings stay.
    """

    clock: Callable[[], datetime]
    chance: Callable[[], float]
    alone: frozenset[str]
    news: int
    revisions: int


def kept(connection: Connection, brought: Sequence[Brought], rules: Rules) -> list[Poll]:
    """Recognise the items of polls and keep them, with what is now known of their sources.

    What can be asked or written for all of them together is: a statement costs more than its rows.
    """
    offered = [_offered(one) for one in brought]
    verdicts = recognised(connection, offered, alone=rules.alone, revisions=rules.revisions)
    again = _Again(connection, [one.asked.source for one in brought], rules)
    reads = [_read(one, judged, again) for one, judged in zip(brought, verdicts, strict=True)]
    store.polls.record(connection, reads)
    _remember(connection, brought)
    return [one.poll for one in reads]


def kept_quiet(connection: Connection, quiet: Sequence[tuple[Asked, Nothing]], rules: Rules) -> list[Poll]:
    """Keep that polls brought nothing: because nothing has changed, or because they failed.

    Of those whose host wants a rest, so that they were not asked at all, only that is kept.
    """
    rhythmic = [one.source for one, came in quiet if isinstance(came, Unchanged)]
    lost = [one.source.key for one, came in quiet if came.status == when.NOT_FOUND]
    again = _Again(connection, rhythmic, rules, lost=lost)
    records = [_quiet(one, came, again) for one, came in quiet]
    store.polls.record_quiet(connection, [one for one in records if one.poll.outcome != "put off"])
    put_off = {one.poll.source: one.poll.next_at for one in records if one.poll.outcome == "put off"}
    store.claims.put_off(connection, put_off)
    return [one.poll for one in records]


def _remember(connection: Connection, brought: Sequence[Brought]) -> None:
    """Remember what sources say now that they did not say before."""
    begun: dict[str, datetime] = {}
    imprints: dict[str, Imprint] = {}
    for one in brought:
        key, memory, at, taken = one.asked.source.key, one.asked.memory, one.asked.at, one.taken
        if taken.missed or memory.deferred:
            store.deferrals.keep(connection, key, taken.missed)
        if memory.first_poll:
            begun[key] = at
        # With its items only: what a poll without any brings must not have the feeds written anew.
        if taken.items and taken.parsed.imprint != memory.imprint:
            imprints[key] = taken.parsed.imprint
        hub, topic = taken.parsed.hub, taken.parsed.topic or taken.answer.url
        if memory.hub != (hub and (hub, topic)):
            store.hubs.offer(connection, key, hub, topic, at=at)
        if taken.answer.moved_to != memory.moved_to:
            store.polls.move(connection, key, taken.answer.moved_to, at=at)
    store.polls.begin(connection, begun)
    store.naming.say(connection, imprints)


def _offered(brought: Brought) -> Offered:
    asked, taken = brought.asked, brought.taken
    return Offered(
        source=asked.source,
        items=taken.items,
        shingles=taken.shingles,
        searched=taken.searched,
        first_poll=asked.memory.first_poll,
        late=taken.late,
        guids=asked.memory.guids,
        standing=taken.parsed.standing,
        at=asked.at,
    )


def _read(brought: Brought, verdicts: Sequence[Verdict], again: "_Again") -> Read:
    """Return the poll, with what is to be remembered of what was read."""
    asked, taken = brought.asked, brought.taken
    counts = Counter(verdict.kind for verdict in verdicts)
    counts["known"] += taken.parsed.known
    poll = Poll(
        source=asked.source.key,
        at=asked.at,
        outcome="fetched",
        next_at=again.at(asked, taken),
        seconds=again.seconds(asked),
        status=taken.answer.status,
        counts=counts,
        faults=(*brought.alarms, *taken.faults),
    )
    # What was not read to its end is asked for in full next time, and so is what raised an alarm.
    whole = taken.parsed.complete and not taken.parsed.alarms
    return Read(
        poll=poll,
        validators=taken.answer.validators if whole else Validators(),
        body_hash=taken.body_hash if whole else "",
        wishes=taken.parsed.wishes,
    )


def _quiet(asked: Asked, came: Nothing, again: "_Again") -> Quiet:
    outcome: Literal["failed", "unchanged", "put off"] = "unchanged"
    failed, faults = None, line.moved(came) if isinstance(came, Unchanged) else []
    if isinstance(came, Failed) and came.unasked:
        outcome, faults = "put off", [came.why]
    elif isinstance(came, Failed):
        outcome, failed, faults = "failed", came, when.notices(came, again.lost_since(asked), at=asked.at)
    poll = Poll(
        source=asked.source.key,
        at=asked.at,
        outcome=outcome,
        next_at=again.at(asked, came),
        seconds=again.seconds(asked),
        status=came.status,
        error=failed.why if failed else None,
        faults=tuple(faults),
    )
    if isinstance(came, Failed):
        return Quiet(poll=poll, is_to_blame=not came.offline)
    has_moved = came.moved_to != asked.memory.moved_to
    return Quiet(poll=poll, validators=came.validators, moved_to=came.moved_to, has_moved=has_moved)


class _Again:
    """Says when sources are polled again, those with a rhythm of their own by their latest news."""

    def __init__(
        self, connection: Connection, sources: Sequence[Source], rules: Rules, *, lost: Sequence[str] = ()
    ) -> None:
        self._other = store.polls.other_than(connection, lost, status=when.NOT_FOUND)
        self._rules, self._now = rules, rules.clock()
        keys = [source.key for source in sources if source.between]
        self._told = store.items.told(connection, keys, at=self._now, limit=rules.news) if keys else {}

    def at(self, asked: Asked, came: Taken | Nothing) -> datetime:
        """Return when to poll a source next; waits are counted from the answer: it may have come late."""
        told = self._told.get(asked.source.key, ())
        at = came.answer.at if isinstance(came, Taken) else came.at
        return when.again(
            asked.source,
            came,
            asked.memory,
            told=told,
            chance=self._rules.chance(),
            at=at,
            lost_since=self.lost_since(asked),
        )

    def lost_since(self, asked: Asked) -> datetime | None:
        """Return since when a source that is not there (404) has answered nothing else."""
        since = asked.memory.failing_since
        return since and max(since, self._other.get(asked.source.key, since))

    def seconds(self, asked: Asked) -> float:
        """Return how long a poll has taken."""
        return (self._now - asked.at).total_seconds()
