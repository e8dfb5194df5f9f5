"""Chooses the lines of a page that are its article: what trafilatura extracts, found again on the page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from copy import deepcopy

import trafilatura
from lxml import html

from aggregator.parse.document import HEADINGS, Line, plain

_STRONG = 40
_NEAR = 4
_COVERED = 0.7
_LEAST = 250
_PROSE = 80
_LINKED = 0.3
_HEAP = 5_000
_PARTS = ("article", "main", "section")


def chosen(root: html.HtmlElement, lines: Sequence[Line], *, url: str, aside: frozenset[str]) -> list[int]:
    """Return which of the ``lines`` below ``root`` are its article, by their numbers, in order."""
    found = trafilatura.extract(deepcopy(root), url=url, fast=True, include_comments=False) or ""
    keys = [plain(line.words) for line in lines]
    kept = _found_again(found, keys)
    covered = sum(len(keys[number]) for number in kept)
    if len(found) < _LEAST or covered < _COVERED * len(plain(found)) or _is_heap(found):
        kept = _densest(lines, aside) or kept
    return _completed(kept, lines, aside)


def _found_again(found: str, keys: Sequence[str]) -> list[int]:
    """Return the lines that an extracted text holds: long ones anywhere, short ones near those."""
    exact = {plain(part) for line in found.split("\n") for part in (line, *line.split("|"))} - {""}
    strong = _claimed(plain(found), {number: key for number, key in enumerate(keys) if len(key) >= _STRONG})
    if not strong:
        return [number for number, key in enumerate(keys) if key in exact]
    first, last = min(strong) - _NEAR, max(strong) + _NEAR
    short = {
        number
        for number in range(max(0, first), min(last + 1, len(keys)))
        if keys[number] in exact and len(keys[number]) < _STRONG
    }
    return sorted(strong | short)


def _claimed(whole: str, keys: Mapping[int, str]) -> set[int]:
    """Return the lines of which ``whole`` is made, each part of it claimed by one line only.

    A page may hold its article twice, for wide and narrow screens, or whole in one hidden line: short
    lines come first, and of equal ones the one that is nearest to the others.
    """
    candidates = [number for number, key in keys.items() if key in whole]
    middle = sorted(candidates)[len(candidates) // 2] if candidates else 0
    free = bytearray(b"\1" * len(whole))
    claimed = set()
    for number in sorted(candidates, key=lambda one: (len(keys[one]), abs(one - middle))):
        key = keys[number]
        at = whole.find(key)
        while at >= 0 and free[at : at + len(key)].count(1) * 2 < len(key):
            at = whole.find(key, at + 1)
        if at >= 0:
            free[at : at + len(key)] = bytes(len(key))
            claimed.add(number)
    return claimed


def _is_heap(found: str) -> bool:
    """Say whether a text is one line without end: all the words of a page in which nothing was found."""
    return "\n" not in found and len(found) > _HEAP


def _is_prose(line: Line, aside: frozenset[str]) -> bool:
    return len(line.words) >= _PROSE and line.linked < _LINKED and line.words not in aside


def _densest(lines: Sequence[Line], aside: frozenset[str]) -> list[int]:
    """Return the lines of the element that holds most prose closest to itself."""
    scores: Counter[html.HtmlElement] = Counter()
    for line in lines:
        if _is_prose(line, aside):
            weight = float(len(line.words))
            for element in (line.block, *line.block.iterancestors()):
                scores[element] += weight  # type: ignore[assignment]
                weight *= 0.7
    if not scores:
        return []
    best = max(scores, key=lambda element: scores[element])
    return [
        number
        for number, line in enumerate(lines)
        if _within(line.block, best) and line.words and line.words not in aside
    ]


def _completed(kept: list[int], lines: Sequence[Line], aside: frozenset[str]) -> list[int]:
    """Return the lines chosen with the prose beside them in parts of the same kind, which was passed over."""
    if not kept:
        return kept
    holders: Counter[html.HtmlElement] = Counter()
    for number in kept:
        parent = _holder(lines[number])
        if parent is not None:
            holders[parent] += len(lines[number].words)
    if not holders:
        return kept
    main, _ = holders.most_common(1)[0]
    kind = (main.tag, main.get("class"))
    held = set(kept)
    for number, line in enumerate(lines):
        parent = _holder(line)
        if (
            parent is not None
            and number not in held
            and main.get("class")
            and (parent.tag, parent.get("class")) == kind
            and line.block.tag in {"p", "li", "blockquote"}
            and len(line.words) >= _STRONG
            and line.linked < _LINKED
            and line.words not in aside
        ):
            held.add(number)
    return sorted(held)


def _holder(line: Line) -> html.HtmlElement | None:
    element = line.block
    while element is not None and element.tag in {"p", "li", "ul", "ol", "blockquote", *HEADINGS}:
        element = element.getparent()
    return element


def _within(element: html.HtmlElement, outer: html.HtmlElement) -> bool:
    return element is outer or any(one is outer for one in element.iterancestors())
