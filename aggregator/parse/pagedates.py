"""Finds when an article was published: what its page declares, shows by its headline, or lets guess."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, dropwhile
from urllib.parse import urlsplit

import htmldate
from lxml import html

from aggregator.model import Evidence, Stamp
from aggregator.parse import bylines, daywords, document, labels
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
_OF_EVENT = re.compile(
    r"(?:^|\s)(?:(?:field-(?:-name-field-)?)?events?[-_]{0,2}(?:start[-_]?)?(?:dates?|times?|start|day)(?!\S)"
    r"|tribe-events?-|start-?date(?!\S))",
    re.IGNORECASE,
)
"""How the days of events are called in calendars; "news-events" is but the name of a section."""
_LEAF = 10
"""Characters of each line of a date that is drawn as the leaf of a calendar."""
_LINKED, _SHORT = 0.3, 60
"""The share of links and the characters of a line that may tell a date without a label."""
_LEADING = (":", "：", "?", "？")
_CONTACT = re.compile(
    r"\W*(?:(?:press|media) )?(?:contact[oa]?s?\b|kontakt|contatt[io]\b|rückfragen|联系|聯絡|お問い?合わ?せ"
    r"|(?:press|media) office\b|pressestelle\b|notes? (?:to|for) editors?\b|about\b|über\b)",
    re.IGNORECASE,
)
"""How a line below a signature begins: on how to get in touch, or on who has signed."""
_SIGNED = re.compile(r"\W*(?:signed|for the|on behalf of|gez|im namen|für (?:den|die|das))\b", re.IGNORECASE)
"""How a line begins that leads to a signature."""
_ROWS = frozenset({"li", "dd", "dt"})
_PLACE = re.compile(r"(?:[^\W\d][\w .-]{1,30},)?\s*(?:the|den|le|el|il|am)?\s*", re.IGNORECASE)
_IN_ADDRESS = re.compile(
    r"/(?P<y>(?:19|20)\d{2})(?P<s>[/_-]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_CLEAR = re.compile(r"^\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """The lines of a page that are not of the text: by the headline, right below the text, and all.

    ``within`` are those by the headline that stood below the first of the text, ``ending`` the last of it,
    ``beside`` those elsewhere that stand below no heading of something else.
    """

    near: Sequence[Line]
    within: Sequence[Line]
    ending: Sequence[Line]
    after: Sequence[Line]
    elsewhere: Sequence[Line]
    beside: Sequence[Line]


def found(
    root: html.HtmlElement, around: Around, *, says: Declared, url: str
) -> tuple[list[Stamp], list[Stamp], list[Stamp]]:
    """Return the dates of a page, best first: those surer than a list's, those less sure, updates."""
    near, within, after = _shown(around.near), _shown(around.within), _shown(around.after)
    elsewhere = _labelled(around.elsewhere)
    event = _day(says.begins) if says.begins else None
    shown = [
        one for one in (*near.published, *within.published, *near.bare) if event is None or _day(one) != event
    ]
    declared = [says.published] if says.published else []
    if shown and declared and (not says.sure or _day(shown[0]) != _day(declared[0])):
        # What a reader is shown rules: machines are told the day of creation, or that of another zone.
        surest = [*shown, *declared]
    else:
        surest = [*declared, *shown]
    less = [*near.amid, *within.bare, *within.amid, *after.published, *after.bare, *elsewhere.published[:1]]
    less += [day for line in around.after if (day := bylines.posted(line.words))]
    others = _stamps([one for one in less if event is None or _day(one) != event])
    if not surest and not others:
        told = {_day(one) for one in (*elsewhere.other, *near.other, *within.other)} | {event}
        others = _by_htmldate(root, around, told=told, is_edited=bool(near.updated), url=url)
    return _stamps(surest), others, _stamps([*near.updated, *within.updated, *elsewhere.updated[:1]])


def _by_htmldate(
    root: html.HtmlElement, around: Around, *, told: Collection[date | None], is_edited: bool, url: str
) -> list[Stamp]:
    """Return the date that htmldate finds, unless it is ``told`` to be something else's.

    One that is shown is a guess, worse than the day of an edit, and none where it stands elsewhere only.
    """
    fast = htmldate.find_date(root, url=url, extensive_search=False, original_date=True)
    day = _day(fast or "")
    if not fast or day in told:
        return []
    if not any(day in map(_day, _all(line)) for line in around.elsewhere):
        return _stamps([fast])
    is_own = any(day in map(_day, _all(line)) for line in around.beside)
    return _stamps([fast], "guess") if is_own and not is_edited else []


def _stamps(written: Sequence[str], evidence: Evidence = "article") -> list[Stamp]:
    return [Stamp(text=_MIDNIGHT.sub("", one), evidence=evidence) for one in dict.fromkeys(written)]


def guessed(around: Around, lines: Sequence[Line], *, says: Declared, url: str) -> list[Stamp]:
    """Return the date in an address, the only one that any line calls the day of publication, or a signer's.

    Else it is a guess: the only date beside the article, of which no label or heading says that it is
    something else's, outside of links, which lead to other articles.
    """
    told = _labelled(lines)
    days = {_day(one): one for one in told.published}
    if in_address := _IN_ADDRESS.search(urlsplit(url).path):
        return _stamps([f"{in_address['y']}-{in_address['m']}-{in_address['d']}"])
    if len(days) == 1:
        return _stamps(list(days.values()))
    signed = _signatures(around.ending, lines)
    if len(signed) == 1:
        return _stamps(signed)
    beside = [
        line
        for line in around.beside
        if line.linked < _LINKED and len(line.words) <= _SHORT and not any(map(_is_of_event, _elements(line)))
    ]
    guesses = {_day(one): one for line in beside for one in labels.dates(line.words).bare}
    for other in (*told.other, says.begins or ""):
        guesses.pop(_day(other), None)
    return _stamps(list(guesses.values()) if len(guesses) == 1 else [], "guess") or _stamps(told.updated[:1])


