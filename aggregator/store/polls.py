"""Keeps what is known of each source between polls, claims the due ones, and logs what came of each poll."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select, update

from aggregator.model import Poll, Source, Validators, Wishes
from aggregator.store import schema
from aggregator.store.schema import AnyRow, deferred_entry


@dataclass(frozen=True, kw_only=True, slots=True)
class Memory:
    """What is remembered of a source.

    ``seen`` are the raw hashes of entries that need not go down the line again; ``deferred`` tells
    how often each entry's article was missed. ``moved_to`` is where the source says that it has
    moved for good, since ``moved_since``; ``wishes`` are those that it had when it was last read.
    """

    validators: Validators = Validators()
    body_hash: str | None = None
    first_poll: bool = True
    failures: int = 0
    failing_since: datetime | None = None
    moved_to: str | None = None
    moved_since: datetime | None = None
    wishes: Wishes = Wishes()
    seen: frozenset[str] = frozenset()
    deferred: Mapping[str, int]


_UNKNOWN: dict[str, None] = dict.fromkeys(
    (
        *("etag", "last_modified", "validators_url", "body_hash", "wishes"),
        *("failing_since", "moved_to", "moved_since"),
    )
)


def register(connection: Connection, sources: Iterable[Source], *, at: datetime) -> None:
    """Make the sources of the configuration known; a source whose address has changed is due at once.

    What was remembered of the old address is forgotten: it says nothing of the new.
    """
    known = dict(connection.execute(select(schema.source.c.key, schema.source.c.url)).all())
    for one in sources:
        if one.key not in known:
            connection.execute(
                schema.source.insert().values(key=one.key, url=one.url, next_at=at, failures=0)
            )
        elif known[one.key] != one.url:
            connection.execute(
                update(schema.source)
                .where(schema.source.c.key == one.key)
                .values(**_UNKNOWN, url=one.url, next_at=at, failures=0)
            )


def due(connection: Connection, *, at: datetime) -> list[str]:
    """Return the keys of the sources to be polled at ``at``, the longest overdue first."""
    table = schema.source
    free = or_(table.c.leased_until.is_(None), table.c.leased_until <= at)
    return list(
        connection.execute(
            select(table.c.key).where(table.c.next_at <= at, free).order_by(table.c.next_at)
        ).scalars()
    )


def claim(
    connection: Connection, source: str, *, at: datetime, until: datetime, next_at: datetime, asked: bool
) -> bool:
    """Take a source for a poll, or return ``False`` because another process has it or it is not due.

    The next time is set with the claim: a source whose poll brings the process down costs itself
    one interval, not the line. A poll that the operator ``asked`` for is not refused: recognising
    within one writing transaction keeps two polls at once from taking an entry twice.
    """
    table = schema.source
    query = update(table).where(table.c.key == source)
    if not asked:
        free = or_(table.c.leased_until.is_(None), table.c.leased_until <= at)
        query = query.where(table.c.next_at <= at, free)
    return connection.execute(query.values(leased_until=until, next_at=next_at)).rowcount == 1


def release(connection: Connection) -> None:
    """End all claims; for the only poller of a site, when it starts after one that was killed."""
    connection.execute(update(schema.source).values(leased_until=None))


def memory(connection: Connection, source: str) -> Memory:
    """Return what is remembered of a source that has been registered."""
    row = connection.execute(select(schema.source).where(schema.source.c.key == source)).one()
    query = select(deferred_entry.c.raw_hash, deferred_entry.c.tries).where(deferred_entry.c.source == source)
    deferred = dict(connection.execute(query).all())
    hashes = select(schema.seen.c.raw_hash).where(schema.seen.c.source == source)
    return Memory(
        # While an article is missing the list page is asked for whole: a 304 would not name it.
        validators=Validators()
        if deferred
        else Validators(etag=row.etag, last_modified=row.last_modified, url=row.validators_url),
        body_hash=None if deferred else row.body_hash,
        first_poll=row.first_polled_at is None,
        failures=row.failures,
        failing_since=row.failing_since,
        moved_to=row.moved_to,
        moved_since=row.moved_since,
        wishes=_wishes(row.wishes or {}),
        seen=frozenset(connection.execute(hashes).scalars()),
        deferred=deferred,
    )


def record(
    connection: Connection,
    poll: Poll,
    *,
    validators: Validators | None = None,
    body_hash: str | None = None,
    wishes: Wishes | None = None,
) -> None:
    """Log a poll, release its source, and remember what was read: its validators, hash and wishes."""
    changes: dict[str, Any] = {"next_at": poll.next_at, "leased_until": None}
    if poll.outcome == "failed":
        changes["failures"] = schema.source.c.failures + 1
        changes["failing_since"] = func.coalesce(schema.source.c.failing_since, poll.at)
    else:
        changes |= {"failures": 0, "failing_since": None}
    if validators is not None:
        changes |= {
            "etag": validators.etag,
            "last_modified": validators.last_modified,
            "validators_url": validators.url,
        }
    if body_hash is not None:
        changes["body_hash"] = body_hash
    if wishes is not None:
        changes["wishes"] = _wishes_row(wishes)
    connection.execute(update(schema.source).where(schema.source.c.key == poll.source).values(changes))
    connection.execute(
        schema.poll.insert().values(
            source=poll.source,
            at=poll.at,
            outcome=poll.outcome,
            status=poll.status,
            counts=dict(poll.counts),
            seconds=poll.seconds,
            next_at=poll.next_at,
            error=poll.error,
            faults=list(poll.faults),
        )
    )


def move(connection: Connection, source: str, to: str | None, *, at: datetime) -> None:
    """Remember where a source says that it has moved for good, and since when; ``None`` where it does not."""
    changed = update(schema.source).where(
        schema.source.c.key == source, schema.source.c.moved_to.is_distinct_from(to)
    )
    connection.execute(changed.values(moved_to=to, moved_since=at if to else None))


def settle(connection: Connection, source: str, missed: Mapping[str, str], *, at: datetime) -> None:
    """Remember which entries' articles were missed in this poll, and why; forget all others.

    Once nothing is missing any more, the source's first poll is over.
    """
    query = select(deferred_entry.c.raw_hash, deferred_entry.c.tries).where(deferred_entry.c.source == source)
    before = dict(connection.execute(query).all())
    connection.execute(delete(deferred_entry).where(deferred_entry.c.source == source))
    rows = [
        {"source": source, "raw_hash": raw_hash, "tries": before.get(raw_hash, 0) + 1, "why": why, "at": at}
        for raw_hash, why in missed.items()
    ]
    if rows:
        connection.execute(deferred_entry.insert(), rows)
        return
    over = update(schema.source).where(
        schema.source.c.key == source, schema.source.c.first_polled_at.is_(None)
    )
    connection.execute(over.values(first_polled_at=at))


def latest(connection: Connection, sources: Sequence[str]) -> dict[str, Poll]:
    """Return each source's last poll, where it has had one."""
    newest = (
        select(func.max(schema.poll.c.id))
        .where(schema.poll.c.source.in_(sources))
        .group_by(schema.poll.c.source)
    )
    rows = connection.execute(select(schema.poll).where(schema.poll.c.id.in_(newest)))
    return {row.source: _poll(row) for row in rows}


