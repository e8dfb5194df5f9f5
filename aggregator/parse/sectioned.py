"""Finds by which headings a page tells its news in sections, under the headings of those who speak."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from bs4 import BeautifulSoup

from aggregator.model import Entry, PageRule, Parsed

_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_GROUPS: Final = 2
_SECTIONS: Final = 4
"""The least of each: a page with fewer is about one thing."""
_PROSE: Final = 120
"""Characters from which on what stands below a heading tells something."""
_TAG: Final = re.compile(r"<[^<>]*>")


def rule(page: BeautifulSoup, read: Callable[[PageRule], Parsed]) -> PageRule | None:
    """Return the rule by which ``read`` finds sections of prose in ``page``, in groups; the finest one."""
    ranks = [name for name in _HEADINGS if len(page.find_all(name, limit=_GROUPS)) == _GROUPS]
    for group, split in reversed(list(pairwise(ranks))):
        chosen = PageRule(split=split, group=group)
        if _are_told(read(chosen).entries):
            return chosen
    return None


def _are_told(sections: Sequence[Entry]) -> bool:
    groups = {one.group for one in sections if one.group}
    told = sum(len(_TAG.sub("", one.content.value)) >= _PROSE for one in sections if one.content)
    return len(groups) >= _GROUPS and len(sections) >= _SECTIONS and told * 4 >= 3 * len(sections)
