"""Tells which lines of an article's page stand beside it: teasers, invitations, share bars, comments."""

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

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
_OTHERS = re.compile(
    r"\b(related|recommend\w*|recirc\w*|read ?(more|next|also)|see also|most ?(read|popular|viewed)|popular"
    r"|trending|top ?stories|more ?(stories|news|posts|from)|recent ?(posts|entries|comments)|teasers?"
    r"|upcoming|side ?bar|taboola|outbrain|promos?|newsletters?)\b"
)
_MASTHEAD = re.compile(r" (?:site-?)?(?:header|masthead|top-?bar) ")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SIGNS = str.maketrans("-_", "  ")
_PLACES = frozenset({"nav", "footer", "aside", "form", "dialog"})
_MOST = 0.3
"""The share of a page's prose from which on only what is certain is an aside, whatever its name."""
_LINKED = 0.3
_PROSE = 60
"""Characters of a line that is prose: where all lines of that length stand in asides, they are none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asides:
    """What stands beside an article: ``words`` are those of the lines that stand only there.

    ``others`` are the elements of which the dates are of something else: other articles, comments.
    """

    words: frozenset[str]
    others: frozenset[html.HtmlElement]


def found(root: html.HtmlElement, said: Sequence[Line]) -> Asides:
    """Return what stands beside the article on a page, of which ``said`` are the lines."""
    prose = sum(len(line.words) for line in said if line.block.tag == "p") or 1
    certain = _all_in(element for element in root.iter() if _is_certain(element)) | _outside_main(root)
    if not any(_is_prose(line) and line.block not in certain for line in said):
        certain = set()
    named = [element for element in root.iter() if _is_aside(element, prose)]
    aside = certain | _all_in(named)
    within = {line.words for line in said if line.block in aside}
    outside = {line.words for line in said if line.block not in aside}
    others = (certain - _all_in(_own_footers(root))) | _all_in(
        element for element in named if _OTHERS.search(_names(element))
    )
    others |= _all_in(element for element in root.iter("header", "div") if _is_masthead(element))
    return Asides(words=frozenset(within - outside), others=frozenset(others))


def _is_masthead(element: html.HtmlElement) -> bool:
    """Say whether an element is the head of the site, which may tell today's date, and of no article."""
    is_head = element.tag == "header" or bool(_MASTHEAD.search(f" {_called(element).lower()} "))
    return is_head and not any(True for _ in element.iter(*document.HEADINGS, "article", "main", "p"))


def _all_in(elements: Iterable[html.HtmlElement]) -> set[html.HtmlElement]:
    return {inner for element in elements for inner in element.iter()}


def _own_footers(root: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield the footers of articles, which may tell when they came."""
    for element in root.iter("footer"):
        if any(outer.tag in {"article", "main"} for outer in element.iterancestors()):
            yield element


def without(root: html.HtmlElement, asides: Asides) -> html.HtmlElement:
    """Return a copy of a page without what is of something else than its article."""
    copy = deepcopy(root)
    twins = list(zip(root.iter(), copy.iter(), strict=True))
    for element, twin in twins:
        outer = element.getparent()
        is_outermost = element in asides.others and outer not in asides.others
        if is_outermost and outer is not None and element.tag != "script":
            twin.drop_tree()
    return copy


def _is_prose(line: Line) -> bool:
    return len(line.words) >= _PROSE and line.linked < _LINKED


def _outside_main(root: html.HtmlElement) -> set[html.HtmlElement]:
    """Return what stands outside the only ``<main>`` of a page, where the headline is in it."""
    mains = list(root.iter("main"))
    if len(mains) != 1 or mains[0].find(".//h1") is None:
        return set()
    around = set(mains[0].iterancestors())
    return {one for body in root.iter("body") for one in body.iter()} - around - set(mains[0].iter())


def _is_aside(element: html.HtmlElement, prose: int) -> bool:
    """Say whether an element is called as asides are, and is not most of the page."""
    if not (element.tag in _PLACES or _NAMES.search(_names(element))) or not _may_be_aside(element):
        return False
    inside = sum(len(document.words(paragraph)) for paragraph in element.iter("p"))
    return inside < _MOST * prose


def _is_certain(element: html.HtmlElement) -> bool:
    """Say whether an element is an aside even where it says more than a short article."""
    named = element.tag in _PLACES or _CERTAIN.search(_CAMEL.sub("-", _called(element)).lower())
    return bool(named) and _may_be_aside(element)


def _names(element: html.HtmlElement) -> str:
    return _CAMEL.sub(" ", _called(element)).translate(_SIGNS).lower()


def _called(element: html.HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _may_be_aside(element: html.HtmlElement) -> bool:
    return element.tag not in {"body", "main", "article", "html"} and element.find(".//h1") is None
