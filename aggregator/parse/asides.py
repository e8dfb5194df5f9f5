"""Tells which lines of an article's page stand beside it: teasers, invitations, share bars, comments."""

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice

from lxml import html

from aggregator.parse import document, scope
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
    r"(?:^|[\s_-])(?<!\btag[_-])(?<!\bcategory[_-])(?:cookie|gdpr|consent|onetrust|didomi|usercentrics|privacy-notice)"
    r"|(?:^|\s)modal(?!\S)"
    r"|(?:^|\s)(?:comments?(?:[-_](?:list|area|section))?|disqus_thread|respond|widget-area)(?!\S)"
    r"|(?:^|[\s_-])(?<!\bwith[_-])(?<!\bhas[_-])(?<!\bno[_-])"
    r"side-?bar(?:[-_](?:left|right|first|second|primary|\d{1,3}))?(?!\S)"
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
_DIALOGS = frozenset({"dialog", "alertdialog"})
"""Roles of what opens over a page."""
_AGREED = re.compile(
    r"(?:i )?(?:accept|agree|allow|ok|got it|understood)(?: (?:all|cookies|all cookies))?"
    r"|(?:alle )?(?:akzeptieren|zulassen)|alle(?: cookies)? (?:akzeptieren|zulassen)"
    r"|einverstanden|(?:tout )?accepter(?: tout)?|j[’']accepte"
    r"|acept(?:ar|o)(?: todo| todas)?|accett[ao](?: tutti)?|aceitar(?: todos)?|accepteren|akkoord",
    re.IGNORECASE,
)
"""What a reader presses to be done with a word on cookies."""
_COOKIES = re.compile(r"\bcookies?\b", re.IGNORECASE)
_AROUND_PRESSED = 4
"""Elements around what is pressed, of which one holds the word on cookies and nothing else."""
_LONGEST_CONSENT = 2_000
_PIECES = 5
"""Pieces of the words on a button or link that are read."""
_MOST = 0.3
"""The share of a page's prose from which on only what is certain is an aside, whatever its name."""
_SEVERAL = 2
"""Headings with links, from which on they are a row."""
_LOOKED = 50
"""Elements called so that are looked at: each may hold the others."""
_OF_TEASER = 3
"""Headings and paragraphs for each heading with a link in what is but a row of teasers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asides:
    """What stands beside an article: ``words`` are those of the lines that stand only there.

    ``others`` are the elements of which the dates are of something else: other articles, comments. ``at`` is
    the number of the headline's line, and ``scope`` holds it and what is said first below it.
    """

    words: frozenset[str]
    others: frozenset[html.HtmlElement]
    at: int | None = None
    scope: html.HtmlElement | None = None


def found(root: html.HtmlElement, said: Sequence[Line], heads: Sequence[int]) -> Asides:
    """Return what stands beside the article on a page, of which ``said`` are the lines.

    ``heads`` are the numbers of those lines that may be its headline.
    """
    prose = sum(len(line.words) for line in said if line.block.tag == "p") or 1
    called = [one for one in root.iter() if _is_place(one) or one.get("class") or one.get("id")]
    certain = _all_in((*filter(_is_certain, called), *_asking_consent(root))) | _outside_main(root)
    at = scope.headed(said, heads, without=certain)
    if at is None and not any(scope.says(line) and line.block not in certain for line in said):
        # An article may stand in what is called a sidebar, but in no footer: that is a page without a text.
        certain = _all_in(one for one in called if _is_never_text(one))
        at = scope.headed(said, heads, without=certain)
    named = [element for element in called if _is_aside(element, prose)]
    first = None if at is None else next(scope.said_below(said, at, without=certain), None)
    if first is not None:
        own = _kinds_around(first)
        named = [element for element in (*named, *_of_teasers(called)) if _kind(element) not in own]
    aside = certain | _all_in(named)
    within = {line.words for line in said if line.block in aside}
    outside = {line.words for line in said if line.block not in aside}
    others = (certain - _all_in(_own_footers(root))) | _all_in(
        element for element in named if _OTHERS.search(_names(element))
    )
    others |= _all_in(element for element in root.iter("header", "div") if _is_masthead(element))
    return Asides(
        words=frozenset(within - outside),
        others=frozenset(others),
        at=at,
        scope=None if at is None else scope.around(said, at, without=aside),
    )


def _asking_consent(root: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield what says that a site uses cookies and asks to agree, whatever it is called."""
    agreeing = (one for one in root.iter("button", "a") if _AGREED.fullmatch(_begins(one)))
    for pressed in islice(agreeing, _LOOKED):
        for element in islice(pressed.iterancestors(), _AROUND_PRESSED):
            said = document.words(element)
            if len(said) > _LONGEST_CONSENT or element.tag in ("body", "main", "article"):
                break
            if _COOKIES.search(said) and element.find(".//h1") is None:
                yield element
                break


