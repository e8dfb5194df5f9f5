"""Bounds how deeply markup nests, as nh3's time grows with the square of it: minutes for 100,000 tags."""

import re
from typing import Final

from lxml import etree

from aggregator.refine.limits import Limits

_TAG: Final = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)[^<>]*>")
_NOT_NESTING: Final = frozenset({
    "area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "p", "param", "source", "track",
    "wbr",
})  # fmt: skip


def shallow(markup: str, *, limits: Limits) -> str:
    """Return ``markup`` where it has few tags, else as libxml2 writes its tree, under 256 levels deep."""
    if markup.count("<") - markup.count("</") < limits.shallow_tags:
        return markup
    tree, whole = _tree(markup)
    if not whole:
        tree, _ = _tree(_flattened(markup, limits.depth))
    return etree.tostring(tree, encoding="unicode", method="html")


def _tree(markup: str) -> tuple[etree._Element, bool]:
    """Return the tree of ``markup``, and whether libxml2 read it to its end."""
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True)
    tree = etree.fromstring(f"<html><body>{markup}</body></html>", parser)
    last = parser.error_log.last_error
    return tree, last is None or last.type_name != "ERR_RESOURCE_LIMIT"


def _flattened(markup: str, depth: int) -> str:
    """Return ``markup`` without the tags within ``depth`` others, so that libxml2 reads it whole."""
    open_tags = 0
    dropped = 0

    def kept(found: re.Match[str]) -> str:
        nonlocal open_tags, dropped
        if found[2].lower() in _NOT_NESTING:
            return found[0]
        if found[1]:
            if dropped:
                dropped -= 1
                return ""
            open_tags = max(0, open_tags - 1)
        elif open_tags >= depth:
            dropped += 1
            return ""
        else:
            open_tags += 1
        return found[0]

    return _TAG.sub(kept, markup)
