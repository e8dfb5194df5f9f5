"""Gives each item of a poll its verdict, with the reason in words."""

from calendar import month_name
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aggregator.model import Item, Verdict
from aggregator.recognise.identity import Guids, Known
from aggregator.recognise.matching import matched
from aggregator.recognise.register import Register


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """When many old items at once are taken for an archive that is offered again."""

    archive: int = 5


def recognise(
    items: Sequence[Item],
    *,
    known: Sequence[Known],
    first_poll: bool,
    late: frozenset[str] = frozenset(),
    backlog: timedelta,
    at: datetime,
    guids: Guids = "unknown",
    standing: frozenset[str] = frozenset(),
    limits: Limits = Limits(),
) -> tuple[Verdict, ...]:
    """Return a verdict for each of ``items``, which are one source's entries of one poll at ``at``.

    ``known`` are the kept items that they may be: those of the source with the same guid, link,
    content or title, and those of other sources with the same link. A new source never floods:
    on its first poll only what is dated, and younger than ``backlog``, is news. The same holds for what
    comes ``late`` of that poll, by raw hash, and when a source offers ``limits.archive`` or more old items
    at once. ``guids`` is what those of the source have proved to be; unstable ones tell nothing.
    ``standing`` are the raw hashes of the document's other entries, which are known and unchanged.
    """
    source = items[0].source if items else ""
    kept = [one for one in known if one.source == source]
    pairs = matched(items, kept, guids=guids, standing=standing)
    register = Register(source, known, taken=[pair[0] for pair in pairs if pair])
    verdicts = [_judge(item, pair, register) for item, pair in zip(items, pairs, strict=True)]
    old = [one.kind in {"new", "retold"} and _is_old(one.item, at - backlog) for one in verdicts]
    first = [first_poll or one.item.raw_hash in late for one in verdicts]
    later = sum(is_old and not is_first for is_old, is_first in zip(old, first, strict=True))
    is_archive = later >= limits.archive
    return tuple(
        _as_backlog(one, is_first=is_first) if is_old and (is_first or is_archive) else one
        for one, is_old, is_first in zip(verdicts, old, first, strict=True)
    )


def _as_backlog(verdict: Verdict, *, is_first: bool) -> Verdict:
    reason = "on its source's first poll" if is_first else "and came with other old items at once"
    return replace(verdict, kind="backlog", why=f"{verdict.why}; {_age(verdict.item)} {reason}")


def _judge(item: Item, pair: tuple[Known, str] | None, register: Register) -> Verdict:
    if same := pair or register.repeated(item):
        kept, why = same
        item = _as_kept(item, kept)
        # Of two versions in one document the first is taken, unless the other says that it is newer.
        if item.fingerprint == kept.fingerprint or not (pair or register.is_newer(item)):
            return register.met(Verdict(item=item, kind="known", story=kept.story, why=why))
        verdict = Verdict(item=item, kind="changed", story=kept.story, why=f"{why}, its words are not")
    elif told := register.same_story(item):
        item = register.freed(item)
        why = (
            "the same document says it in the same words"
            if told.source == item.source
            else f"source {told.source} has told it under the same link"
        )
        verdict = Verdict(item=item, kind="retold", story=told.story, why=why)
    else:
        item = register.freed(item)
        why = "no kept item has its guid, link or words"
        verdict = Verdict(item=item, kind="new", story=item.id, why=why)
    return register.met(verdict)


def _as_kept(item: Item, kept: Known) -> Item:
    """Return an entry as the item that it is; an address that it has no longer stays."""
    return replace(
        item,
        id=kept.id,
        first_seen=kept.first_seen,
        guid=item.guid or kept.guid,
        link=item.link or kept.link,
        canonical=item.canonical or kept.canonical,
    )


def _is_old(item: Item, since: datetime) -> bool:
    return item.published is None or item.published.at < since


def _age(item: Item) -> str:
    if item.published is None:
        return "it is undated"
    at = item.published.at
    return f"it is from {at.day} {month_name[at.month]} {at.year}"
