"""Finds the days that stand as headings above several rows of a list each."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bs4 import NavigableString, Tag

from aggregator.parse import daywords, labels

_LONGEST = 40
_SEVERAL = 1.5
"""Rows under each heading on the whole; with fewer each row has a date of its own."""


def above(rows: Sequence[Tag]) -> list[tuple[str, Tag] | None]:
    """Return for each row the date of the heading above it, and the element that holds it.

    Headings are of one kind; a date of another, such as today's at the top of a page, is none.
    """
    if not rows:
        return []
    told = dict(_last(rows))
    kinds = Counter(_kind(holder) for _, holder in told.values())
    kind = max(kinds, key=lambda one: kinds[one], default=None)
    found = {row: one for row, one in told.items() if _kind(one[1]) == kind}
    days = {id(holder) for _, holder in found.values()}
    if len({text for text, _ in found.values()}) < 2 or len(days) * _SEVERAL > len(found):  # noqa: PLR2004  one day is no sequence
        return [None] * len(rows)
    return [found.get(id(row)) for row in rows]


def _last(rows: Sequence[Tag]) -> Iterator[tuple[int, tuple[str, Tag]]]:
    """Yield the rows' identities, each with the last date that stands alone before it, in no row."""
    ends = {id(row) for row in rows}
    last: tuple[str, Tag] | None = None
    for one in (list(rows[0].parents) or [rows[0]])[-1].descendants:
        if id(one) in ends and last:
            yield id(one), last
        elif type(one) is NavigableString and len(one) <= _LONGEST and one.parent is not None:
            words = " ".join(one.split())
            day = daywords.find(words) if labels.is_date(words) else None
            if day and not any(id(parent) in ends for parent in one.parents):
                last = day[0].strip(), one.parent


def _kind(element: Tag) -> tuple[str, str]:
    return element.name, str(element.get("class"))
