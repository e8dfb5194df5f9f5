"""Completes the days of a list's rows that say no year by the year that stands above them as a heading."""

import re
from collections.abc import Sequence

from bs4 import NavigableString, Tag

from aggregator.parse import daywords

_YEAR = re.compile(r"\W*((?:19|20)\d{2})(?:年度?)?\W*")
_NUMBERS = re.compile(r"\D{0,3}(\d{1,2})-(\d{1,2})\D{0,3}")
_CHINESE = re.compile(r"\D{0,3}(\d{1,2})\s*月\s*(\d{1,2})\s*日\D{0,6}")
_LONGEST = 30
_LINKED = ("a", "option", "script", "style", "title")


def completed(rows: Sequence[Tag]) -> list[str | None]:
    """Return for each row the day that a piece of it says, with its year; ``None`` where one is missing."""
    if not rows:
        return []
    told: dict[int, str | None] = {}
    ends = {id(row) for row in rows}
    year = None
    for one in (list(rows[0].parents) or [rows[0]])[-1].descendants:
        if id(one) in ends and isinstance(one, Tag):
            told[id(one)] = _day(one, year) if year else None
        elif type(one) is NavigableString and len(one) <= _LONGEST and (found := _YEAR.fullmatch(one)):
            year = year if one.find_parent(_LINKED) else found[1]
    return [told.get(id(row)) for row in rows]


def _day(row: Tag, year: str) -> str | None:
    for piece in row.find_all(string=True):
        words = " ".join(piece.split())
        if words and len(words) <= _LONGEST and (said := _with_year(words, year)):
            return said
    return None


def _with_year(words: str, year: str) -> str | None:
    """Return "28 October", "28.10.", "10-28" or "10月28日" with the year; ``None`` for other words."""
    numbers = _NUMBERS.fullmatch(words) or _CHINESE.fullmatch(words)
    said = f"{year}-{numbers[1]}-{numbers[2]}" if numbers else f"{words.rstrip(' ,:-–|')} {year}"
    found = daywords.find(said)
    return (
        found[0]
        if found and found.end() == len(said) and said[: found.start()].strip(" ,:[(") == ""
        else None
    )
