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
from aggregator.store.tellings import Own, Told

Shingles = Mapping[str, tuple[int, ...]]
"""The shingles of items' texts, by raw hash."""

_FEW = 50
"""Items of polls that are recognised together; beside more of them statements of a poll's own cost little."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """What one poll of a source, at ``at``, has brought to be recognised.

    ``shingles`` and ``searched`` are those of the items' texts, by raw hash; ``late`` are the raw hashes of
    entries that its first poll has met. ``guids`` is what the source's have proved to be, ``standing`` the
    raw hashes of the document's entries that are not among ``items`` because they are unchanged.
    """

    source: Source
    items: Sequence[Item]
    shingles: Shingles
    searched: Mapping[str, Searched] = field(default_factory=dict)
    first_poll: bool
    late: frozenset[str] = frozenset()
    guids: Guids = "unknown"
    standing: frozenset[str] = frozenset()
    at: datetime

    @property
    def compared(self) -> bool:
        """Whether there is anything that others may have told in their own words."""
        return self.source.stories and bool(self.items)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Judged:
    """What was decided about the items of a poll, and what that is told by.

    ``known`` are the kept items that they may be, ``tellings`` what those that are new or have changed are
    compared by, ``around`` what their source puts around them all.
    """

    offered: Offered
    known: Sequence[Known]
    verdicts: tuple[Verdict, ...]
    tellings: Mapping[str, Telling]
    around: Own

    @property
    def fresh(self) -> dict[str, Telling]:
        """The tellings of what is new here, which may have been told elsewhere."""
        ids = (one.item.id for one in self.verdicts if one.kind in {"new", "backlog"})
        return {one: self.tellings[one] for one in ids if one in self.tellings}

    @property
    def changed(self) -> list[str]:
        """The ids of the items that have changed."""
        return [one.item.id for one in self.verdicts if one.kind == "changed"]


def recognised(
    connection: Connection, offered: Sequence[Offered], *, alone: frozenset[str], revisions: int
) -> list[tuple[Verdict, ...]]:
    """Return the verdicts on the items of each poll, which are then kept; a poll knows those before it.

    ``alone`` are the sources whose items are never joined with others' stories; ``revisions`` is how
    many of an item's former wordings stay.
    """
    around = store.tellings.own(connection, [one.source.key for one in offered if one.compared])
    judged: list[_Judged] = []
    while len(judged) < len(offered):
        judged += _recognised(connection, offered[len(judged) :], around, alone=alone, revisions=revisions)
    told = [verdict for one in judged for verdict in one.verdicts]
    searched = {raw_hash: said for one in offered for raw_hash, said in one.searched.items()}
    store.items.search(connection, told, searched)
    store.items.see(connection, ((one.item, each.offered.at) for each in judged for one in each.verdicts))
    return [one.verdicts for one in judged]


def _recognised(
    connection: Connection,
    offered: Sequence[Offered],
    around: Mapping[str, Own],
    *,
    alone: frozenset[str],
    revisions: int,
) -> list[_Judged]:
    """Recognise and keep the first of these polls, with those after it that have nothing to do with it.

    As none of them meets what another brought, or may have changed, they can be asked for together: whether
    one comes before the other makes no difference.
    """
    asking = _strangers(offered)
    found = store.items.known(connection, [item for one in asking for item in one.items])
    judged = _judged(asking, found, around, alone=alone)
    fresh = [telling for one in judged for telling in one.fresh.values()]
    like = store.tellings.candidates(connection, fresh) if fresh else {}
    judged = _retold(judged, like, alone=alone)
    for one in judged:
        store.revisions.remember(connection, one.changed, until=one.offered.at, most=revisions)
    store.items.write(connection, [verdict for one in judged for verdict in one.verdicts])
    for one in judged:
        _learn(connection, one.offered.source, one.verdicts, one.known)
        _follow(connection, one.offered.source, one.verdicts, one.known, one.offered.standing)
    store.tellings.keep(
        connection,
        [
            Told(
                tellings=list(one.tellings.values()),
                at=one.offered.at,
                around=one.around,
                changed=one.changed,
            )
            for one in judged
        ],
    )
    return judged


def _strangers(offered: Sequence[Offered]) -> list[Offered]:
    """Return the first polls, as long as they bring little and name nothing that one before them names."""
    chosen: list[Offered] = []
    named: set[str] = set()
    items = 0
    for one in offered:
        names = {one.source.key, *(item.id for item in one.items), *(item.canonical for item in one.items)}
        items += len(one.items)
        if chosen and (items > _FEW or not named.isdisjoint(names)):
            break
        chosen.append(one)
        named |= names - {""}
    return chosen


def _judged(
    offered: Sequence[Offered], found: Sequence[Known], around: Mapping[str, Own], *, alone: frozenset[str]
) -> list[_Judged]:
    """Judge polls by the items ``found`` for all, as far as none meets those of one before it."""
    judged: list[_Judged] = []
    before: set[str] = set()
    keys: set[int] = set()
    for one in offered:
        known = _known(one, found, alone)
        if not before.isdisjoint(item.source for item in known):
            break
        verdicts = recognise(
            one.items,
            known=known,
            first_poll=one.first_poll,
            late=one.late,
            backlog=one.source.backlog,
            guids=one.guids,
            standing=one.standing,
            at=one.at,
        )
        own = around.get(one.source.key, Own())
        tellings, own = _tellings(one.source, verdicts, one.shingles, own)
        if not all(keys.isdisjoint(telling.keys) for telling in tellings.values()):
            break
        judged.append(_Judged(offered=one, known=known, verdicts=verdicts, tellings=tellings, around=own))
        before.add(one.source.key)
        keys = keys.union(*(telling.keys for telling in tellings.values()))
    return judged


def _known(offered: Offered, found: Sequence[Known], alone: frozenset[str]) -> list[Known]:
    """Return the kept items, of those ``found``, that a poll's may be, or whose ids or links they have."""
    source, items = offered.source, offered.items
    links, ids = {item.canonical for item in items} - {""}, {item.id for item in items}
    return [
        one
        for one in found
        if one.source == source.key
        or (source.stories and one.source not in alone and (one.canonical in links or one.id in ids))
    ]


