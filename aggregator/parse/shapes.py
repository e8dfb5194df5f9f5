"""Groups the links of a page by the shape of what stands around them: tags, and the first class of each."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bs4 import Tag

Shape = tuple[str, ...]

_CLIMB = 6
"""Elements around a link among which its row is looked for."""
_STATE = re.compile(r"\d|^(first|last|odd|even|active|current|selected|new|sticky|featured|hot|on|off)$")
_ROW = "tr"
_HEADING = re.compile(r"^h[1-6]\.")
_NEAR = 3
"""Elements from a link on that a piece of news set apart from the others still has in common with them."""
_MANY = 4
"""Links in one element from which on they are a list of their own."""


def groups(anchors: Iterable[Tag]) -> Iterator[list[Tag]]:
    """Yield the links of each shape, and those of several shapes whose rows stand side by side."""
    alike: defaultdict[Shape, list[Tag]] = defaultdict(list)
    beside: defaultdict[tuple[object, ...], list[tuple[Tag, Shape]]] = defaultdict(list)
    for anchor in anchors:
        shape = of(anchor)
        alike[shape].append(anchor)
        for place in _places(anchor, shape):
            beside[place].append((anchor, shape))
    for group in alike.values():
        yield group
        yield from _by_parent(group)
    for (level, *_), members in beside.items():
        if isinstance(level, int) and (mixed := _mixed(level, members)):
            yield mixed


def with_kin(group: list[Tag], anchors: Sequence[Tag]) -> list[Tag]:
    """Return a group with the few links beside it that differ only further out: the latest, set large.

    Both in the order of ``anchors``, all the links of the page.
    """
    near = Counter(of(anchor)[:_NEAR] for anchor in group).most_common(1)
    if not near or not any(_HEADING.match(part) or not part.endswith(".") for part in near[0][0]):
        return group
    held, met = set(map(id, group)), {anchor["href"] for anchor in group}
    around = _around(group)
    kin = [
        one
        for one in anchors
        if id(one) not in held
        and one["href"] not in met
        and of(one)[:_NEAR] == near[0][0]
        and any(parent is around for parent in one.parents)
    ]
    if not kin or len(kin) * 2 > len(group):
        return group
    held |= set(map(id, kin))
    return [one for one in anchors if id(one) in held]


def is_crowded(group: Sequence[Tag]) -> bool:
    """Say whether several links of one shape stand in each row, as authors, labels or formats do."""
    parents = len({id(anchor.parent) for anchor in group})
    return parents > 1 and len(group) > parents * 1.25


def leading(group: Sequence[Tag]) -> list[Tag]:
    """Return the first link of each row where rows are crowded: it may be the headline of the others."""
    return (
        list({id(anchor.parent): anchor for anchor in reversed(group)}.values())[::-1]
        if is_crowded(group)
        else []
    )


def telling(group: list[Tag]) -> list[Tag]:
    """Return a group without links that say the same in every row, as "PDF" does, beside one that tells."""
    said = Counter(_words(anchor) for anchor in group)
    labels = {words for words, times in said.items() if times * 3 >= len(group) and times > 1}
    if not labels or len(labels) == len(said):
        return group
    told = {id(_holder(anchor)) for anchor in group if _words(anchor) not in labels}
    return [
        anchor for anchor in group if _words(anchor) not in labels or id(_holder(anchor)) not in told
    ] or group


def _by_parent(group: Sequence[Tag]) -> Iterator[list[Tag]]:
    """Yield the links that stand side by side with no row around each, where others stand so elsewhere."""
    if not is_crowded(group):
        return
    by_parent: defaultdict[int, list[Tag]] = defaultdict(list)
    for anchor in group:
        by_parent[id(anchor.parent)].append(anchor)
    yield from (beside for beside in by_parent.values() if len(beside) >= _MANY)


def _around(group: Sequence[Tag]) -> Tag:
    """Return the innermost element that holds all links of a group."""
    chains = [list(anchor.parents)[::-1] for anchor in group]
    common = chains[0][0]
    for level in zip(*chains, strict=False):
        if any(one is not level[0] for one in level):
            break
        common = level[0]
    return common


def of(anchor: Tag) -> Shape:
    """Return the tags around a link with the first class of each, or its id."""
    names = [f"{anchor.name}.{_first_name(anchor.get('class'))}"]
    for parent in anchor.parents:
        name = _first_name(parent.get("class")) or _first_name([parent.get("id")])
        names.append(f"{parent.name}.{name}")
    return tuple(names)


def _first_name(names: object) -> str:
    # What tells one row from the next (post-123, odd, active) does not belong to the shape.
    found = names if isinstance(names, list) else []
    return next((one for one in found if isinstance(one, str) and not _STATE.search(one)), "")


def _places(anchor: Tag, shape: Shape) -> Iterator[tuple[object, ...]]:
    """Yield for each element around a link its level, what it holds, its tag and what holds it."""
    around, tags = [anchor], tuple(name.partition(".")[0] for name in shape[:_CLIMB])
    for level, parent in zip(range(_CLIMB), anchor.parents, strict=False):
        yield level, tags[:level], around[-1].name, id(parent)
        around.append(parent)


def _mixed(level: int, members: list[tuple[Tag, Shape]]) -> list[Tag]:
    """Return links of several shapes if each stands in a row of its own: odd and even rows, kinds of news."""
    times = Counter(shape for _, shape in members)
    kept = [anchor for anchor, shape in members if times[shape] > 1]
    if len({shape for _, shape in members if times[shape] > 1}) < 2:  # noqa: PLR2004  one shape is no mixture
        return []
    rows = {id(_above(anchor, level)) for anchor in kept}
    return kept if len(rows) == len({str(anchor["href"]) for anchor in kept}) else []


def _above(anchor: Tag, levels: int) -> Tag:
    element = anchor
    for _, parent in zip(range(levels), anchor.parents, strict=False):
        element = parent
    return element


def _holder(anchor: Tag) -> Tag | None:
    """Return what holds the links of one row: a table's row, or the element around."""
    for _, parent in zip(range(_CLIMB), anchor.parents, strict=False):
        if parent.name == _ROW:
            return parent
    return anchor.parent


def _words(anchor: Tag) -> str:
    return anchor.get_text(" ", strip=True).casefold()[:200]