def failing(connection: Connection, sources: Sequence[str]) -> dict[str, datetime]:
    """Return since when the sources that cannot be read now could not be read."""
    table = schema.source
    query = select(table.c.key, table.c.failing_since).where(
        table.c.key.in_(sources), table.c.failing_since.is_not(None)
    )
    return dict(connection.execute(query).all())


def forget(connection: Connection, *, before: datetime) -> int:
    """Drop the log of polls and the raw hashes from before a time; return how many rows went.

    A dropped hash loses nothing: its entry goes down the line once more and is found to be known.
    """
    polls = connection.execute(delete(schema.poll).where(schema.poll.c.at < before)).rowcount
    hashes = connection.execute(delete(schema.seen).where(schema.seen.c.at < before)).rowcount
    return polls + hashes


def _wishes(row: Mapping[str, Any]) -> Wishes:
    seconds = row.get("seconds")
    return Wishes(
        interval=None if seconds is None else timedelta(seconds=seconds),
        skip_hours=tuple(row.get("skip_hours", ())),
        skip_days=tuple(row.get("skip_days", ())),
    )


def _wishes_row(wishes: Wishes) -> dict[str, Any]:
    return {
        "seconds": wishes.interval.total_seconds() if wishes.interval else None,
        "skip_hours": list(wishes.skip_hours),
        "skip_days": list(wishes.skip_days),
    }


def _poll(row: AnyRow) -> Poll:
    return Poll(
        source=row.source,
        at=row.at,
        outcome=row.outcome,
        next_at=row.next_at,
        seconds=row.seconds,
        status=row.status,
        counts=row.counts,
        error=row.error,
        faults=tuple(row.faults),
    )
