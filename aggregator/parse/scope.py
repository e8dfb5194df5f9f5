"""Finds the scope of an article: what holds its headline together with the first words said below it."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from lxml import html

from aggregator.parse import bylines, labels
from aggregator.parse.document import HEADINGS, Line, innermost

_PROSE = 40
_SENTENCE = 12
_LEAD = 60
_LINKED = 0.3
_MOST = 20
"""Lines said below a headline that are looked at for one that is in no header."""
_ENDS = (".", "!", "?", "”", "»", "。", "！", "？")
_STOPS = (*_ENDS, "…", ":", "：")


def says(line: Line) -> bool:
    """Say whether a line says something, as texts do: prose, or a sentence, however short; no label."""
    if line.linked >= _LINKED or line.size < _SENTENCE or labels.is_around(line.words):
        return False
    is_long = line.size >= _PROSE and line.block.tag not in HEADINGS
    if not (is_long or line.words.endswith(_STOPS)) or labels.is_date(line.words):
        return False
    return not bylines.is_of_author(line.block)


def tells(line: Line) -> bool:
    """Say whether a line is a sentence of prose, as leads are, and no headline, byline or teaser."""
    is_whole = line.words.endswith(_ENDS) and not line.words.endswith("...")
    return is_whole and line.size >= _LEAD and says(line)


def said_below(lines: Sequence[Line], at: int, *, without: Collection[html.HtmlElement]) -> Iterator[Line]:
    """Yield what is said below the headline, of which ``at`` is the number, but not in ``without``."""
    return (line for line in lines[at + 1 :] if _counts(line, without))


def _counts(line: Line, without: Collection[html.HtmlElement]) -> bool:
    return line.block not in without and says(line)


def headed(
    lines: Sequence[Line], heads: Sequence[int], *, without: Collection[html.HtmlElement]
) -> int | None:
    """Return the last of ``heads``, the lines that may be the headline, below which something is said."""
    last = next((number for number in range(len(lines) - 1, 0, -1) if _counts(lines[number], without)), 0)
    apart = [number for number in heads if number < last and lines[number].block not in without]
    return apart[-1] if apart else None


def around(
    lines: Sequence[Line], at: int, *, without: Collection[html.HtmlElement]
) -> html.HtmlElement | None:
    """Return what holds the headline and what is said next below it, rather not but a header's lead."""
    found = None
    for line in islice(said_below(lines, at, without=without), _MOST):
        held = innermost([lines[at].block, line.block])
        found = held if found is None else found
        if not any(one.tag == "header" for one in (held, *held.iterancestors())):
            return held
    return found
