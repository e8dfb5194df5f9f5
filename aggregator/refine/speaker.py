"""Finds the society that a heading names, on pages that print the news of several."""

import re
from collections.abc import Iterable

from aggregator.model import Society


def speaker(heading: str | None, *, societies: Iterable[Society], default: str) -> str:
    """Return the key of the society whose name or acronym stands in ``heading``, else ``default``.

    The longest name wins: one society's may be part of another's.
    """
    if not heading:
        return default
    words = " ".join(heading.casefold().split())
    named = [one for one in societies if one.name.casefold() in words]
    if named:
        return max(named, key=lambda one: len(one.name)).key
    acronyms = set(re.findall(r"\w+", heading))
    return next((one.key for one in societies if one.acronym in acronyms), default)
