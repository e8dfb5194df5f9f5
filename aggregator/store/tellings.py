"""Keeps what items are compared by, and finds those that may tell the same news."""

import json
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, text

from aggregator.recognise import Telling, common
from aggregator.store.among import among, listed
from aggregator.store.chunks import chunks
from aggregator.store.schema import boilerplate, item, sketch, story_key


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bounds of comparing.

    ``rows`` are the hits that are read of one statement for each source that asks, ``candidates`` the items
    that one is compared with. What ``least`` of a source's ``latest`` items hold is its boilerplate;
    that is found out anew after every ``anew`` items.
    """

    rows: int = 5_000
    candidates: int = 20
    latest: int = 30
    least: int = 3
    anew: int = 5


_HITS = (
    select(story_key.c.key, story_key.c.sketch).where(among(story_key.c.key, "keys")).limit(bindparam("most"))
)
_KEPT = (
    select(
        item.c.id,
        item.c.source,
        item.c.society,
        item.c.story,
        item.c.title,
        item.c.text,
        item.c.canonical,
        item.c.date,
        sketch.c.number,
        sketch.c.shingles,
    )
    .join(sketch, sketch.c.item == item.c.id)
    .where(among(sketch.c.number, "numbers"))
)
_OWN = select(boilerplate.c.source, boilerplate.c.shingles, boilerplate.c.unread).where(
    among(boilerplate.c.source, "sources")
)
_WAIT = (
    boilerplate.update().where(boilerplate.c.source == bindparam("of")).values(unread=bindparam("waiting"))
)
_LATEST = (
    select(sketch.c.shingles)
    .where(sketch.c.source == bindparam("source"))
    # A poll's items have one time: of these the last, on either database.
    .order_by(sketch.c.at.desc(), sketch.c.number.desc())
    .limit(bindparam("most"))
)
_SKETCH = sketch.insert()
_FORGET = delete(boilerplate).where(boilerplate.c.source == bindparam("of"))
_KNOW = boilerplate.insert()
_ADD_KEYS = {
    "sqlite": text(
        "INSERT INTO story_key (key, sketch) SELECT one.value, sketch.number "
        # CROSS: in this order, whatever SQLite thinks of the size of the tables.
        "FROM json_each(:keys) AS told CROSS JOIN sketch ON sketch.item = told.key "
        "CROSS JOIN json_each(told.value) AS one "
        # In the order of the keys, in which they stand: a third quicker.
        "ORDER BY one.value"
    ),
    "postgresql": text(
        "INSERT INTO story_key (key, sketch) SELECT CAST(one AS bigint), sketch.number "
        "FROM json_each(CAST(:keys AS json)) AS told, json_array_elements_text(told.value) AS one, sketch "
        "WHERE sketch.item = told.key"
    ),
}
"""About twenty rows an item, which go along as one value: as parameters they take three times as long."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Own:
    """The shingles that a source puts around all its texts, and how many have come since that was known.

    ``unread`` is ``None`` where nothing is known of it yet.
    """

    shingles: frozenset[int] = frozenset()
    unread: int | None = None


def own(connection: Connection, sources: Iterable[str]) -> dict[str, Own]:
    """Return what each of ``sources`` puts around all its texts, as far as that is known."""
    found = dict.fromkeys(sources, Own())
    for row in connection.execute(_OWN, {"sources": listed(found)}):
        found[row.source] = Own(shingles=frozenset(_unpacked(row.shingles)), unread=row.unread)
    return found


def candidates(
    connection: Connection, tellings: Sequence[Telling], *, limits: Limits = Limits()
) -> dict[str, list[Telling]]:
    """Return for each of ``tellings`` the kept ones of other sources that share most keys with it."""
    most = limits.rows * len({telling.source for telling in tellings})
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for keys in chunks(list(frozenset[int]().union(*(telling.keys for telling in tellings)))):
        for key, number in connection.execute(_HITS, {"keys": listed(keys), "most": most}):
            holders[key].append(number)
    shared = {
        telling.id: Counter(number for key in met for number in holders[key])
        for telling in tellings
        if (met := telling.keys & holders.keys())
    }
    chosen = {
        asker: [one for one, _ in found.most_common(limits.candidates)] for asker, found in shared.items()
    }
    kept = _kept(connection, {one for found in chosen.values() for one in found})
    sources = {telling.id: telling.source for telling in tellings}
    return {
        asker: [kept[one] for one in found if one in kept and kept[one].source != sources[asker]]
        for asker, found in chosen.items()
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What items of one source, which came ``at`` one time, are compared by.

    Of those ``changed`` it stands in place of what there was. ``around`` is what is known of what the source
    puts around them, these themselves included.
    """

    tellings: Sequence[Telling]
    at: datetime
    around: Own
    changed: Collection[str] = ()


def keep(connection: Connection, told: Sequence[Told], *, limits: Limits = Limits()) -> None:
    """Keep what items are compared by, those of each source by themselves."""
    told = [one for one in told if one.tellings]
    if not told:
        return
    changed = [one.id for each in told for one in each.tellings if one.id in each.changed]
    for chunk in chunks(changed):
        connection.execute(delete(sketch).where(sketch.c.item.in_(chunk)))
    rows = [
        {"item": one.id, "source": one.source, "at": each.at, "shingles": _packed(one.ordered)}
        for each in told
        for one in each.tellings
    ]
    connection.execute(_SKETCH, rows)
    keys = json.dumps({one.id: sorted(one.keys) for each in told for one in each.tellings})
    connection.execute(_ADD_KEYS[connection.dialect.name], {"keys": keys})
    _learn(connection, told, limits)


def _learn(connection: Connection, told: Sequence[Told], limits: Limits) -> None:
    """Find out anew what sources put around their texts, once enough of them have come."""
    waiting: list[dict[str, Any]] = []
    learnt: list[dict[str, Any]] = []
    for each in told:
        source, unread, fresh = each.tellings[0].source, each.around.unread, len(each.tellings)
        if unread is not None and unread + fresh < limits.anew:
            waiting.append({"of": source, "waiting": unread + fresh})
            continue
        found = each.around.shingles
        # Of a source's first items all that they tell of it is known.
        if unread is not None or fresh > limits.latest:
            latest = connection.execute(_LATEST, {"source": source, "most": limits.latest}).scalars()
            found = common([_unpacked(one) for one in latest], least=limits.least)
            connection.execute(_FORGET, {"of": source})
        learnt.append({"source": source, "shingles": _packed(sorted(found)), "unread": 0})
    if waiting:
        connection.execute(_WAIT, waiting)
    if learnt:
        connection.execute(_KNOW, learnt)


def _kept(connection: Connection, numbers: Iterable[int]) -> Mapping[int, Telling]:
    found: dict[int, Telling] = {}
    for chunk in chunks(list(numbers)):
        rows = connection.execute(_KEPT, {"numbers": listed(chunk)}).all()
        around = own(connection, {row.source for row in rows})
        for row in rows:
            ordered = tuple(_unpacked(row.shingles))
            found[row.number] = Telling(
                id=row.id,
                source=row.source,
                society=row.society,
                story=row.story,
                title=row.title,
                text=row.text,
                canonical=row.canonical,
                date=row.date,
                ordered=ordered,
                shingles=frozenset(ordered) - around[row.source].shingles,
            )
    return found


def _packed(shingles: Sequence[int]) -> bytes:
    packed = array("I", shingles)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _unpacked(kept: bytes) -> list[int]:
    unpacked = array("I")
    unpacked.frombytes(kept)
    if sys.byteorder == "big":
        unpacked.byteswap()
    return unpacked.tolist()
