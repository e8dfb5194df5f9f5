"""Takes the lines out of a chosen text that are not of the article: labels, teasers, repeats."""

import re
from collections import Counter
from collections.abc import Sequence

from lxml import html

from aggregator.parse import bylines, labels, sheets, tails
from aggregator.parse.document import (
    HEADINGS,
    Line,
    innermost,
    leads_below,
    leads_to_files,
    plain,
    size,
    within,
)

_HEAD_LINES = 8
_HEAD_WORDS = 160
_SHORT = 60
_PROSE = 80
_BYLINE = 3
_LONG = 20
_MOST_PASSED = 4
"""Short lines that may stand between a headline and the day below it."""
_SUBTITLE = re.compile(
    r"sub-?(?:head|title|line)|\b(?:lead|intro|standfirst|dek|deck|summary|excerpt|kicker|chapo|caption)",
    re.IGNORECASE,
)
_REPEATING = frozenset({"li", "td", "th", "dt", "dd", *HEADINGS})
_LINKED = 0.8
_STOPS = (".", "!", "?", "…", "”", "»", "。", "！", "？")
_MAIN = 0.8
"""The share of a text from which on what holds it is its place, and what stands below a footer."""


def cleaned(
    lines: Sequence[Line],
    *,
    titles: Sequence[str],
    authors: Sequence[str],
    aside: frozenset[str],
    headed: bool,
) -> list[Line]:
    """Return the lines of a text extracted from a page that are the article's own.

    ``titles`` is what the article may be called, ``authors`` who is known to have written it, ``aside``
    the lines that stand beside it on its page; ``headed`` says whether its headline is on the page.
    """
    heads = [said for title in titles if (said := plain(title))]
    kept = [
        line for line in sheets.without_fields(lines) if line.image is not None or line.words not in aside
    ]
    kept = without_labels(_after_headline(kept, heads, {plain(name) for name in authors}))
    kept = tails.without_end(_once(kept if headed else _from_prose(kept), titles))
    kept = _without_byline(_before_footer(kept))
    while kept and _is_loose(kept[-1]):
        kept.pop()
    return kept


def without_labels(lines: Sequence[Line]) -> list[Line]:
    """Return the lines without those that systems write around texts."""
    return [
        line
        for line in lines
        if not labels.is_around(line.words) and not _is_shouted(line) and not _is_of_contents(line)
    ]


def _is_of_contents(line: Line) -> bool:
    """Say whether a line is one of a table of contents: in a list, but a link to a part of its page."""
    return line.block.tag == "li" and line.linked >= _LINKED and leads_below(line)


def _is_shouted(line: Line) -> bool:
    """Say whether a line is a link in capitals, as news sites set between paragraphs for other articles."""
    return line.linked >= _LINKED and len(line.words) > _LONG and line.words.isupper()


def _after_headline(lines: Sequence[Line], titles: Sequence[str], authors: set[str]) -> Sequence[Line]:
    """Return what follows the headline, and of the lines below it not its date and its authors.

    ``titles`` are compared as letters and digits, the headline's own words last.
    """
    lines = _below_headline(lines, titles)
    number = 0
    while number < len(lines) and (
        _is_heading_line(lines[number].words, authors) or _is_section(lines[number], lines[number + 1 :])
    ):
        number += 1
    told = {*range(number), *_told_above_text(lines, number, authors)}
    return [line for number, line in enumerate(lines) if number not in told or line.image is not None]


def _below_headline(lines: Sequence[Line], titles: Sequence[str]) -> Sequence[Line]:
    """Return the lines below the headline, or else below the main heading, often the name of the section."""
    said = [number for number, line in enumerate(lines) if line.words][:_HEAD_LINES]
    longest = next(
        (at for at, number in enumerate(said) if len(lines[number].words) > _HEAD_WORDS), len(said)
    )
    heads = said[: longest + 1]
    for known in (titles[-1:], titles):
        for number in heads:
            if plain(lines[number].words) in known:
                return lines[number + 1 :]
    return lines[next((number for number in heads if lines[number].block.tag == "h1"), -1) + 1 :]


def _told_above_text(lines: Sequence[Line], begins: int, authors: set[str]) -> list[int]:
    """Return the numbers of the lines of day and authors that a few short ones part from the headline.

    Such are a subtitle, a place, an office. What follows is the text; a day among others is of it.
    """
    said = [number for number in range(begins, len(lines)) if lines[number].words]
    told, passed, above = list[int](), 0, ""
    for number in said:
        line = lines[number]
        if _tells_of_article(line, authors) and not labels.dates(f"{above} {line.words}").other:
            told.append(number)
        elif told and line.size >= _SHORT:
            days = {one for one in said if labels.is_date(lines[one].words)}
            return told if days <= set(told) else []
        elif told or passed == _MOST_PASSED or not _may_stand_above_day(line):
            return []
        else:
            passed += 1
        above = line.words
    return []


