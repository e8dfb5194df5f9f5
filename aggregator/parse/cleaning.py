"""Takes the lines out of a chosen text that are not of the article: labels, teasers, repeats."""

from collections import Counter
from collections.abc import Sequence

from lxml import html

from aggregator.parse import bylines, labels, sheets
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
_TAIL = 0.4
_SHORT = 60
_PROSE = 80
_BYLINE = 3
_LONG = 20
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
    """Return the lines of an extracted text that are the article's own.

    ``titles`` is what the article may be called, ``authors`` who is known to have written it, ``aside``
    the lines that stand beside it on its page; ``headed`` says whether its headline is on the page.
    """
    heads = {plain(title) for title in titles} - {""}
    kept = _after_headline(sheets.without_fields(lines), heads, {plain(name) for name in authors})
    kept = without_labels([line for line in kept if line.image is not None or line.words not in aside])
    kept = _before_ending(_once(kept if headed else _from_prose(kept), titles))
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


def _after_headline(lines: Sequence[Line], titles: set[str], authors: set[str]) -> Sequence[Line]:
    """Return what follows the headline, and of the lines below it not its date and its authors."""
    said = [number for number, line in enumerate(lines) if line.words][:_HEAD_LINES]
    for number in said:
        line = lines[number]
        if plain(line.words) in titles or line.block.tag == "h1":
            lines = lines[number + 1 :]
            break
        if len(line.words) > _HEAD_WORDS:
            break
    number = 0
    while number < len(lines) and (
        _is_heading_line(lines[number].words, authors) or _is_section(lines[number], lines[number + 1 :])
    ):
        number += 1
    return [line for line in lines[:number] if line.image is not None] + list(lines[number:])


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


def _before_ending(lines: list[Line]) -> list[Line]:
    """Return what stands before the first heading of other articles, if that is most of the text."""
    sizes = [len(line.words) for line in lines]
    for number, line in enumerate(lines):
        if labels.is_ending(line.words) and sum(sizes[number:]) < _TAIL * sum(sizes):
            return lines[:number]
    return lines


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
