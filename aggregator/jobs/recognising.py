"""Recognises the items of one poll and keeps them, within the poll's transaction.

::

    items → known? → RECOGNISE → new ones: told elsewhere? → keep
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from aggregator import store
from aggregator.model import Item, Source, Verdict
from aggregator.recognise import Guids, Known, Telling, common, recognise, retold
from aggregator.store.tellings import Own

Shingles = Mapping[str, tuple[int, ...]]
"""The shingles of items' texts, by raw hash."""


def recognised(
    connection: Connection,
    source: Source,
    items: Sequence[Item],
    shingles: Shingles,
    *,
    first_poll: bool,
    guids: Guids,
    standing: frozenset[str],
    alone: frozenset[str],
    revisions: int,
    at: datetime,
) -> tuple[Verdict, ...]:
    """Return the verdicts on ``items``, which are then kept.

    ``alone`` are the sources whose items are never joined with others' stories; ``revisions`` is how
    many of an item's former wordings stay; ``guids`` is what the source's have proved to be,
    ``standing`` the raw hashes of the document's entries that are not among ``items`` because they are
    unchanged.
    """
    known = [
        one
        for one in store.items.known(connection, items)
        if one.source == source.key or (source.stories and one.source not in alone)
    ]
    verdicts = recognise(
        items,
        known=known,
        first_poll=first_poll,
        backlog=source.backlog,
        guids=guids,
        standing=standing,
        at=at,
    )
    _learn(connection, source, verdicts, known)
    around = store.tellings.own(connection, source.key) if source.stories and verdicts else Own()
    tellings = _tellings(source, verdicts, shingles, around.shingles)
    fresh = [tellings[verdict.item.id] for verdict in verdicts if _is_fresh(verdict, tellings)]
    if fresh:
        found = store.tellings.candidates(connection, fresh)
        candidates = {
            asker: [one for one in like if one.source not in alone] for asker, like in found.items()
        }
        verdicts = retold(verdicts, tellings={one.id: one for one in fresh}, candidates=candidates)
    changed = [verdict.item.id for verdict in verdicts if verdict.kind == "changed"]
    store.revisions.remember(connection, changed, until=at, most=revisions)
    store.items.keep(connection, verdicts, at=at)
    _follow(connection, source, verdicts, known, standing)
    store.tellings.keep(connection, list(tellings.values()), at=at, around=around, changed=changed)
    return verdicts


def _learn(
    connection: Connection, source: Source, verdicts: Sequence[Verdict], known: Sequence[Known]
) -> None:
    """Remember whether the source's guids stayed with the items that were known."""
    before = {one.id: one.guid for one in known if one.source == source.key}
    taken = set(before.values())
    again = [one.item for one in verdicts if one.item.guid and before.get(one.item.id)]
    kept = sum(item.guid == before[item.id] for item in again)
    told: dict[str | None, str] = {}
    ids = {one.item.id: told.setdefault(one.item.guid, one.item.id) for one in verdicts if one.item.guid}
    shared = sum(one != first for one, first in ids.items() if one not in before)
    reused = shared + sum(one.item.guid in taken for one in verdicts if one.item.id not in before)
    changed = len(again) - kept + reused
    if kept or changed:
        store.polls.learn_guids(connection, source.key, kept=kept, changed=changed)


def _follow(
    connection: Connection,
    source: Source,
    verdicts: Sequence[Verdict],
    known: Sequence[Known],
    standing: frozenset[str],
) -> None:
    """Keep by what known items are known now, and let go of what was read of them before.

    What is let go of is read again if it returns: a source may take an edit back.
    """
    before = {one.id: one for one in known if one.source == source.key}
    pairs = [(one, before[one.item.id]) for one in verdicts if one.item.id in before]
    reread = [(one, was) for one, was in pairs if not was.is_entry_of(one.item)]
    store.items.readdress(connection, [one.item for one, _ in reread if one.kind == "known"])
    offered = standing | {verdict.item.raw_hash for verdict in verdicts}
    former = {
        was.raw_hash for one, was in reread if one.kind == "changed" or not was.is_addressed_as(one.item)
    }
    store.items.unsee(connection, source.key, sorted(former - offered))


def _is_fresh(verdict: Verdict, tellings: Mapping[str, Telling]) -> bool:
    return verdict.kind in {"new", "backlog"} and verdict.item.id in tellings


def _tellings(
    source: Source, verdicts: Sequence[Verdict], shingles: Shingles, around: frozenset[int]
) -> dict[str, Telling]:
    """Return what new and changed items are compared by, without what their source says around them all."""
    wanted = [verdict for verdict in verdicts if verdict.kind != "known"] if source.stories else []
    if not wanted:
        return {}
    ordered = {verdict.item.id: shingles.get(verdict.item.raw_hash, ()) for verdict in wanted}
    around |= common([frozenset(one) for one in ordered.values()], least=store.tellings.Limits().least)
    return {
        verdict.item.id: Telling.of(
            verdict.item, ordered[verdict.item.id], story=verdict.story, common=around
        )
        for verdict in wanted
    }
