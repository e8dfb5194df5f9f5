"""Keeps an issue's HTML within its bytes: says what to shorten first, and how little is enough."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How an issue is cut to size.

    ``short`` holds the numbers of the stories printed as a headline alone, ``left_out`` of those
    that are not printed; ``contents`` says whether the table of contents names stories.
    """

    short: frozenset[int] = frozenset()
    left_out: frozenset[int] = frozenset()
    contents: bool = True


def plans(sections: Sequence[Sequence[int]], long: frozenset[int]) -> list[Plan]:
    """Return plans from the fullest to the barest.

    Texts go first, then the contents, then stories; of either those that stand farthest down in
    their section, and among these the last section's first. So every society keeps its foremost
    story as long as any does. ``long`` are the stories whose text is worth shortening.
    """
    order = _from_the_bottom(sections)
    shortened = [one for one in order if one in long]
    short = frozenset(shortened)
    return [
        *(Plan(short=frozenset(shortened[:count])) for count in range(len(shortened) + 1)),
        *(
            Plan(short=short, left_out=frozenset(order[:count]), contents=False)
            for count in range(len(order) + 1)
        ),
    ]


def fit(render: Callable[[Plan], str], ladder: Sequence[Plan], *, limit: int) -> tuple[Plan, str]:
    """Return the plan of the fullest rendering of at most ``limit`` ASCII bytes, and the rendering.

    If none is short enough, the barest.
    """
    rendered = render(ladder[0])
    if len(rendered) <= limit:
        return ladder[0], rendered
    low, high = 1, len(ladder) - 1
    best = ladder[-1], render(ladder[-1])
    while low < high:
        middle = (low + high) // 2
        rendered = render(ladder[middle])
        if len(rendered) <= limit:
            best, high = (ladder[middle], rendered), middle
        else:
            low = middle + 1
    return best


def _from_the_bottom(sections: Sequence[Sequence[int]]) -> list[int]:
    longest = max(map(len, sections), default=0)
    return [
        section[place]
        for place in reversed(range(longest))
        for section in reversed(sections)
        if place < len(section)
    ]
