"""Finds the one piece of news of a page that holds but one: a headline with a date, which repeats nothing."""

from collections.abc import Sequence
from itertools import islice

from bs4 import Tag

from aggregator.parse import pieces, places
from aggregator.parse.pieces import Row

_SHORTEST = 10
"""Characters of a headline."""
_IN_CONTENT = 0.6
"""Weight of a link's place from which on it is content."""
_CLIMB = 4
_MOST = 20
"""Headlines of a page that are looked at; with more it holds lists."""


def found(anchors: Sequence[Tag]) -> Row | None:
    """Return the piece of news that stands alone among ``anchors``; of several the first."""
    headed = (one for one in anchors if pieces.in_heading(one) and places.weight(one) >= _IN_CONTENT)
    for anchor in islice(headed, _MOST):
        row = _row(anchor)
        if len(anchor.get_text(" ", strip=True)) >= _SHORTEST and pieces.is_dated(row):
            return row
    return None


def _row(anchor: Tag) -> Row:
    """Return what belongs to a headline: the article, else what is around it without other headlines."""
    article = anchor.find_parent("article")
    if isinstance(article, Tag):
        return Row(element=article, anchor=anchor)
    element = anchor
    for _, parent in zip(range(_CLIMB), anchor.parents, strict=False):
        others = [one for one in parent.find_all("a", href=True) if one["href"] != anchor["href"]]
        if parent.name in {"body", "html", "main"} or any(map(pieces.in_heading, others)):
            break
        element = parent
    return Row(element=element, anchor=anchor)
