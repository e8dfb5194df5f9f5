"""Says whether links stand in the content of their page, or in its menus, its head or its foot."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from bs4 import BeautifulSoup, Tag

from aggregator.parse import newswords, places

_CLIMB = 6
_MOST = 15
"""Links that a home page may show as its news, wherever they stand; menus and maps of a site have more."""
_NAMED = re.compile(r"\b(?:mega ?(?:menu|nav)?|nav ?bar|site ?map|drop ?down|off ?canvas|fly ?out)\b")
"""Names of menus that fold out, and of feet that list a whole site."""
_HEADINGS = 5
"""Main headings of a page that are looked at."""
_MARKS = frozenset({"main", "h1"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """What tells of a page where its content is: its ``<main>``, and the links before its only ``<h1>``.

    It ``is_news`` where a main heading says that the page shows news.
    """

    main: Tag | None
    before: frozenset[int]
    is_news: bool

    def holds(self, group: Sequence[Tag]) -> bool:
        """Say whether links, in the page's order, may stand in its content.

        Few may wherever they stand, but in a menu, and on a page of news only there.
        """
        ends = group[0], group[-1]
        if any(map(_is_menu, ends)):
            return False
        if len(group) <= _MOST and not self.is_news:
            return True
        if any(map(_is_in_head, ends)):
            return False
        if self.main is not None:
            return any(parent is self.main for one in ends for parent in one.parents)
        return id(group[-1]) not in self.before


def of(page: BeautifulSoup) -> Content:
    """Return what a page tells of its content."""
    marks = page.find_all(lambda one: one.name in _MARKS or one.get("role") == "main")
    mains = [one for one in marks if one.name == "main"] or [one for one in marks if one.name != "h1"]
    titles = [one for one in marks if one.name == "h1"]
    above = titles[0].find_all_previous("a") if len(titles) == 1 and len(mains) != 1 else []
    return Content(
        main=mains[0] if len(mains) == 1 else None,
        before=frozenset(map(id, above)),
        is_news=any(newswords.NEWS.search(one.get_text(" ", strip=True)) for one in titles[:_HEADINGS]),
    )


def _is_in_head(anchor: Tag) -> bool:
    """Say whether a link stands in the head of its page, not of a piece."""
    head = anchor.find_parent("header")
    return head is not None and not places.is_in_piece(head)


def _is_menu(anchor: Tag) -> bool:
    """Say whether a link stands in what is called a menu that folds out, or a map of the site."""
    return any(_NAMED.search(places.names(one)) for one in islice(anchor.parents, _CLIMB))
