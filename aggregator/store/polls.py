"""Keeps what is known of each source between polls, and logs what came of each poll."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from aggregator.model import Imprint, Poll, Source, Validators, Wishes
from aggregator.recognise import Guids, proved
from aggregator.store import deferrals, schema
from aggregator.store.among import among, listed
from aggregator.store.deferrals import Deferred
from aggregator.store.moment import Moment
from aggregator.store.schema import AnyRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Memory:
    """What is remembered of a source.

    ``seen`` are the raw hashes of entries that need not go down the line again; ``deferred`` are those
    that wait for their articles, by raw hash. ``moved_to`` is where the source says that it has
    moved for good, since ``moved_since``; ``wishes`` are those that it had when it was last read, as are
    ``imprint``, what it said of itself, and ``hub``, the hub that it offered and for which topic.
    ``guids`` is what its guids have proved to be. Its address ``was_read`` before, or is a new one.
    """

    validators: Validators = Validators()
    body_hash: str | None = None
    first_poll: bool = True
    was_read: bool = False
    failures: int = 0
    failing_since: datetime | None = None
    moved_to: str | None = None
    moved_since: datetime | None = None
    wishes: Wishes = Wishes()
    imprint: Imprint = Imprint()  # noqa: RUF009  it is frozen
    hub: tuple[str, str] | None = None
    guids: Guids = "unknown"
    seen: frozenset[str] = frozenset()
    deferred: Mapping[str, Deferred]


_UNKNOWN: dict[str, None] = dict.fromkeys(
    (
        *("etag", "last_modified", "validators_url", "body_hash", "wishes"),
        *("failing_since", "moved_to", "moved_since"),
        *("said_id", "said_title", "said_link"),
    )
)


_ADDRESSES = select(schema.source.c.key, schema.source.c.url)


def register(connection: Connection, sources: Iterable[Source], *, at: datetime) -> None:
    """Make the sources of the configuration known; a source whose address has changed is due at once.

    What was remembered of the old address is forgotten: it says nothing of the new.
    """
    known = dict(connection.execute(_ADDRESSES).all())
    asked = {one.key: one.url for one in sources}
    fresh = [
        {"key": key, "url": url, "next_at": at, "failures": 0}
        for key, url in asked.items()
        if key not in known
    ]
    if fresh:
        connection.execute(schema.source.insert(), fresh)
    for key, url in asked.items():
        if known.get(key, url) != url:
            moved = update(schema.source).where(schema.source.c.key == key)
            connection.execute(moved.values(**_UNKNOWN, url=url, next_at=at, failures=0))


def memory(connection: Connection, source: str) -> Memory:
    """Return all that is remembered of a source that has been registered."""
    return replace(memories(connection, [source])[source], seen=seen(connection, [source])[source])


_REMEMBERED = (
    select(schema.source, schema.hub.c.url.label("hub_url"), schema.hub.c.topic.label("hub_topic"))
    .select_from(schema.source.outerjoin(schema.hub))
    .where(among(schema.source.c.key, "sources"))
)


def memories(connection: Connection, sources: Sequence[str]) -> dict[str, Memory]:
    """Return what is remembered of sources, but for their entries: those are asked for when they are read."""
    deferred = deferrals.waiting(connection, sources)
    rows = connection.execute(_REMEMBERED, {"sources": listed(sources)})
    return {row.key: _memory(row, deferred.get(row.key, {})) for row in rows}


_SEEN = select(schema.seen.c.source, schema.seen.c.raw_hash).where(among(schema.seen.c.source, "sources"))


def seen(connection: Connection, sources: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return the raw hashes of each source's entries that need not go down the line again."""
    found: dict[str, set[str]] = {source: set() for source in sources}
    for source, raw_hash in connection.execute(_SEEN, {"sources": listed(sources)}):
        found[source].add(raw_hash)
    return {source: frozenset(hashes) for source, hashes in found.items()}


def _memory(row: AnyRow, deferred: Mapping[str, Deferred]) -> Memory:
    return Memory(
        # While an article is missing the list page is asked for whole: a 304 would not name it.
        validators=Validators()
        if deferred
        else Validators(etag=row.etag, last_modified=row.last_modified, url=row.validators_url),
        body_hash=None if deferred else row.body_hash,
        first_poll=row.first_polled_at is None,
        was_read=row.body_hash is not None,
        failures=row.failures,
        failing_since=row.failing_since,
        moved_to=row.moved_to,
        moved_since=row.moved_since,
        wishes=_wishes(row.wishes or {}),
        imprint=Imprint(id=row.said_id, title=row.said_title, link=row.said_link),
        hub=(row.hub_url, row.hub_topic) if row.hub_url is not None else None,
        guids=proved(kept=row.guids_kept, changed=row.guids_changed),
        deferred=deferred,
    )


_LOG = schema.poll.insert()


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """A poll whose answer was read, and what is to be remembered of that."""

    poll: Poll
    validators: Validators = Validators()
    body_hash: str = ""
    wishes: Wishes = Wishes()


_READ = (
    update(schema.source)
    .where(schema.source.c.key == bindparam("of"))
    .values(
        next_at=bindparam("then"),
        leased_until=None,
        failures=0,
        failing_since=None,
        etag=bindparam("tag"),
        last_modified=bindparam("modified"),
        validators_url=bindparam("said_by"),
        body_hash=bindparam("hash"),
        wishes=bindparam("wished"),
    )
)


