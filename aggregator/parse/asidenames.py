"""Knows the names and elements by which systems mark what stands beside an article."""

import re

from lxml import html

from aggregator.parse import document

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
_TEASERS = (
    r"related|recommend\w*|recirc\w*|read ?(more|next|also)|see also|most ?(read|popular|viewed)|popular"
    r"|trending|top ?stories|more ?(stories|news|posts|from)|recent ?(posts|entries|comments)|teasers?"
    r"|upcoming|taboola|outbrain|promos?|newsletters?"
)
_OTHERS = re.compile(rf"\b({_TEASERS}|side ?bar)\b")
_NEVER = re.compile(rf"\b({_TEASERS}|comments?|disqus|respond|cookies?|consent|gdpr)\b")
"""Names of what is no text, though hardly any stands elsewhere."""
_MASTHEAD = re.compile(r" (?:site-?)?(?:header|masthead|top-?bar) ")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SIGNS = str.maketrans("-_", "  ")
_PLACES = frozenset({"nav", "footer", "aside", "form", "dialog"})
_DIALOGS = frozenset({"dialog", "alertdialog"})
"""Roles of what opens over a page."""


def is_called(element: html.HtmlElement) -> bool:
    """Say whether an element is called as asides are, or is one of those that hold them."""
    return (is_place(element) or bool(_NAMES.search(_names(element)))) and may_be_aside(element)


def leads_to_others(element: html.HtmlElement) -> bool:
    """Say whether an element is called as what leads to other articles is."""
    return bool(_OTHERS.search(_names(element)))


def is_masthead(element: html.HtmlElement) -> bool:
    """Say whether an element is the head of the site, which may tell today's date, and of no article."""
    is_head = element.tag == "header" or bool(_MASTHEAD.search(f" {_called(element).lower()} "))
    return (
        is_head
        and next(element.iterancestors("article", "main"), None) is None
        and next(element.iter(*document.HEADINGS, "article", "main", "p"), None) is None
    )


def is_certain(element: html.HtmlElement) -> bool:
    """Say whether an element is an aside even where it says more than a short article."""
    named = is_place(element) or _CERTAIN.search(_CAMEL.sub("-", _called(element)).lower())
    return bool(named) and may_be_aside(element)


def is_place(element: html.HtmlElement) -> bool:
    """Say whether an element is one of those that are there for what stands beside a text."""
    return element.tag in _PLACES or _is_dialog(element) or _is_comment(element)


def _is_comment(element: html.HtmlElement) -> bool:
    return bool(element.get("itemprop") == "comment")


def _is_dialog(element: html.HtmlElement) -> bool:
    return element.get("role") in _DIALOGS or element.get("aria-modal") == "true"


def is_of_others(element: html.HtmlElement) -> bool:
    """Say whether an element is called as what leads to other articles is, or what their readers write."""
    is_named = _is_comment(element) or _NEVER.search(_names(element))
    return is_never_text(element) or (bool(is_named) and may_be_aside(element))


def is_never_text(element: html.HtmlElement) -> bool:
    """Say whether an element is none in which a page's text stands, even where it stands nowhere else."""
    return (element.tag in {"footer", "dialog"} or _is_dialog(element)) and may_be_aside(element)


def words(element: html.HtmlElement) -> frozenset[str]:
    """Return the words by which an element is called an aside."""
    return frozenset(found[0] for found in _NAMES.finditer(_names(element)))


def kind(element: html.HtmlElement) -> frozenset[str]:
    """Return those of an element's names by which it is called an aside."""
    named = _CAMEL.sub("-", _called(element)).lower().split()
    return frozenset(one for one in named if _NAMES.search(one.translate(_SIGNS)))


def _names(element: html.HtmlElement) -> str:
    return _CAMEL.sub(" ", _called(element)).translate(_SIGNS).lower()


def _called(element: html.HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def may_be_aside(element: html.HtmlElement) -> bool:
    """Say whether an element is none that holds the page's text by what it is, or its main heading."""
    return element.tag not in {"body", "main", "article", "html"} and element.find(".//h1") is None