def _tells_of_article(line: Line, authors: set[str]) -> bool:
    return line.block.tag not in _REPEATING and (
        labels.is_date(line.words) or bylines.is_author(line.words) or plain(line.words) in authors
    )


def _may_stand_above_day(line: Line) -> bool:
    """Say whether a line is short and no sentence, unless it is marked as a subtitle."""
    names = " ".join(
        one.get("class") or "" for one in (line.block, line.block.getparent()) if one is not None
    )
    is_marked = line.block.tag in HEADINGS or _SUBTITLE.search(names)
    return len(line.words) <= _HEAD_WORDS and bool(is_marked or not line.words.endswith((*_STOPS, ":", "：")))


def _is_section(line: Line, below: Sequence[Line]) -> bool:
    """Say whether a line is the name of the section of an article, above its text: a link."""
    return (
        line.linked >= _LINKED
        and line.size < _SHORT
        and any(one.size >= _SHORT and one.linked < _LINKED for one in below)
    )


def _is_heading_line(words: str, authors: set[str]) -> bool:
    """Say whether a line below a headline tells but of the article: when it came, who wrote it."""
    return (
        not words
        or labels.is_date(words)
        or labels.is_around(words)
        or labels.is_label(words)
        or bylines.is_author(words)
        or plain(words) in authors
    )


def _from_prose(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines without short ones before the text that stand elsewhere on the page.

    Where no headline tells the beginning, menus and the names of sections come along.
    """
    prose = [line.block for line in lines if line.size >= _PROSE]
    if not prose:
        return lines
    main = innermost(prose)
    begins = next(number for number, line in enumerate(lines) if line.size >= _SHORT)
    before = [line for line in lines[:begins] if within(line.block, main)]
    return [*before, *lines[begins:]]


def _without_byline(lines: list[Line]) -> list[Line]:
    """Return the lines without the name in brackets that stands at their beginning or end."""
    ends = {*range(_BYLINE), *range(len(lines) - _BYLINE, len(lines))}
    return [
        line for number, line in enumerate(lines) if number not in ends or not bylines.is_byline(line.words)
    ]


def _once(lines: Sequence[Line], titles: Sequence[str]) -> list[Line]:
    """Return the lines without paragraphs that say again what was said, or the headline."""
    headlines, met = {plain(title) for title in titles}, set[str]()
    kept = []
    for line in lines:
        said = plain(line.words)
        if said and (said in headlines or said in met):
            continue
        if line.block.tag not in _REPEATING:
            met.add(said)
        kept.append(line)
    return kept


def _before_footer(lines: Sequence[Line]) -> list[Line]:
    """Return the lines without last ones that stand outside of what holds the text, and are no prose."""
    main, kept = _main([line for line in lines if not labels.is_imprint(line.words)]), list(lines)
    while main is not None and kept and not within(kept[-1].block, main):
        if _is_said(kept[-1].words) and not labels.is_imprint(kept[-1].words):
            break
        kept.pop()
    return kept


def _is_said(words: str) -> bool:
    """Say whether a line is prose, if only a sentence."""
    return size(words) >= _PROSE or words.endswith(_STOPS)


def _main(lines: Sequence[Line]) -> html.HtmlElement | None:
    """Return the innermost element that holds nearly all of a text, and more than one line of it."""
    weights, numbers = Counter[html.HtmlElement](), Counter[html.HtmlElement]()
    for line in lines:
        for element in (line.block, *line.block.iterancestors()):
            weights[element] += len(line.words)
            numbers[element] += 1
    enough = _MAIN * sum(len(line.words) for line in lines)
    holding = [one for one, weight in weights.items() if weight >= enough and numbers[one] > 1]
    return min(holding, key=lambda one: (weights[one], numbers[one]), default=None)


def _is_loose(line: Line) -> bool:
    """Say whether a last line belongs to no text: a heading of nothing, an address, a link to elsewhere."""
    if line.image is not None:
        return False
    if line.block.tag in HEADINGS or not plain(line.words) or labels.is_address(line.words):
        return True
    if leads_to_files(line):
        return False
    return line.linked >= _LINKED and (line.block.tag == "li" or line.size < _SHORT)
