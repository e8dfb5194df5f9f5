"""Chooses the lines of a page that are its article: what trafilatura extracts, found again on the page."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy

import trafilatura
from lxml import html

from aggregator.parse import captions, scope
from aggregator.parse.asides import Asides
from aggregator.parse.document import (
    HEADINGS,
    Line,
    innermost,
    leads_below,
    leads_to_files,
    plain,
    size,
    within,
)

_STRONG = 40
_NEAR = 4
_COVERED = 0.7
_LEAST = 250
_PROSE = 80
_LINKED = 0.3
_HEAP = 5_000
_HIDDEN = re.compile(r"\bdisplay\s*:\s*none\b", re.IGNORECASE)
_FOLDED = re.compile(r"collaps|fold|more|expand|toggle|rest\b|full", re.IGNORECASE)
"""Names of what opens when a reader asks for the rest of a text."""


def extracted(root: html.HtmlElement, url: str) -> str:
    """Return the text that trafilatura finds on a page."""
    return trafilatura.extract(deepcopy(root), url=url, fast=True, include_comments=False) or ""


def found_again(found: str, lines: Sequence[Line]) -> list[int]:
    """Return which of the ``lines`` of a page the text ``found`` on it holds, by their numbers."""
    return _found_again(found, [plain(line.words) for line in lines])


def chosen(lines: Sequence[Line], *, found: str, again: Sequence[int], beside: Asides) -> list[int]:
    """Return which of the ``lines`` of a page are its article, by their numbers, in order.

    ``found`` is the text that was found on it, ``again`` are the lines that it holds.
    """
    keys = [plain(line.words) for line in lines]
    aside = beside.words
    covered = sum(len(keys[number]) for number in again)
    kept = _without_column(again, lines, beside) if _is_read_on(found, keys, beside) else list(again)
    told = sum(len(lines[number].words) for number in kept if lines[number].words not in aside)
    is_run_together = "\n" not in found and len(kept) > 1
    if min(told, len(found)) < _LEAST or is_run_together:
        kept = _below(lines, beside) or _densest(lines, aside) or kept
    elif covered < _COVERED * len(plain(found)) or _is_heap(found):
        kept = _densest(lines, aside) or kept
    completed = _completed(kept, lines, aside)
    return _with_end(completed, _said_exactly(found, keys)) if completed != kept else kept


def _is_read_on(found: str, keys: Sequence[str], beside: Asides) -> bool:
    """Say whether a text goes on with the headline above it: with the page from its top.

    So trafilatura reads pages of which what is called the text holds no more than one block.
    """
    first, *rest = map(plain, found.split("\n"))
    return beside.at is not None and keys[beside.at] in rest and first not in keys[: beside.at]


def _without_column(again: Sequence[int], lines: Sequence[Line], beside: Asides) -> list[int]:
    """Return the lines without last ones that stand below a heading outside of what holds the headline."""
    held = [number for number in again if beside.scope is None or within(lines[number].block, beside.scope)]
    after = [number for number in again if held and number > held[-1]]
    is_headed = bool(after) and lines[after[0]].block.tag in HEADINGS
    return [number for number in again if number <= held[-1]] if is_headed else list(again)


def _found_again(found: str, keys: Sequence[str]) -> list[int]:
    """Return the lines that an extracted text holds: long ones anywhere, short ones near those."""
    exact = _said_exactly(found, keys)
    strong = _claimed(plain(found), {number: key for number, key in enumerate(keys) if size(key) >= _STRONG})
    if not strong:
        return sorted(exact)
    short = {number for number in exact if size(keys[number]) < _STRONG}
    kept = strong | {number for number in short if min(strong) - _NEAR <= number <= max(strong)}
    return _with_end(sorted(kept), short)


def _said_exactly(found: str, keys: Sequence[str]) -> set[int]:
    """Return the lines of which each is a line of an extracted text, or a cell of one."""
    exact = {plain(part) for line in found.split("\n") for part in (line, *line.split("|"))} - {""}
    return {number for number, key in enumerate(keys) if key in exact}


def _with_end(kept: list[int], short: set[int]) -> list[int]:
    """Return the lines with the ``short`` ones that follow them closely, each near the one before."""
    ended = list(kept)
    for number in sorted(number for number in short if kept and number > kept[-1]):
        if number - ended[-1] <= _NEAR:
            ended.append(number)
    return ended


def _claimed(whole: str, keys: Mapping[int, str]) -> set[int]:
    """Return the lines of which ``whole`` is made, each part of it claimed by one line only.

    A page may hold its article twice, for wide and narrow screens, or whole in one hidden line: short
    lines come first, and of equal ones the one that is nearest to the others.
    """
    candidates = [number for number, key in keys.items() if key in whole]
    middle = sorted(candidates)[len(candidates) // 2] if candidates else 0
    free = bytearray(b"\1" * len(whole))
    claimed = set()
    tried = dict[str, int]()  # what is taken before stays so: lines that say the same go on from there
    for number in sorted(candidates, key=lambda one: (len(keys[one]), abs(one - middle))):
        key = keys[number]
        at = whole.find(key, tried.get(key, 0))
        while at >= 0 and free[at : at + len(key)].count(1) * 2 < len(key):
            at = whole.find(key, at + 1)
        tried[key] = at if at >= 0 else len(whole)
        if at >= 0:
            free[at : at + len(key)] = bytes(len(key))
            claimed.add(number)
    return claimed


def _is_heap(found: str) -> bool:
    """Say whether a text is one line without end: all the words of a page in which nothing was found."""
    return "\n" not in found and len(found) > _HEAP


def _below(lines: Sequence[Line], beside: Asides) -> list[int]:
    """Return what is said below the headline, within what holds it and the first words said there.

    With that come the short lines between and beside.
    """
    if beside.at is None or beside.scope is None:
        return []
    candidates = [
        number
        for number in range(beside.at + 1, len(lines))
        if lines[number].words not in beside.words and within(lines[number].block, beside.scope)
    ]
    said = [number for number in candidates if scope.says(lines[number])]
    if not said:
        return []
    holders = {_holder(lines[number]) for number in (said[0], said[-1])}
    return [
        number
        for number in candidates
        if lines[number].words and (said[0] <= number <= said[-1] or _holder(lines[number]) in holders)
    ]


def _is_prose(line: Line, aside: frozenset[str]) -> bool:
    return line.size >= _PROSE and line.linked < _LINKED and line.words not in aside


def _densest(lines: Sequence[Line], aside: frozenset[str]) -> list[int]:
    """Return the lines of the element that holds most prose closest to itself."""
    scores: Counter[html.HtmlElement] = Counter()
    for line in lines:
        if _is_prose(line, aside):
            weight = float(line.size)
            for element in (line.block, *line.block.iterancestors()):
                scores[element] += weight  # type: ignore[assignment]
                weight *= 0.7
    if not scores:
        return []
    best = max(scores, key=lambda element: scores[element])
    return [
        number
        for number, line in enumerate(lines)
        if within(line.block, best) and line.words and line.words not in aside
    ]


def lead(kept: Sequence[int], lines: Sequence[Line], beside: Asides) -> list[int]:
    """Return the lead above the lines chosen: whole sentences between the headline and them."""
    below = [number for number in kept if number > (beside.at or 0) and scope.says(lines[number])]
    if beside.at is None or not below:
        return []
    held = innermost([lines[beside.at].block, *(lines[number].block for number in below)])
    said = {plain(lines[number].words) for number in kept}
    return [
        number
        for number in range(beside.at + 1, below[0])
        if scope.tells(lines[number])
        and plain(lines[number].words) not in said
        and lines[number].words not in beside.words
        and within(lines[number].block, held)
        and not captions.may_be_caption(lines, number)
    ]


def _completed(kept: list[int], lines: Sequence[Line], aside: frozenset[str]) -> list[int]:
    """Return the lines chosen with what was passed over: sentences, lists, parts of their kind."""
    holders: Counter[html.HtmlElement] = Counter()
    for number in kept:
        parent = _holder(lines[number])
        if parent is not None:
            holders[parent] += len(lines[number].words)
    if not holders:
        return kept
    main, _ = holders.most_common(1)[0]
    found = (
        *_listed(kept, lines, main),
        *_alike(lines, main),
        *_between(kept, lines, main),
        *_heading(kept, lines),
        *_folded(kept, lines, main),
    )
    return sorted({*kept, *(number for number in found if lines[number].words not in aside)})


def _alike(lines: Sequence[Line], main: html.HtmlElement) -> Iterator[int]:
    """Yield the prose in parts of the page that are called as the one is that holds the text."""
    for number, line in enumerate(lines):
        parent = _holder(line)
        if (
            parent is not None
            and main.get("class")
            and (parent.tag, parent.get("class")) == (main.tag, main.get("class"))
            and line.block.tag in {"p", "li", "blockquote"}
            and line.size >= _STRONG
            and line.linked < _LINKED
        ):
            yield number


def _between(kept: Sequence[int], lines: Sequence[Line], main: html.HtmlElement) -> Iterator[int]:
    """Yield the sentences within the text, however short, and right below it, in what holds it.

    With those that were pasted, the headings between, which are blocks as they are.
    """
    held = set(kept)
    leading = list[int]()
    for number in range(kept[0], len(lines)):
        if number in held:
            leading = []
        elif _is_sentence_of(main, lines, number):
            yield from (*leading, number)
            leading = []
        elif _around_pasted(lines[number].block) is main:
            leading += [number] if lines[number].words and lines[number].linked < _LINKED else []
        elif number > kept[-1]:
            return
        else:
            leading = []


def _is_sentence_of(main: html.HtmlElement, lines: Sequence[Line], number: int) -> bool:
    line = lines[number]
    is_within = _holder(line) is main or _around_pasted(line.block) is main
    is_said = line.block.tag == "pre" or (scope.says(line) and not captions.may_be_caption(lines, number))
    return is_within and is_said


def _around_pasted(block: html.HtmlElement) -> html.HtmlElement | None:
    """Return what holds a paragraph that is a bare ``div``, as Outlook, Word and SharePoint write them."""
    element: html.HtmlElement | None = block
    while element is not None and element.tag == "div" and not (element.get("class") or element.get("id")):
        element = element.getparent()
        if element is None or not _is_alone(element):
            return element
    return None


def _is_alone(element: html.HtmlElement) -> bool:
    return len(element) == 1 and not (element.text or "").strip() and not (element[0].tail or "").strip()


def _listed(kept: Sequence[int], lines: Sequence[Line], main: html.HtmlElement) -> set[int]:
    """Return the plain lists of the text, what leads to them, and its headings, passed over as short."""
    found = {
        number
        for number, line in enumerate(lines[kept[0] :], start=kept[0])
        if line.words
        and (line.linked < _LINKED or leads_to_files(line))
        and (
            (line.block.tag in {"li", "dt", "dd"} and _is_plain_list(line.block.getparent(), main))
            or _is_heading(line.block, main)
        )
    }
    leading = {
        number - 1
        for number in found
        if number > kept[0]
        and lines[number].block.tag == "li"
        and lines[number - 1].words.endswith((":", "："))
    }
    return found | leading


def _heading(kept: Sequence[int], lines: Sequence[Line]) -> Iterator[int]:
    """Yield the headings right above prose of the text, as of parts that open, and not of other articles."""
    for number in kept[1:]:
        line = lines[number - 1]
        is_own = line.linked < _LINKED or leads_below(line)
        if line.block.tag in HEADINGS and is_own and scope.says(lines[number]):
            yield number - 1


def _folded(kept: Sequence[int], lines: Sequence[Line], main: html.HtmlElement) -> Iterator[int]:
    """Yield the lines right below the text that are hidden until a reader asks for the rest of it."""
    for number in range(kept[-1] + 1, len(lines)):
        line = lines[number]
        chain = (line.block, *line.block.iterancestors())
        fold = next((one for one in chain if _HIDDEN.search(one.get("style") or "")), None)
        if fold is None or not _FOLDED.search(f"{fold.get('class') or ''} {fold.get('id') or ''}"):
            return
        if not (fold.getparent() is main or fold.getparent() is main.getparent()):
            return
        if line.words and line.linked < _LINKED:
            yield number


def _is_plain_list(element: html.HtmlElement | None, main: html.HtmlElement) -> bool:
    return (
        element is not None
        and element.getparent() is main
        and not (element.get("class") or element.get("id"))
    )


def _is_heading(element: html.HtmlElement, main: html.HtmlElement) -> bool:
    return element.tag in HEADINGS and element.getparent() is main


def _holder(line: Line) -> html.HtmlElement | None:
    element = line.block
    while element is not None and element.tag in {
        "p",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "center",
        "figure",
        "pre",
        *HEADINGS,
    }:
        element = element.getparent()
    return element
