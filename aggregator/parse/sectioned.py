"""Finds by which headings a page tells its news in sections, under the headings of those who speak."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from bs4 import BeautifulSoup

from aggregator.model import Entry, PageRule, Parsed
from aggregator.parse.document import HEADINGS

_GROUPS: Final = 2
_SECTIONS: Final = 4
"""The least of each: a page with fewer is about one thing."""
_PROSE: Final = 120
"""Characters from which on what stands below a heading tells something."""
_TAG: Final = re.compile(r"<[^<>]*>")


def found(page: BeautifulSoup, read: Callable[[PageRule], Parsed]) -> tuple[PageRule, Parsed] | None:
    """Return the finest rule by which ``read`` finds sections of prose in ``page``, in groups, and these."""
    ranks = [name for name in sorted(HEADINGS) if len(page.find_all(name, limit=_GROUPS)) == _GROUPS]
    for group, split in reversed(list(pairwise(ranks))):
        chosen = PageRule(split=split, group=group)
        parsed = read(chosen)
        if _are_told(parsed.entries):
            return chosen, parsed
    return None


def _are_told(sections: Sequence[Entry]) -> bool:
    groups = {one.group for one in sections if one.group}
    told = sum(len(_TAG.sub("", one.content.value)) >= _PROSE for one in sections if one.content)
    return len(groups) >= _GROUPS and len(sections) >= _SECTIONS and told * 4 >= 3 * len(sections)
