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
_CERTAIN = re.compile(
    r"(?:^| )(?:(?:[\w-]*[-_])?(?:cookies?|gdpr|consent)(?:[-_][\w-]*)?"
    r"|comments?(?:[-_](?:list|area|section))?|disqus_thread|respond)(?: |$)"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SIGNS = str.maketrans("-_", "  ")
_PLACES = frozenset({"nav", "footer", "aside", "form", "dialog"})
_MOST = 0.3
"""The share of a page's prose from which on only what is certain is an aside, whatever its name."""
_LINKED = 0.3
_PROSE = 60
"""Characters of a line that is prose: where all lines of that length stand in asides, they are none."""


def lines(root: html.HtmlElement, said: list[Line]) -> frozenset[str]:
    """Return the words of the lines of a page, ``said``, that stand only in asides."""
    prose = sum(len(line.words) for line in said if line.block.tag == "p") or 1
    certain = {inner for element in root.iter() if _is_certain(element) for inner in element.iter()}
    certain |= _outside_main(root)
    if not any(_is_prose(line) and line.block not in certain for line in said):
        certain = set()
    aside = {inner for element in root.iter() if _is_aside(element, prose) for inner in element.iter()}
    aside |= certain
    within = {line.words for line in said if line.block in aside}
    return frozenset(within - {line.words for line in said if line.block not in aside})


def _is_prose(line: Line) -> bool:
    return len(line.words) >= _PROSE and line.linked < _LINKED


def _outside_main(root: html.HtmlElement) -> set[html.HtmlElement]:
    """Return what stands outside the only ``<main>`` of a page, where the headline is in it."""
    mains = list(root.iter("main"))
    if len(mains) != 1 or mains[0].find(".//h1") is None:
        return set()
    return set(root.iter()) - set(mains[0].iter())


def _is_aside(element: html.HtmlElement, prose: int) -> bool:
    """Say whether an element is called as asides are, and is not most of the page."""
    named = element.tag in _PLACES or _NAMES.search(
        _CAMEL.sub(" ", _called(element)).translate(_SIGNS).lower()
    )
    if not named or not _may_be_aside(element):
        return False
    inside = sum(len(document.words(paragraph)) for paragraph in element.iter("p"))
    return inside < _MOST * prose


def _is_certain(element: html.HtmlElement) -> bool:
    """Say whether an element is an aside even where it says more than a short article."""
    named = element.tag in _PLACES or _CERTAIN.search(_CAMEL.sub("-", _called(element)).lower())
    return bool(named) and _may_be_aside(element)


def _called(element: html.HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _may_be_aside(element: html.HtmlElement) -> bool:
    return element.tag not in {"body", "main", "article", "html"} and element.find(".//h1") is None
