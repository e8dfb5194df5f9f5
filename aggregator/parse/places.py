"""Weighs where on a page a link stands: in its content, in its navigation, in its margins."""

import re

from bs4 import Tag

_CLIMB = 6
_ASIDE = {"nav": 0.1, "footer": 0.1, "aside": 0.2, "form": 0.2, "header": 0.6}
_PIECES = {"article", "li"}
_NAMED_ASIDE = re.compile(
    r"\b((?:sub|side|main|top|left|right)?(?:nav|menu)|footer|sidebar|breadcrumbs?|crumbs?|pagination|pager|paging|tags?|tagcloud|categor(y|ies)|social"
    r"|share|lang(uages?)?|login|comments?|related|widget|authors?|byline|toolbar|topbar|subjects?|filters?|partners?)\b"
)


def weight(anchor: Tag) -> float:
    """Return a weight for where on the page a link stands: little in navigation and margins."""
    weight = 1.0
    for depth, parent in enumerate(anchor.parents):
        # A header within a piece is the piece's own, not the site's.
        weight *= 1.0 if parent.name == "header" and _is_in_piece(parent) else _ASIDE.get(parent.name, 1.0)
        if depth < _CLIMB and _NAMED_ASIDE.search(names(parent)):
            weight *= 0.3
    return weight


def _is_in_piece(header: Tag) -> bool:
    return any(one.name in _PIECES for one in header.parents)


def names(element: Tag) -> str:
    """Return an element's classes and id as words."""
    classes = element.get("class") or []
    words = [*classes, str(element.get("id") or "")]
    return " ".join(words).lower().replace("_", " ").replace("-", " ")
