"""Tells where the text of a page stands, and whether it goes on below what leads to other articles."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lxml import html

from aggregator.parse import labels, scope
from aggregator.parse.document import HEADINGS, Line

_PROSE = 80
"""Characters of a paragraph of the article itself."""
LINKED = 0.8
"""The share of links from which on a line is no paragraph."""


def is_prose(line: Line) -> bool:
    """Say whether a line is a paragraph of the article itself."""
    return line.size >= _PROSE and line.linked < LINKED and line.block.tag not in HEADINGS


@dataclass(frozen=True, kw_only=True, slots=True)
class TextPlaces:
    """The ``lines`` of a page or text, by ``numbers`` those of each block, and where paragraphs stand.

    ``reach`` tells of what holds some which is the first, and the last line there that says something.
    """

    lines: Sequence[Line]
    numbers: Mapping[html.HtmlElement, Sequence[int]]
    reach: Mapping[html.HtmlElement | None, tuple[int, int]]

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "TextPlaces":
        """Return those of ``lines``."""
        numbers = defaultdict[html.HtmlElement, list[int]](list)
        first = dict[html.HtmlElement | None, int]()
        for number, line in enumerate(lines):
            numbers[line.block].append(number)
            if is_prose(line):
                first.setdefault(line.block.getparent(), number)
        last = dict[html.HtmlElement | None, int]()
        teasers = _teasers(lines)
        for number in range(len(lines) - 1, -1, -1):
            place = lines[number].block.getparent()
            if place in first and place not in last and number not in teasers and _says(lines[number]):
                last[place] = number
        reach = {place: (number, last.get(place, number)) for place, number in first.items()}
        return cls(lines=lines, numbers=numbers, reach=reach)

    def go_on(self, begins: int, ends: int) -> bool:
        """Say whether below the lines ``begins`` to ``ends`` a text goes on where it stands above them."""
        return any(first < begins and ends < last for first, last in self.reach.values())

    def go_on_around(self, row: Iterable[html.HtmlElement]) -> bool:
        """Say whether a text goes on below a row of elements."""
        return self.go_on(*self._extent(row))

    def end_above(self, row: Sequence[html.HtmlElement]) -> bool:
        """Say whether a row stands behind a text, apart from its paragraphs, and no line leads to it."""
        begins, ends = self._extent(row)
        above = next((line for line in reversed(self.lines[:begins]) if line.words), None)
        is_led_to = above is not None and (
            above.words.endswith((":", "："))
            or (above.block.tag in HEADINGS and not labels.is_ending(above.words))
        )
        return not is_led_to and row[0].getparent() not in self.reach and not self.go_on(begins, ends)

    def _extent(self, row: Iterable[html.HtmlElement]) -> tuple[int, int]:
        within = [number for one in row for inner in one.iter() for number in self.numbers.get(inner, ())]
        return min(within, default=0), max(within, default=0)


def _teasers(lines: Sequence[Line]) -> set[int]:
    """Return the numbers of the lines that stand right below links, in a row of several such."""
    linked = [line.linked >= LINKED for line in lines]
    below = {at for at in range(1, len(lines)) if linked[at - 1] and not linked[at]}
    return {at for at in below if at - 2 in below or at + 2 in below}


def _says(line: Line) -> bool:
    return line.block.tag not in HEADINGS and scope.says(line)
