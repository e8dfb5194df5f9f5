"""Cuts off the end of a text below a heading of other articles."""

from aggregator.parse import labels
from aggregator.parse.document import Line
from aggregator.parse.textplaces import TextPlaces

_TAIL = 0.4
"""The share of a text up to which all of it is of other articles below such a heading."""


def without_end(lines: list[Line]) -> list[Line]:
    """Return the lines above the first heading of other articles below which is little, and not the text."""
    left = size = sum(len(line.words) for line in lines)
    text: TextPlaces | None = None
    for number, line in enumerate(lines):
        if left < _TAIL * size and labels.is_ending(line.words):
            text = text or TextPlaces.of(lines)
            if not text.go_on(number, number):
                return lines[:number]
        left -= len(line.words)
    return lines
