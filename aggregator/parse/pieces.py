"""Says what belongs to each link of a list: the largest element around it that holds no other."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bs4 import Tag

from aggregator.parse import daywords, headings

_DATE = re.compile(
    r"\b\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}|\b\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})\b|\b\d{1,2}[-/]\d{1,2}\b"
    r"|\b(jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|ene|abr|ago|dic|janv|févr|mars|avr|juin|juil|août)"
    r"[a-zé]*\.?\s+\d{1,4}\b|\b\d{1,2}(st|nd|rd|th|\.)?\s+(jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_LONGEST = 500
"""Characters of a row that are looked through."""
_HEADING = re.compile(r"h[1-6]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One piece of news on a list page: its element, and the link of its headline, if it has one.

    ``heading`` holds the headline where the link doesn't say it.
    """

    element: Tag
    anchor: Tag | None
    heading: Tag | None = None


def around(group: Sequence[Tag]) -> Iterator[Row]:
    """Return the group's links with the largest elements around each that hold no other of them."""
    holding: defaultdict[int, set[str]] = defaultdict(set)
    for anchor in group:
        for parent in anchor.parents:
            holding[id(parent)].add(str(anchor["href"]))
    met: set[str] = set()
    for anchor in group:
        if str(anchor["href"]) in met:
            continue
        met.add(str(anchor["href"]))
        element = anchor
        for parent in anchor.parents:
            if len(holding[id(parent)]) > 1 or parent.name in {"body", "html", "[document]"}:
                break
            element = parent
        yield Row(element=element, anchor=anchor)


def headed(rows: Sequence[Row]) -> list[Row]:
    """Return rows with the headings that their links only repeat among other words."""
    linked = [(row.element, row.anchor) for row in rows if row.anchor and not in_heading(row.anchor)]
    heads = {id(anchor): head for (_, anchor), head in zip(linked, headings.repeated(linked), strict=True)}
    return [replace(row, heading=row.heading or heads.get(id(row.anchor))) for row in rows]


def beside(row: Row) -> str:
    """Return what a row says besides its headline, with the text that follows a bare link."""
    anchor, words = row.anchor, row.element.get_text(" ", strip=True)
    if anchor is None:
        return words
    if row.element is anchor:
        after = anchor.next_sibling
        words = str(after) if after is not None and not isinstance(after, Tag) else ""
    return words.replace(anchor.get_text(" ", strip=True), " ")[:_LONGEST]


def is_dated(row: Row) -> bool:
    """Say whether what stands beside a headline, in its link or outside, looks like a date."""
    if _tells_day(beside(row)) or row.element.find(attrs={"datetime": True}):
        return True
    within = row.anchor is not None and _DATE.search(row.anchor.get_text(" ", strip=True)[:_LONGEST])
    return bool(within and row.anchor and not _DATE.search(headings.said(row.anchor)))


def _tells_day(words: str) -> bool:
    return bool(_DATE.search(words) or (_YEAR.search(words) and daywords.find(words)))


def are_dated(rows: Sequence[Row]) -> bool:
    """Say whether most of the rows look dated."""
    return sum(map(is_dated, rows)) * 2 > len(rows)


def told(row: Row) -> int:
    """Return how many characters a row says besides its headline and outside other links."""
    linked = (one.get_text(" ", strip=True) for one in row.element.find_all("a") if one is not row.anchor)
    return len(beside(row)) - sum(map(len, linked))


def in_heading(anchor: Tag) -> bool:
    """Say whether a link stands in a heading or holds one."""
    near = [anchor, *list(anchor.parents)[:2], *anchor.find_all(_HEADING, limit=1)]
    return any(_HEADING.fullmatch(one.name) for one in near)
