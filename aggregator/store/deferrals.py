"""Keeps the entries of list pages whose article could not be had yet."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, delete, select

from aggregator.model import Entry
from aggregator.store.among import among, listed
from aggregator.store.schema import deferred_entry

_ENTRIES: TypeAdapter[Entry] = TypeAdapter(Entry)


@dataclass(frozen=True, kw_only=True, slots=True)
class Deferred:
    """An entry that waits for its article ``since`` it was met: why, and at how many polls that has failed.

    It is of the ``first`` poll of its source where it was met then: what comes of it is as old as that. There
    is no ``entry`` of one that an older version has met.
    """

    entry: Entry | None
    why: str
    tries: int
    since: datetime
    first: bool


_WAITING = select(deferred_entry).where(among(deferred_entry.c.source, "sources"))
_FORGET = delete(deferred_entry).where(deferred_entry.c.source == bindparam("of"))
_KEEP = deferred_entry.insert()


def waiting(connection: Connection, sources: Sequence[str]) -> Mapping[str, Mapping[str, Deferred]]:
    """Return the entries of each source that wait for their articles, by raw hash."""
    found: defaultdict[str, dict[str, Deferred]] = defaultdict(dict)
    for row in connection.execute(_WAITING, {"sources": listed(sources)}):
        found[row.source][row.raw_hash] = Deferred(
            entry=_ENTRIES.validate_json(row.entry) if row.entry else None,
            why=row.why,
            tries=row.tries,
            since=row.at,
            first=row.first,
        )
    return found


def keep(connection: Connection, source: str, missed: Mapping[str, Deferred]) -> None:
    """Keep which entries of a source wait for their articles, by raw hash; the others wait no more."""
    connection.execute(_FORGET, {"of": source})
    rows = [
        {
            "source": source,
            "raw_hash": raw_hash,
            "entry": _ENTRIES.dump_json(one.entry).decode() if one.entry else None,
            "why": one.why,
            "tries": one.tries,
            "at": one.since,
            "first": one.first,
        }
        for raw_hash, one in missed.items()
    ]
    if rows:
        connection.execute(_KEEP, rows)
