"""Joins new items to the stories that other sources have told in their own words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from aggregator.model import Verdict
from aggregator.recognise import same_news
from aggregator.recognise.telling import Telling


def retold(
    verdicts: Sequence[Verdict],
    *,
    tellings: Mapping[str, Telling],
    candidates: Mapping[str, Sequence[Telling]],
) -> tuple[Verdict, ...]:
    """Return the verdicts, with those of items that tell a known story in its name.

    ``tellings`` are the new items as they are compared, ``candidates`` the kept ones that may tell the
    same, both by the new items' ids. Backlog stays backlog; it is another voice of its story all the same.
    """
    return tuple(_joined(verdict, tellings, candidates) for verdict in verdicts)


def _joined(
    verdict: Verdict, tellings: Mapping[str, Telling], candidates: Mapping[str, Sequence[Telling]]
) -> Verdict:
    telling = tellings.get(verdict.item.id)
    if telling is None or verdict.story != verdict.item.id or verdict.kind not in {"new", "backlog"}:
        return verdict
    match = same_news.best(telling, candidates.get(telling.id, ()))
    if match is None:
        return verdict
    kind = "retold" if verdict.kind == "new" else verdict.kind
    why = match.why if verdict.kind == "new" else f"{verdict.why}; {match.why}"
    return replace(verdict, kind=kind, story=match.telling.story, why=why)
