"""Finds what belongs to a list of news beside it: a piece set large, older ones, a second column."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile
from urllib.parse import parse_qsl, urljoin, urlsplit

from bs4 import Tag

from aggregator.parse import pieces, places
from aggregator.parse.pieces import Row

_SAMPLE = 30
"""Links of a group by which the rest are judged."""
_SHARE = 3
"""One in so many of a list's addresses makes their kind one of the list's."""
_SHORTER = 0.4
"""Length of a link's words, to those of the list, from which on it may be a headline too."""


def completed(group: list[Tag], anchors: Sequence[Tag], base: str) -> list[Tag]:
    """Return a group with the links of other shapes that lead to its kind of addresses and stand as its do.

    That is with a date beside each, or without any in headings; above a list with dates the latest may stand
    in headings and have none. Both in the order of ``anchors``, all the links of the page.
    """
    dated = pieces.are_dated(list(pieces.around(group[:_SAMPLE])))
    candidates = _candidates(group, anchors, base, deep=not dated)
    if not candidates:
        return group
    held = set(map(id, [*group, *candidates]))
    united = list(pieces.around([one for one in anchors if id(one) in held]))
    others = places.of_others([row.element for row in united])
    own = [row for row, is_other in zip(united, others, strict=True) if row.anchor and not is_other]
    kin = {
        id(row.anchor)
        for row in own
        if row.anchor and (pieces.is_dated(row) if dated else pieces.in_heading(row.anchor))
    }
    kin |= _leads(own, group, base) if dated else set()
    kin &= set(map(id, candidates))
    held = set(map(id, group)) | kin
    return [one for one in anchors if id(one) in held] if kin else group


def _leads(rows: Sequence[Row], group: Sequence[Tag], base: str) -> set[int]:
    """Return the links in headings above a group, no more than it has itself."""
    first = set(map(id, group))
    above = [row.anchor for row in takewhile(lambda row: id(row.anchor) not in first, rows) if row.anchor]
    kinds = _kinds(list(group), base, deep=True)
    leads = {
        id(one)
        for one in above
        if pieces.in_heading(one)
        and kind(urljoin(base, str(one["href"]))) in kinds
        # The row of one that stands alone holds the heading above it.
        and places.under_heading(one, one) == 1
    }
    return leads if len(leads) <= len(group) else set()


def _candidates(group: list[Tag], anchors: Sequence[Tag], base: str, *, deep: bool) -> list[Tag]:
    """Return the links outside the rows of a group that may be of it: a heading, else the longest."""
    if not group:
        return []
    kinds = _kinds(group, base, deep=deep)
    met = {str(anchor["href"]) for anchor in group}
    least = _SHORTER * sum(map(_length, group)) / len(group)
    place = places.weight(group[0])
    found: dict[str, Tag] = {}
    for one in anchors:
        href = str(one["href"])
        if href in met or "#" in href or kind(urljoin(base, href)) not in kinds or _length(one) < least:
            continue
        if places.weight(one) >= place and (href not in found or _told(found[href]) < _told(one)):
            found[href] = one
    rows = {id(row.element) for row in pieces.around(group)} if found else set()
    return [one for one in found.values() if not any(id(parent) in rows for parent in one.parents)]


def _kinds(group: list[Tag], base: str, *, deep: bool) -> set[str]:
    """Return the kinds of a group's addresses; ``deep`` ones are not those of all pages of a site."""
    told = Counter(kind(urljoin(base, str(anchor["href"]))) for anchor in group)
    shared = {one for one, times in told.items() if one and times * _SHARE >= len(group)}
    return {one for one in shared if not (deep and one.endswith("//"))}


def kind(address: str) -> str:
    """Return what addresses of one kind have in common: host, folder and names of parameters; "" for none."""
    try:
        parts = urlsplit(address)
        names = sorted({name for name, _ in parse_qsl(parts.query, max_num_fields=30)})
    except ValueError:
        return ""
    folder, _, name = parts.path.rstrip("/").rpartition("/")
    told = f"{name}?{','.join(names)}" if names else ""
    return f"{(parts.hostname or '').removeprefix('www.')}/{re.sub(r'[0-9]+', '0', folder)}/{told}"


def _told(anchor: Tag) -> tuple[bool, int]:
    """Return by what a link may be the headline of those that lead to one address."""
    return pieces.in_heading(anchor), _length(anchor)


def _length(anchor: Tag) -> int:
    return len(anchor.get_text(" ", strip=True))