def _begins(element: html.HtmlElement) -> str:
    return " ".join("".join(map(str, islice(element.itertext(), _PIECES))).split())


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


def _outside_main(root: html.HtmlElement) -> set[html.HtmlElement]:
    """Return what stands outside the only ``<main>`` of a page; above it only where the headline is in it."""
    mains = list(root.iter("main"))
    if len(mains) != 1:
        return set()
    if mains[0].find(".//h1") is None:
        chain = (mains[0], *mains[0].iterancestors())
        return _all_in(after for one in chain for after in one.itersiblings())
    around = set(mains[0].iterancestors())
    return {one for body in root.iter("body") for one in body.iter()} - around - set(mains[0].iter())


def _is_aside(element: html.HtmlElement, prose: int) -> bool:
    """Say whether an element is called as asides are, and is not most of the page."""
    if not (_is_place(element) or _NAMES.search(_names(element))) or not _may_be_aside(element):
        return False
    inside = sum(len(document.words(paragraph)) for paragraph in element.iter("p"))
    return inside < _MOST * prose


def _of_teasers(called: Iterable[html.HtmlElement]) -> Iterator[html.HtmlElement]:
    """Yield what leads to other articles, of the first elements that are called so."""
    looked = (element for element in called if _OTHERS.search(_names(element)))
    for element in islice(looked, _LOOKED):
        if _is_of_teasers(element):
            yield element


def _is_of_teasers(element: html.HtmlElement) -> bool:
    """Say whether an element is called as what leads to other articles is, and is but a row of teasers.

    That is headings with links, and some words below each.
    """
    if not _may_be_aside(element):
        return False
    told = [one for one in element.iter("p", *document.HEADINGS) if document.words(one)]
    linked = [number for number, one in enumerate(told) if one.tag != "p" and _is_linked(one)]
    prose = next((number for number, one in enumerate(told) if one.tag == "p"), len(told))
    return len(linked) >= _SEVERAL and len(told) <= _OF_TEASER * len(linked) and linked[0] < prose


def _is_linked(heading: html.HtmlElement) -> bool:
    return heading.find(".//a") is not None or next(heading.iterancestors("a"), None) is not None


def _is_certain(element: html.HtmlElement) -> bool:
    """Say whether an element is an aside even where it says more than a short article."""
    named = _is_place(element) or _CERTAIN.search(_CAMEL.sub("-", _called(element)).lower())
    return bool(named) and _may_be_aside(element)


def _is_place(element: html.HtmlElement) -> bool:
    return element.tag in _PLACES or _is_dialog(element)


def _is_dialog(element: html.HtmlElement) -> bool:
    return element.get("role") in _DIALOGS or element.get("aria-modal") == "true"


def _is_never_text(element: html.HtmlElement) -> bool:
    return (element.tag in {"footer", "dialog"} or _is_dialog(element)) and _may_be_aside(element)


def _kinds_around(line: Line) -> set[frozenset[str]]:
    """Return the kinds of asides that the first words of an article stand in: there they are none."""
    return {_kind(one) for one in (line.block, *line.block.iterancestors())} - {frozenset()}


def _kind(element: html.HtmlElement) -> frozenset[str]:
    """Return those of an element's names by which it is called an aside."""
    named = _CAMEL.sub("-", _called(element)).lower().split()
    return frozenset(one for one in named if _NAMES.search(one.translate(_SIGNS)))


def _names(element: html.HtmlElement) -> str:
    return _CAMEL.sub(" ", _called(element)).translate(_SIGNS).lower()


def _called(element: html.HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _may_be_aside(element: html.HtmlElement) -> bool:
    return element.tag not in {"body", "main", "article", "html"} and element.find(".//h1") is None
