"""Finds the dates by the rows of a list where no selector tells of them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bs4 import NavigableString, PageElement, Tag

from aggregator.parse import agowords, daysabove, daywords, headings, labels, yearless
from aggregator.parse.pieces import Row

_STRINGS = 60
"""Pieces of text of a row that are looked through."""
_SIBLINGS = 8
_BESIDE = 30
"""Characters that may stand beside a date: "Published:", a place, a category; more is a sentence."""
_LONGEST = 120
_PART = 10
_TWO = 2
_DAY = re.compile(r"\d{1,2}[日号]?")
_MONTH = re.compile(r"(?P<y>(?:19|20)\d{2})\s?[-/.年]\s?(?P<m>0?[1-9]|1[0-2])月?")
_CUTS = frozenset(":：–—-|·")
_DAY_AND_MONTH = re.compile(r"(\d{1,2})\s?([-/.月])\s?(\d{1,2})日?")
_YEAR = re.compile(r"((?:19|20)\d{2})年?")
_MONTHS = 12
_BARS = re.compile(r"[|•·]|\s/\s")
_PLACE_ENDS = frozenset(",，(（–—-")
_OF = frozenset({"de", "di", "do", "du", "la", "am", "an", "der"})
"""Words within the names of places."""
_CHANGES = ("ins", "del")
_DIGIT = re.compile(r"[\d一二]")
"""What every year has, also in Chinese signs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A date as written, and the element that holds it."""

    text: str
    element: Tag | None


def found(rows: Sequence[Row]) -> list[Found | None]:
    """Return the date of each row: in it, or where few hold one, between it and the next or the last.

    A date that fewer than half of the rows have is what one piece tells of, not when the pieces came.
    """
    inside = [_first(_strings(row.element, row.anchor)) or _in_link(row) or _in_heading(row) for row in rows]
    if _are_enough(inside):
        return inside
    ends = {id(row.element) for row in rows}
    after = [_first(_between(row.element.next_siblings, ends)) for row in rows]
    before = [_first(_between(row.element.previous_siblings, ends)) for row in rows]
    above = [
        Found(text=one[0], element=one[1]) if one else None
        for one in daysabove.above([row.element for row in rows])
    ]
    best = max(after, before, above, key=lambda dates: sum(one is not None for one in dates))
    if _are_enough(best):
        return best
    told = [
        Found(text=one, element=None) if one else None
        for one in yearless.completed([row.element for row in rows])
    ]
    return told if _are_enough(told) else [None] * len(rows)


def machine(row: Tag) -> Tag | None:
    """Return the element of a row that says its date to machines: a ``<time>``, or a custom one."""
    found = row.find("time") or row.find(lambda one: one.has_attr("datetime") and one.name not in _CHANGES)
    return found if isinstance(found, Tag) else None


def _are_enough(dates: Sequence[Found | None]) -> bool:
    return sum(one is not None for one in dates) * 2 >= len(dates)


def _in_link(row: Row) -> Found | None:
    """Return the date in a link that is more than its row's headline: a whole card, or a date set apart."""
    if row.anchor is None:
        return None
    piece = _first(_strings(row.anchor, None)) if row.anchor.find(True) else None
    day = None if piece else headings.day_at_end(" ".join(row.anchor.get_text(" ").split()))
    return Found(text=day[1], element=None) if day else piece


def _in_heading(row: Row) -> Found | None:
    """Return the date with which a heading beside the link begins."""
    words = " ".join(row.heading.get_text(" ").split())[:_LONGEST] if row.heading is not None else ""
    day = daywords.find(words)
    return Found(text=day[0].strip(), element=None) if day and not words[: day.start()].strip(" ([") else None


def _first(strings: Iterator[NavigableString]) -> Found | None:
    """Return the first piece that is a date, a few words beside it allowed, else what pieces make up."""
    pieces = list(strings)
    return _whole(pieces) or _of_parts(pieces)


def _of_parts(pieces: Sequence[NavigableString]) -> Found | None:
    """Return the date of which day, month and year stand in pieces of their own, as on a calendar's leaf."""
    short = [" ".join(piece.split())[: _PART + 1] for piece in pieces]
    told = [words for words in short if words]
    for at in range(len(told) - 1):
        for many in (3, 2):
            parts = told[at : at + many]
            if (
                len(parts) == many
                and all(len(part) <= _PART for part in parts)
                and (said := _put_together(parts))
            ):
                return Found(text=said, element=None)
    return None