def _retold(
    judged: Sequence[_Judged], like: Mapping[str, Sequence[Telling]], *, alone: frozenset[str]
) -> list[_Judged]:
    """Join polls' new items to the stories of those ``like`` them, as far as none is of one before it."""
    joined: list[_Judged] = []
    before: set[str] = set()
    for one in judged:
        candidates = {
            asker: [other for other in like.get(asker, ()) if other.source not in alone]
            for asker in one.fresh
        }
        if any(other.source in before for others in candidates.values() for other in others):
            break
        verdicts = retold(one.verdicts, tellings=one.fresh, candidates=candidates)
        joined.append(replace(one, verdicts=verdicts))
        before.add(one.offered.source.key)
    return joined


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


def _tellings(
    source: Source, verdicts: Sequence[Verdict], shingles: Shingles, around: Own
) -> tuple[dict[str, Telling], Own]:
    """Return what new and changed items are compared by, and what their source says around them all.

    That is left out of them; what is known of it is ``around``, and these items may show more.
    """
    wanted = [verdict for verdict in verdicts if verdict.kind != "known"] if source.stories else []
    ordered = {verdict.item.id: shingles.get(verdict.item.raw_hash, ()) for verdict in wanted}
    shown = common(list(ordered.values()), least=store.tellings.Limits().least)
    around = replace(around, shingles=around.shingles | shown)
    tellings = {
        verdict.item.id: Telling.of(
            verdict.item, ordered[verdict.item.id], story=verdict.story, common=around.shingles
        )
        for verdict in wanted
    }
    return tellings, around
