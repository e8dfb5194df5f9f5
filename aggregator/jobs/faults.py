"""Says in words what is wrong with several entries of a source, once for all of them."""

import re
from collections.abc import Iterable, Iterator, Sequence

EXAMPLE = 40
"""Signs of a date that are shown."""
_ADDRESS = re.compile(r"https?://\S+|(?<=\s)/\S+")
"""Of a page, or its path alone, as a robots.txt names it."""


def once(faults: Iterable[str]) -> Iterator[str]:
    """Yield the first of the sentences that differ in addresses alone, and how many others there are."""
    alike: dict[str, list[str]] = {}
    for fault in faults:
        alike.setdefault(_ADDRESS.sub("", fault), []).append(fault)
    for first, *others in alike.values():
        more = f" (and {len(others):,} other{'s' if len(others) > 1 else ''})" if others else ""
        yield f"{first}{more}"


def dates_to_come(dates: Sequence[str], items: int) -> Iterator[str]:
    """Yield that so many of the ``items`` have nothing but a date that lies ahead."""
    if dates:
        yield (
            f"{len(dates):,} of {items:,} items have a date to come, such as “{dates[0][:EXAMPLE]}”, which "
            "cannot be when they were published: the time at which each is first seen stands for it"
        )
