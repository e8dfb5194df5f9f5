"""Tells headlines from the links beside them that say of each row its category or its author."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from itertools import islice, takewhile

from bs4 import Tag

from aggregator.parse import shapes

_CLIMB = 6
"""Elements around a link among which its row is looked for."""
_CELLS = ["td", "th"]
_MOST = 20
"""Links or columns of a row; what holds more links is a list."""
_LONGEST = 40
"""Characters of a category or a name; longer ones are headlines, however often they come."""
_ROWS = 4
"""Rows from which on links that come again in them are no chance."""


def without(anchors: Sequence[Tag]) -> list[Tag]:
    """Return links without those that stand at one place of many rows and lead to few addresses.

    That is where another link of each row leads where no other row does: its headline. Of what else stands
    at that place a category of which there is but one row is shorter than the headline; a headline before
    which no category stands is not.
    """
    rows = _rows(anchors)
    met = Counter(address for held in rows.values() for address in {_address(one) for one in held})
    marks: set[int] = set()
    for place in _places(rows):
        beside = sum(_has_headline(rows[row], one, met) for row, one in place)
        if _are_few(place) and beside * 4 >= len(place) * 3:
            marks |= {id(one) for row, one in place if met[_address(one)] > 1 or _is_shorter(one, rows[row])}
    return [one for one in anchors if id(one) not in marks]


def _rows(anchors: Sequence[Tag]) -> dict[int, list[Tag]]:
    """Return the links by the innermost elements that hold some to different addresses."""
    holding: defaultdict[int, set[str]] = defaultdict(set)
    for anchor in anchors:
        for parent in islice(anchor.parents, _CLIMB):
            holding[id(parent)].add(_address(anchor))
    rows: defaultdict[int, list[Tag]] = defaultdict(list)
    for anchor in anchors:
        around = (id(one) for one in islice(anchor.parents, _CLIMB) if len(holding[id(one)]) > 1)
        if row := next(around, None):
            rows[row].append(anchor)
    return {row: held for row, held in rows.items() if len(held) <= _MOST}


def _places(rows: dict[int, list[Tag]]) -> list[list[tuple[int, Tag]]]:
    """Return the links that stand at the same place of rows alike, each with its row."""
    places: defaultdict[Hashable, list[tuple[int, Tag]]] = defaultdict(list)
    for row, held in rows.items():
        passed: Counter[Hashable] = Counter()
        for anchor in held:
            kind = _depth(anchor, row), _column(anchor), shapes.of(anchor)
            places[kind, passed[kind]].append((row, anchor))
            passed[kind] += 1
    return list(places.values())


def _depth(anchor: Tag, row: int) -> int:
    return sum(1 for _ in takewhile(lambda parent: id(parent) != row, anchor.parents))


def _column(anchor: Tag) -> int:
    """Return before how many cells of a table's row a link stands; 0 outside of tables."""
    cell = next((one for one in islice(anchor.parents, _CLIMB) if one.name in _CELLS), None)
    return len(cell.find_previous_siblings(_CELLS, limit=_MOST)) if cell else 0


def _are_few(place: Sequence[tuple[int, Tag]]) -> bool:
    """Say whether what stands at a place are short words that come again and again, as their addresses do."""
    said = {_words(one) for _, one in place}
    few = max(len({_address(one) for _, one in place}), len(said))
    return len(place) >= _ROWS and few * 4 <= len(place) * 3 and all(len(one) <= _LONGEST for one in said)


def _has_headline(row: Sequence[Tag], mark: Tag, met: Counter[str]) -> bool:
    return any(met[_address(one)] == 1 for one in row if one is not mark)


def _is_shorter(mark: Tag, row: Sequence[Tag]) -> bool:
    return len(_words(mark)) < max(len(_words(one)) for one in row)


def _address(anchor: Tag) -> str:
    return str(anchor["href"]).partition("#")[0]


def _words(anchor: Tag) -> str:
    return " ".join(anchor.get_text(" ").split())
