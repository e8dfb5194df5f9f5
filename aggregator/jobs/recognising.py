"""Recognises the items of polls and keeps them, within the polls' transaction.

::

    items → known? → RECOGNISE → new ones: told elsewhere? → keep
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from aggregator import store
from aggregator.model import Item, Source, Verdict
from aggregator.recognise import Guids, Known, Telling, common, recognise, retold
from aggregator.refine.searchable import Searched
from aggregator.store.tellings import Own

Shingles = Mapping[str, tuple[int, ...]]
"""The shingles of items' texts, by raw hash."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """What one poll of a source, at ``at``, has brought to be recognised.

    ``shingles`` and ``searched`` are those of the items' texts, by raw hash. ``guids`` is what the source's
    have proved to be, ``standing`` the raw hashes of the document's entries that are not among ``items``
    because they are unchanged.
    """

    source: Source
    items: Sequence[Item]
    shingles: Shingles
    searched: Mapping[str, Searched] = field(default_factory=dict)
    first_poll: bool
    guids: Guids = "unknown"
    standing: frozenset[str] = frozenset()
    at: datetime

    @property
    def compared(self) -> bool:
        """Whether there is anything that others may have told in their own words."""
        return self.source.stories and bool(self.items)


def recognised(
    connection: Connection, offered: Sequence[Offered], *, alone: frozenset[str], revisions: int
) -> list[tuple[Verdict, ...]]:
    """Return the verdicts on the items of each poll, which are then kept; a poll knows those before it.

    ``alone`` are the sources whose items are never joined with others' stories; ``revisions`` is how
    many of an item's former wordings stay.
    """
    around = store.tellings.own(connection, [one.source.key for one in offered if one.compared])
    judged = [
        _recognised(connection, one, around.get(one.source.key, Own()), alone=alone, revisions=revisions)
        for one in offered
    ]
    told = [verdict for verdicts in judged for verdict in verdicts]
    searched = {raw_hash: said for one in offered for raw_hash, said in one.searched.items()}
    store.items.search(connection, told, searched)
    pairs = zip(offered, judged, strict=True)
    store.items.see(connection, ((verdict.item, one.at) for one, verdicts in pairs for verdict in verdicts))
    return judged


def _recognised(
    connection: Connection, offered: Offered, around: Own, *, alone: frozenset[str], revisions: int
) -> tuple[Verdict, ...]:
    source, at = offered.source, offered.at
    known = [
        one
        for one in store.items.known(connection, offered.items)
        if one.source == source.key or (source.stories and one.source not in alone)
    ]
    verdicts = recognise(
        offered.items,
        known=known,
        first_poll=offered.first_poll,
        backlog=source.backlog,
        guids=offered.guids,
        standing=offered.standing,
        at=at,
    )
    _learn(connection, source, verdicts, known)
    tellings, around = _tellings(source, verdicts, offered.shingles, around)
    fresh = [tellings[verdict.item.id] for verdict in verdicts if _is_fresh(verdict, tellings)]
    if fresh:
        found = store.tellings.candidates(connection, fresh)
        candidates = {
            asker: [one for one in like if one.source not in alone] for asker, like in found.items()
        }
        verdicts = retold(verdicts, tellings={one.id: one for one in fresh}, candidates=candidates)
    changed = [verdict.item.id for verdict in verdicts if verdict.kind == "changed"]
    store.revisions.remember(connection, changed, until=at, most=revisions)
    store.items.write(connection, verdicts)
    _follow(connection, source, verdicts, known, offered.standing)
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
    source: Source, verdicts: Sequence[Verdict], shingles: Shingles, around: Own
) -> tuple[dict[str, Telling], Own]:
    """Return what new and changed items are compared by, and what their source says around them all.

    That is left out of them; what is known of it is ``around``, and these items may show more.
    """
    wanted = [verdict for verdict in verdicts if verdict.kind != "known"] if source.stories else []
    ordered = {verdict.item.id: shingles.get(verdict.item.raw_hash, ()) for verdict in wanted}
    shown = common([frozenset(one) for one in ordered.values()], least=store.tellings.Limits().least)
    around = replace(around, shingles=around.shingles | shown)
    tellings = {
        verdict.item.id: Telling.of(
            verdict.item, ordered[verdict.item.id], story=verdict.story, common=around.shingles
        )
        for verdict in wanted
    }
    return tellings, around
