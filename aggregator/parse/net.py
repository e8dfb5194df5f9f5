"""Keeps articles from being lost: gives the text that trafilatura finds where hardly a line of it is left."""

from collections.abc import Collection, Sequence

from aggregator.parse import document
from aggregator.parse.document import Line, plain
from aggregator.parse.limits import Limits

_LEAST = 250
_PROSE = 80
_PARAGRAPHS = 2
"""Paragraphs from which on what was found is an article's text, and not a word to those without scripts."""
_LEFT = 0.1
"""The share of a text of which is left so little that it is lost."""


def caught(kept: Sequence[Line], found: str, *, without: Collection[str], limits: Limits) -> list[Line]:
    """Return the lines of the text ``found`` but those ``without``, where ``kept`` are hardly any of it."""
    apart = {plain(one) for one in without}
    told = [line for line in found.splitlines() if plain(line) and plain(line) not in apart]
    size = sum(map(document.size, told))
    if size < _LEAST or sum(document.size(line) >= _PROSE for line in told) < _PARAGRAPHS:
        return []
    if sum(line.size for line in kept) >= _LEFT * size:
        return []
    return document.paragraphs(told, limits=limits)
