"""Tells which lines of an article's page stand beside it: teasers, invitations, share bars, comments."""

import re

from lxml import html

from aggregator.parse import document
from aggregator.parse.document import Line

_NAMES = re.compile(
    r"\b(newsletters?|subscri\w*|sign ?up|related|recommend\w*|recirc\w*|read ?(more|next|also)|see also"
    r"|most ?(read|popular|viewed)|popular|trending|top ?stories|more ?(stories|news|posts|from)|teasers?"
    r"|shar(e|es|ing)|social|follow|comments?|disqus|respond|taboola|outbrain|promos?|promotion|sponsor\w*"
    r"|advert\w*|cookies?|consent|gdpr|modal|popup|overlay|paywall|log ?in|breadcrumbs?|pagination"
    r"|pager|toolbar|nav|navbar|navigation|menu|footer|side ?bar|widgets?|copyright|disclaimer|tags?"
    r"|tag ?list|print|rating)\b"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SIGNS = str.maketrans("-_", "  ")
_PLACES = frozenset({"nav", "footer", "aside", "form", "dialog"})
_MOST = 0.3
"""The share of a page's prose from which on nothing is an aside, whatever its name."""


def lines(root: html.HtmlElement, said: list[Line]) -> frozenset[str]:
    """Return the words of the lines of a page, ``said``, that stand only in asides."""
    prose = sum(len(line.words) for line in said if line.block.tag == "p") or 1
    aside = {inner for element in root.iter() if _is_aside(element, prose) for inner in element.iter()}
    within = {line.words for line in said if line.block in aside}
    return frozenset(within - {line.words for line in said if line.block not in aside})


def _is_aside(element: html.HtmlElement, prose: int) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    named = element.tag in _PLACES or _NAMES.search(_CAMEL.sub(" ", names).translate(_SIGNS).lower())
    if not named or element.tag in {"body", "main", "article", "html"}:
        return False
    inside = sum(len(document.words(paragraph)) for paragraph in element.iter("p"))
    return inside < _MOST * prose and element.find(".//h1") is None
