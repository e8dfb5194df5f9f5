"""Finds when an article was published: what its page declares, shows by its headline, or lets guess."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
_ATTRIBUTES = ("datetime", "data-date", "data-timestamp", "data-time", "title")
_PUBLISHED = re.compile(r"publish|pubdate|posted", re.IGNORECASE)
_UPDATED = re.compile(r"updat|modif|revis", re.IGNORECASE)
_LEAF = 10
"""Characters of each line of a date that is drawn as the leaf of a calendar."""
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_CLEAR = re.compile(r"^\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """The lines of a page that are not of the text: by the headline, right below the text, and all."""

    near: Sequence[Line]
    after: Sequence[Line]
    elsewhere: Sequence[Line]


def found(
    root: html.HtmlElement, around: Around, *, says: Declared, url: str
) -> tuple[list[Stamp], list[Stamp]]:
    """Return the dates of a page, best first: those surer than what a list says, and those less sure."""
    near, after, elsewhere = _shown(around.near), _shown(around.after), _labelled(around.elsewhere)
    shown = [*near.published, *near.bare]
    declared = [says.published] if says.published else []
    if shown and declared and (not says.sure or _day(shown[0]) != _day(declared[0])):
        # What a reader is shown rules: machines are told the day of creation, or that of another zone.
        surest = [*shown, *declared]
    else:
        surest = [*declared, *shown]
    others = [*near.amid, *after.published, *after.bare, *elsewhere.published[:1]]
    if not surest and not others:
        fast = htmldate.find_date(root, url=url, extensive_search=False, original_date=True)
        others = [fast] if fast else []
    others += [*near.updated, *elsewhere.updated[:1]]
    return _stamps(surest), _stamps(others)


def _stamps(written: Sequence[str]) -> list[Stamp]:
    return [Stamp(text=_MIDNIGHT.sub("", one), evidence="article") for one in dict.fromkeys(written)]


def guessed(root: html.HtmlElement, lines: Sequence[Line], *, url: str) -> list[Stamp]:
    """Return the only date of publication that any line tells, else the one that the words suggest.

    Not the first of a month: that is a copyright year, or an address with year and month; nor a day of
    which a label says that it is something else's.
    """
    told = _labelled(lines)
    days = {_day(one): one for one in told.published}
    if len(days) == 1:
        return _stamps(list(days.values()))
    guess = htmldate.find_date(root, url=url, extensive_search=True, original_date=True)
    if guess and not guess.endswith("-01") and _day(guess) not in {_day(one) for one in told.other}:
        return _stamps([guess])
    return _stamps(told.updated[:1])


def _shown(lines: Sequence[Line]) -> labels.Dates:
    """Return the dates in short lines, as they are written for machines where they are."""
    shown = labels.Dates()
    for line in lines:
        said = labels.dates(line.words) if len(line.words) <= _LONGEST else labels.dateline(line.words)
        machine = _machine(line)
        labelled = said.published or said.updated
        shown.add(machine if machine.published or (machine != labels.Dates() and not labelled) else said)
    for some in zip(lines, lines[1:], lines[2:], strict=False):
        if all(len(line.words) <= _LEAF for line in some):
            shown.add(labels.dates(" ".join(line.words for line in some)))
            shown.add(labels.dates(" ".join(line.words for line in some[::-1])))
    return shown


def _labelled(lines: Sequence[Line]) -> labels.Dates:
    """Return the dates in lines that a label explains, which may be in sentences: "was posted on"."""
    shown = labels.Dates()
    for line in lines:
        if len(line.words) <= _LONGEST_LABELLED:
            shown.add(labels.dates(line.words))
    return shown


def _machine(line: Line) -> labels.Dates:
    """Return the dates of a line as they are written for machines, by what their elements are called."""
    found = labels.Dates()
    if len(line.words) > _LONGEST:
        return found
    elements = dict.fromkeys(element for _, around in line.pieces for element in around)
    for element in (*elements, line.block):
        given = next(filter(None, (_written_in(element, name) for name in _ATTRIBUTES)), None)
        if given:
            kind = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
            to = (
                found.updated
                if _UPDATED.search(kind) and not _PUBLISHED.search(kind)
                else (found.published if _PUBLISHED.search(kind) else found.bare)
            )
            to.append(given)
    return found


def _written_in(element: html.HtmlElement, name: str) -> str | None:
    given = (element.get(name) or "").strip()
    if name == "title":
        return given if labels.is_date(given) else None
    return given if _CLEAR.match(given) or _EPOCH.fullmatch(given) else None


def _day(written: str) -> date | None:
    match = daywords.find(written)
    return daywords.day(match) if match else None
