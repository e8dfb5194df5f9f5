"""Finds when an article was published: what its page declares, shows by its headline, or lets guess."""

import re
from collections.abc import Sequence
from datetime import date

import htmldate
from lxml import html

from aggregator.model import Stamp
from aggregator.parse import daywords, labels
from aggregator.parse.document import Line
from aggregator.parse.metadata import Declared

_LONGEST = 200
_LONGEST_LABELLED = 500
"""Characters of a line that says of a date what it is: "was posted on … and is filed under …, …"."""
# How systems write, in their own zone, a day of which they know no time.
_MIDNIGHT = re.compile(r"(?<=\d)T00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
_CLEAR = re.compile(r"^\d{4}-\d{2}-\d{2}")


def found(
    root: html.HtmlElement, near: Sequence[Line], around: Sequence[Line], *, says: Declared, url: str
) -> list[Stamp]:
    """Return the dates of a page, best first.

    ``near`` are the lines by the headline, ``around`` all lines that are not of the text.
    """
    shown = _shown(near)
    labelled = _labelled(around)
    declared = [says.published] if says.published else []
    if shown and declared and (not says.sure or _day(shown[0]) != _day(declared[0])):
        # What a reader is shown rules: machines are told the day of creation, or that of another zone.
        ordered = [*shown, *declared]
    else:
        ordered = [*declared, *shown]
    ordered += labelled
    if not ordered:
        fast = htmldate.find_date(root, url=url, extensive_search=False, original_date=True)
        ordered = [fast] if fast else []
    return [Stamp(text=_MIDNIGHT.sub("", one), evidence="article") for one in dict.fromkeys(ordered)]


def guessed(root: html.HtmlElement, lines: Sequence[Line], *, url: str) -> list[Stamp]:
    """Return the only date of publication that any line tells, else the one that the words suggest.

    Not the first of a month: that is a copyright year, or an address with year and month.
    """
    told = [labels.dates(line.words).published for line in lines if len(line.words) <= _LONGEST_LABELLED]
    days = {_day(one): one for said in told for one in said}
    if len(days) == 1:
        return [Stamp(text=one, evidence="article") for one in days.values()]
    guess = htmldate.find_date(root, url=url, extensive_search=True, original_date=True)
    return [Stamp(text=guess, evidence="article")] if guess and not guess.endswith("-01") else []


def _shown(near: Sequence[Line]) -> list[str]:
    """Return the dates in lines: of publication first, then those that no label explains, then updates."""
    published, bare, updated = list[str](), list[str](), list[str]()
    for line in near:
        if len(line.words) <= _LONGEST:
            said = labels.dates(line.words)
            machine = _machine(line)
            published += said.published
            bare += [machine] if machine and not said.published and not said.updated else said.bare
            updated += said.updated
    return [*published, *bare, *updated]


def _labelled(around: Sequence[Line]) -> list[str]:
    said = [labels.dates(line.words) for line in around if len(line.words) <= _LONGEST_LABELLED]
    published = [one for line in said for one in line.published]
    updated = [one for line in said for one in line.updated]
    return [*published[:1], *updated[:1]]


def _machine(line: Line) -> str | None:
    """Return the date of a ``<time>`` in a line as it is written for machines."""
    for _, around in line.pieces:
        for element in around:
            given = (element.get("datetime") or "").strip() if element.tag == "time" else ""
            if _CLEAR.match(given):
                return given
    return None


def _day(written: str) -> date | None:
    match = daywords.find(written)
    return daywords.day(match) if match else None