def _signatures(ending: Sequence[Line], lines: Sequence[Line]) -> list[str]:
    """Return the days that stand alone at the end of a text, to which the lines above them do not lead.

    Below one may stand how to get in touch; where more days stand alone, each begins a part.
    """
    found = list[str]()
    for above, line, *below in (ending[at:] for at in range(len(ending) - 1)):
        long = [one.words for one in below if len(one.words) > _SHORT]
        is_alone = sum(bool(_signed(one)) for one in lines) == 1
        if not long or (is_alone and all(map(_CONTACT.match, long))):
            found += _signed(line) if not _leads_to(above, line) else ()
    return found


def _leads_to(above: Line, line: Line) -> bool:
    """Say whether a line tells of the day below it that it is something else's."""
    if above.block.tag in document.HEADINGS or set(_signed(line)) <= set(
        labels.dates(f"{above.words} {line.words}").other
    ):
        return True
    is_led_to = above.words.endswith(_LEADING) and not labels.is_label(above.words)
    return is_led_to and not _SIGNED.match(above.words)


def _signed(line: Line) -> list[str]:
    """Return the date of a line that is but a date, after a place at most: "Wien, 3. April 2019"."""
    words = line.words.strip("()（）[]【】 .。")
    found = daywords.find(words) if len(words) <= _SHORT and line.block.tag not in _ROWS else None
    if not found or words[found.end() :]:
        return []
    return [found[0]] if _PLACE.fullmatch(words[: found.start()]) else []


def _all(line: Line) -> list[str]:
    said = labels.dates(line.words) if len(line.words) <= _LONGEST else labels.Dates()
    return [*said.bare, *said.amid]


def _shown(lines: Sequence[Line]) -> labels.Dates:
    """Return the dates in short lines, as they are written for machines where they are."""
    shown = labels.Dates()
    for line in lines:
        words, told = _parted(line)
        shown.add(told)
        said = labels.dates(words) if len(words) <= _LONGEST else labels.Dates()
        said = said if said != labels.Dates() else labels.dateline(words)
        machine = _machine(line)
        if _is_of_event(line.block) or (said.other and not (said.bare or said.amid)):
            said, machine = _others(said), _others(machine)
            shown.other.extend(machine.other)
        labelled = said.published or said.updated or said.other
        shown.add(machine if machine.published or (machine != labels.Dates() and not labelled) else said)
    for some in zip(lines, lines[1:], lines[2:], strict=False):
        if all(len(line.words) <= _LEAF for line in some):
            shown.add(labels.dates(" ".join(line.words for line in some)))
            shown.add(labels.dates(" ".join(line.words for line in some[::-1])))
    return shown


def _is_of_event(element: html.HtmlElement) -> bool:
    return bool(_OF_EVENT.search(_kind(element)))


def _others(said: labels.Dates) -> labels.Dates:
    """Return dates of which those that no label explains are something else's."""
    return replace(said, bare=[], amid=[], other=[*said.other, *said.bare, *said.amid])


def _parted(line: Line) -> tuple[str, labels.Dates]:
    """Return the words of a line without those marked as the day of an update or event, and their dates."""
    of_update, of_event = _within(line, _is_of_update), _within(line, _is_of_event)
    if not (of_update or of_event):
        return document.apart(line) if len(line.words) <= _LONGEST else line.words, labels.Dates()
    changed, told = labels.dates(_said_in(line, of_update)), _others(labels.dates(_said_in(line, of_event)))
    told.updated.extend([*changed.published, *changed.bare, *changed.amid, *changed.updated])
    marked = of_update | of_event
    own = tuple((" | ", ()) if marked & set(piece[1][-1:]) else piece for piece in line.pieces)
    whole = "".join(said for said, _ in own)
    return document.apart(replace(line, words=whole, pieces=own)), told


def _said_in(line: Line, elements: set[html.HtmlElement]) -> str:
    """Return the words of a line that stand right in some of its inline ``elements``."""
    return " ".join(said for said, around in line.pieces if elements & set(around[-1:]))


def _within(line: Line, is_so: Callable[[html.HtmlElement], bool]) -> set[html.HtmlElement]:
    """Return the inline elements of a line that are so, and those in them."""
    found = set(filter(is_so, document.inline(line)))
    inner = (dropwhile(lambda one: one not in found, around) for _, around in line.pieces if found)
    return set(chain.from_iterable(inner))


def _kind(element: html.HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''}"


def _is_of_update(element: html.HtmlElement) -> bool:
    kind = _kind(element)
    return bool(_UPDATED.search(kind)) and not _PUBLISHED.search(kind)


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
    of_event = _within(line, _is_of_event)
    for element in _elements(line):
        given = next(filter(None, (_written_in(element, name) for name in _ATTRIBUTES)), None)
        if given:
            of_update, of_publication = _is_of_update(element), _PUBLISHED.search(_kind(element))
            told = found.updated if of_update else found.published if of_publication else found.bare
            (found.other if element in of_event else told).append(given)
    return found


def _elements(line: Line) -> list[html.HtmlElement]:
    """Return the inline elements of a line, and the block that it stands in."""
    return [*document.inline(line), line.block]


def _written_in(element: html.HtmlElement, name: str) -> str | None:
    given = (element.get(name) or "").strip()
    if name == "title":
        return given if labels.is_date(given) else None
    return given if _CLEAR.match(given) or _EPOCH.fullmatch(given) else None


def _day(written: str) -> date | None:
    match = daywords.find(written)
    return daywords.day(match) if match else None