def _put_together(parts: Sequence[str]) -> str | None:
    if len(parts) == _TWO:
        for day, month in (parts, parts[::-1]):
            if _DAY.fullmatch(day) and (found := _MONTH.fullmatch(month)):
                return f"{found['y']}-{found['m']}-{day.rstrip('日号')}"
            if (found := _DAY_AND_MONTH.fullmatch(day)) and (year := _YEAR.fullmatch(month)):
                return _in_numbers(found, year[1])
    words = " ".join(parts)
    found = daywords.find(words)
    return (
        found[0]
        if found and len(found[0]) == len(words) and not daywords.find(" ".join(parts[:-1]))
        else None
    )


def _in_numbers(found: re.Match[str], year: str) -> str:
    """Return a date whose year stands apart: after a dash stands the day, else the list tells the order."""
    first, sign, second = found.groups()
    is_month_first = sign in "-月" and int(first) <= _MONTHS
    return f"{year}-{first}-{second}" if is_month_first else f"{first}/{second}/{year}"


def _whole(strings: Sequence[NavigableString]) -> Found | None:
    """Return the first date of publication; where there is none, that of an update or an event."""
    others = list[Found]()
    for piece in strings:
        words = " ".join(piece.split())
        if ago := agowords.find(words):
            return Found(text=ago, element=piece.parent)
        day = _day(words) if _DIGIT.search(words) else None
        found = Found(text=day[0].strip(), element=piece.parent) if day else None
        if found and not (len(words) > _LONGEST or _is_of_other(words)):
            return found
        others += [found] if found else []
    return others[0] if others else None


def _day(words: str) -> re.Match[str] | None:
    """Return the date in a piece of text that says little else, or that begins with it as a dateline does."""
    day = daywords.find(words[:_LONGEST])
    if day is None or (len(words) <= _LONGEST and (_is_most(words, day) or _is_labelled(words, day))):
        return day
    return day if labels.dateline(words).amid and _is_place(words[: day.start()]) else None


def _is_most(words: str, day: re.Match[str]) -> bool:
    """Say whether few words stand beside a date, or what systems write of a piece, cut off from the rest."""
    before, after = _BARS.split(words[: day.start()])[-1], _BARS.split(words[day.end() :])[0]
    if len(before) + len(after) <= _BESIDE:
        return True
    said = f"{before}{day[0]}{after}"
    return (said != words or labels.is_around(words)) and labels.is_date(said)


def _is_labelled(words: str, day: re.Match[str]) -> bool:
    """Say whether a date stands before all else, cut off from it, or is called the day of publication."""
    after = words[day.end() :].lstrip()
    return (day.start() == 0 and after[:1] in _CUTS) or bool(labels.dates(words).published)


def _is_place(before: str) -> bool:
    """Say whether what stands before a date is nothing or a place: "Berlin, ", "Paris, le "."""
    words = before.strip(" (（").removesuffix(" le").removesuffix(" den").rstrip()
    names = re.findall(r"[^\W\d_]+", words)
    return not words or (words[-1] in _PLACE_ENDS and all(one[0].isupper() or one in _OF for one in names))


def _is_of_other(words: str) -> bool:
    """Say whether words call their first date that of an event or an update."""
    dates = labels.dates(words)
    return bool(dates.other or dates.updated) and not dates.published


def _strings(element: Tag, without: Tag | None) -> Iterator[NavigableString]:
    """Yield the first pieces of text in ``element``, those of its link excepted."""
    skipped = set(map(id, without.find_all(string=True))) if without is not None else set()
    for _, piece in zip(range(_STRINGS), element.find_all(string=True, limit=_STRINGS), strict=False):
        if type(piece) is NavigableString and id(piece) not in skipped:
            yield piece


def _between(siblings: Iterable[PageElement], ends: set[int]) -> Iterator[NavigableString]:
    for _, sibling in zip(range(_SIBLINGS), siblings, strict=False):
        if id(sibling) in ends:
            return
        if isinstance(sibling, Tag):
            yield from _strings(sibling, None)
        elif type(sibling) is NavigableString:
            yield sibling
