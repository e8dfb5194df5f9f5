"""Takes out of a text what leads to other articles: lists below their headings, teasers, cards."""

from collections.abc import Sequence
from itertools import takewhile

from lxml import html

from aggregator.parse import labels, teasers
from aggregator.parse.document import HEADINGS, Line, within

_TAIL = 0.4
"""The share of a text up to which all of it is of other articles below such a heading."""
_LINKED = 0.8
_SEVERAL = 2
_HALF = 0.5
_LISTS = frozenset({"ul", "ol"})
_LOOKED = 50
"""Headings of other articles that are looked at: what follows each is read."""
_OF_TEASER = 2
"""Lines for each one with a link in what is but a row of teasers."""


def without_others(lines: Sequence[Line], url: str) -> list[Line]:
    """Return the lines of a text of the page ``url`` without those that lead to other articles."""
    lines = _without_cards(lines, url)
    kept = list[Line]()
    at = met = 0
    while at < len(lines):
        if met < _LOOKED and labels.is_ending(lines[at].words):
            met += 1
            links = list(takewhile(lambda line: line.linked >= _LINKED, lines[at + 1 :]))
            below = lines[at + 1 + len(links) :]
            if _goes_on(kept, lines[at], below):
                at += 1 + len(links)
                continue
            if not _is_of_section(kept, lines[at], below) and _is_end(kept, lines[at:]):
                break
        kept.append(lines[at])
        at += 1
    return kept


def _without_cards(lines: Sequence[Line], url: str) -> Sequence[Line]:
    """Return the lines without those of teasers that are one link each, with blocks in it.

    Those that say most of a text are its parts, and so are those with a heading in the link alone.
    """
    cards = [_card(line, url) for line in lines]
    for line, card, below, after in zip(lines, cards, lines[1:], cards[1:], strict=False):
        if card is not None and line.block.tag in HEADINGS and after is None and teasers.is_prose(below):
            return lines
    size = sum(len(line.words) for line in lines)
    linked = sum(len(line.words) for line, card in zip(lines, cards, strict=True) if card is not None)
    if len(set(cards) - {None}) < _SEVERAL or linked > _HALF * size:
        return lines
    return [line for line, card in zip(lines, cards, strict=True) if card is None]


def _card(line: Line, url: str) -> html.HtmlElement | None:
    link = next(line.block.iterancestors("a"), None)
    return link if link is not None and teasers.leads_on(link, url) else None


def _goes_on(above: Sequence[Line], ending: Line, below: Sequence[Line]) -> bool:
    """Say whether below a list of other articles the text goes on where it was, as newspapers break it."""
    if not below or not teasers.is_prose(below[0]) or (len(below) > 1 and below[1].linked >= _LINKED):
        return False
    holder, before = below[0].block.getparent(), below[0].block.getprevious()
    if before is None or before is ending.block or holder not in {one.block.getparent() for one in above}:
        return False
    return before.tag in _LISTS or within(ending.block, before)


def _is_of_section(above: Sequence[Line], heading: Line, below: Sequence[Line]) -> bool:
    """Say whether a heading is one of the text itself, with prose right below it that leads nowhere."""
    if heading.block.tag not in HEADINGS or not below or not teasers.is_prose(below[0]):
        return False
    block = below[0].block
    is_below = block.getprevious() is heading.block and next(block.iter("a"), None) is None
    return is_below and any(block.getparent() is one.block.getparent() for one in above)


def _is_end(above: Sequence[Line], ending: Sequence[Line]) -> bool:
    """Say whether nothing of a text follows from a heading of other articles on: little, or but teasers."""
    size = sum(len(line.words) for line in ending)
    if size < _TAIL * (size + sum(len(line.words) for line in above)):
        return True
    linked = sum(line.linked >= _LINKED for line in ending)
    begins = next((line for line in ending[1:] if line.words and not labels.is_date(line.words)), None)
    return (
        begins is not None
        and begins.linked >= _LINKED
        and linked >= _SEVERAL
        and len(ending) - 1 <= (1 + _OF_TEASER) * linked
        and any(map(teasers.is_prose, above))
        and not any(map(teasers.is_prose, ending[1:]))
    )
