"""Says whether two items of different sources tell the same news, and why, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from rapidfuzz import fuzz

from aggregator.recognise import guards, shingles
from aggregator.recognise.telling import Telling, has_telling_title, is_specific

CONTAINED: Final = 0.6
"""The share of the shorter text that must stand in the other one."""
SOME: Final = 0.15
"""The same where the titles are alike as well."""
ALIKE: Final = 88
"""How alike titles must be, from 0 to 100, where the texts have something in common."""
SAME: Final = 95
"""How alike titles must be where there is no text to compare."""
FEW: Final = 10
"""Shingles under which a text tells too little to be compared."""
SOON: Final = timedelta(days=7)
"""How far apart items may be that only their title tells to be the same."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """An item that tells the same news: how surely, from 0 to 1, and why in words."""

    telling: Telling
    surely: float
    why: str


def best(one: Telling, candidates: Iterable[Telling]) -> Match | None:
    """Return the candidate that most surely tells what ``one`` tells, or ``None``."""
    found = [match for other in candidates if (match := same_news(one, other))]
    return max(found, key=lambda match: (match.surely, match.telling.id), default=None)


def same_news(one: Telling, other: Telling) -> Match | None:
    """Return why two items tell the same news, or ``None`` where they do not.

    A link that leads to one text is enough. Else most of the shorter text must stand in the other, or
    some of it where the titles are alike; and nothing may tell them apart (see ``guards``).
    """
    if one.canonical and one.canonical == other.canonical and is_specific(one.canonical):
        return Match(telling=other, surely=1.0, why=f"source {other.source} has told it under the same link")
    found = _by_title(one, other) if _is_short(one, other) else _by_text(one, other)
    return None if found is None or guards.conflict(one, other) else found


def _is_short(one: Telling, other: Telling) -> bool:
    return min(len(one.shingles), len(other.shingles)) < FEW


def _by_title(one: Telling, other: Telling) -> Match | None:
    near = abs(one.date - other.date) <= SOON
    if near and has_telling_title(one.title) and _likeness(one, other) >= SAME:
        return Match(telling=other, surely=0.5, why=f"source {other.source} has told it under the same title")
    return None


def _by_text(one: Telling, other: Telling) -> Match | None:
    held = shingles.containment(one.shingles, other.shingles)
    if held >= CONTAINED:
        why = f"{held:.0%} of its text stands in what source {other.source} has told, or the other way round"
        return Match(telling=other, surely=held, why=why)
    if held >= SOME and (alike := _likeness(one, other)) >= ALIKE:
        why = (
            f"its title is alike ({alike:.0f} of 100) and {held:.0%} of the text the same as what source"
            f" {other.source} has told"
        )
        return Match(telling=other, surely=held, why=why)
    return None


def _likeness(one: Telling, other: Telling) -> float:
    words = (" ".join(shingles.words(title)) for title in (one.title, other.title))
    return fuzz.token_sort_ratio(*words)