def record(connection: Connection, reads: Sequence[Read]) -> None:
    """Log polls, release their sources, and remember what was read: validators, hashes and wishes."""
    rows = [
        _validated(one.poll, one.validators) | {"hash": one.body_hash, "wished": _wishes_row(one.wishes)}
        for one in reads
    ]
    if rows:
        connection.execute(_READ, rows)
        connection.execute(_LOG, [_logged(one.poll) for one in reads])


def _validated(poll: Poll, said: Validators) -> dict[str, Any]:
    return {
        "of": poll.source,
        "then": poll.next_at,
        "tag": said.etag,
        "modified": said.last_modified,
        "said_by": said.url,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Quiet:
    """A poll that brought nothing; an unchanged source gives its validators and says where it has moved.

    Unless it ``has_moved``, what is remembered of that stays. A failure is counted where the source
    ``is_to_blame`` for it.
    """

    poll: Poll
    validators: Validators | None = None
    moved_to: str | None = None
    has_moved: bool = True
    is_to_blame: bool = True


_FAILED = (
    update(schema.source)
    .where(schema.source.c.key == bindparam("of"))
    .values(
        next_at=bindparam("then"),
        leased_until=None,
        failures=schema.source.c.failures + bindparam("counted"),
        failing_since=func.coalesce(schema.source.c.failing_since, bindparam("since", type_=Moment)),
    )
)
_UNCHANGED = (
    update(schema.source)
    .where(schema.source.c.key == bindparam("of"))
    .values(
        next_at=bindparam("then"),
        leased_until=None,
        failures=0,
        failing_since=None,
        etag=bindparam("tag"),
        last_modified=bindparam("modified"),
        validators_url=bindparam("said_by"),
    )
)


def record_quiet(connection: Connection, quiet: Sequence[Quiet]) -> None:
    """Log polls that brought nothing, and release their sources, as ``record`` and ``move`` do."""
    failed = [(one.poll, one.is_to_blame) for one in quiet if one.validators is None]
    if failed:
        rows = [
            {"of": poll.source, "then": poll.next_at, "since": poll.at, "counted": int(is_to_blame)}
            for poll, is_to_blame in failed
        ]
        connection.execute(_FAILED, rows)
    unchanged = [(one, one.validators) for one in quiet if one.validators is not None]
    if unchanged:
        connection.execute(_UNCHANGED, [_validated(one.poll, said) for one, said in unchanged])
    if quiet:
        connection.execute(_LOG, [_logged(one.poll) for one in quiet])
    for one in (one for one, _ in unchanged if one.has_moved):
        move(connection, one.poll.source, one.moved_to, at=one.poll.at)


def _logged(poll: Poll) -> dict[str, Any]:
    return {
        "source": poll.source,
        "at": poll.at,
        "outcome": poll.outcome,
        "status": poll.status,
        "counts": dict(poll.counts),
        "seconds": poll.seconds,
        "next_at": poll.next_at,
        "error": poll.error,
        "faults": list(poll.faults),
    }


def move(connection: Connection, source: str, to: str | None, *, at: datetime) -> None:
    """Remember where a source says that it has moved for good, and since when; ``None`` where it does not."""
    changed = update(schema.source).where(
        schema.source.c.key == source, schema.source.c.moved_to.is_distinct_from(to)
    )
    connection.execute(changed.values(moved_to=to, moved_since=at if to else None))


def learn_guids(connection: Connection, source: str, *, kept: int, changed: int) -> None:
    """Add to how often a source's guids have stayed with their items, and how often they have changed."""
    table = schema.source
    connection.execute(
        update(table)
        .where(table.c.key == source)
        .values(guids_kept=table.c.guids_kept + kept, guids_changed=table.c.guids_changed + changed)
    )


def keys(connection: Connection) -> list[str]:
    """Return the keys of all sources that were ever polled, in order."""
    return list(connection.execute(select(schema.source.c.key).order_by(schema.source.c.key)).scalars())


def guids(connection: Connection) -> dict[str, Guids]:
    """Return of each source what its guids have proved to be."""
    table = schema.source
    rows = connection.execute(select(table.c.key, table.c.guids_kept, table.c.guids_changed))
    return {row.key: proved(kept=row.guids_kept, changed=row.guids_changed) for row in rows}


_BEGUN = (
    update(schema.source)
    .where(schema.source.c.key == bindparam("of"), schema.source.c.first_polled_at.is_(None))
    .values(first_polled_at=bindparam("then"))
)


def begin(connection: Connection, begun: Mapping[str, datetime]) -> None:
    """Remember since when the first polls of sources are over."""
    if begun:
        connection.execute(_BEGUN, [{"of": source, "then": at} for source, at in begun.items()])


def latest(connection: Connection, sources: Sequence[str]) -> dict[str, Poll]:
    """Return each source's last poll, where it has had one."""
    newest = (
        select(func.max(schema.poll.c.id))
        .where(schema.poll.c.source.in_(sources))
        .group_by(schema.poll.c.source)
    )
    rows = connection.execute(select(schema.poll).where(schema.poll.c.id.in_(newest)))
    return {row.source: _poll(row) for row in rows}


def other_than(connection: Connection, sources: Sequence[str], *, status: int) -> dict[str, datetime]:
    """Return when each source last answered otherwise than with ``status``, or not at all."""
    table = schema.poll
    query = (
        select(table.c.source, func.max(table.c.at))
        .where(table.c.source.in_(sources), table.c.status.is_distinct_from(status))
        .group_by(table.c.source)
    )
    return dict(connection.execute(query).all()) if sources else {}


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
