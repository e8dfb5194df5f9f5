"""Fits an article's markup into a mail: no pictures, headings below the story's own, nothing that acts."""

from html import escape
from typing import Final

import nh3
from lxml import etree

from aggregator.digest import strings

_TAGS: Final = """
    a abbr b bdi blockquote br caption cite code dd del dfn div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i
    ins kbd li ol p pre q rp rt ruby s samp small strong sub sup table tbody td tfoot th thead time tr u ul
    var
"""
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_KEPT_EMPTY: Final = frozenset({"br", "hr", "td", "th"})
_BLOCKS: Final = (*_HEADINGS, "blockquote", "div", "dl", "figure", "hr", "ol", "p", "pre", "table", "ul")

_CLEANER: Final = nh3.Cleaner(
    tags=set(_TAGS.split()),
    clean_content_tags={
        "script",
        "style",
        "template",
        "textarea",
        "title",
        "svg",
        "math",
        "iframe",
        "noscript",
    },
    attributes={
        "*": {"dir", "lang"},
        "a": {"href"},
        "abbr": {"title"},
        "ol": {"start", "reversed", "type"},
        "li": {"value"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan", "scope"},
        "time": {"datetime"},
    },
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel=None,
)
"""The last word: whatever an article holds, by whatever way it came, this alone gets into a mail."""


def mailable(html: str, *, title: str, text: str, top: int = 4) -> str:
    """Return an article's markup as a mail may carry it, or its ``text`` as paragraphs where none is left.

    A heading at its beginning that only repeats ``title`` is left out; the highest of the others has
    the rank ``top``.
    """
    return _CLEANER.clean(_refitted(strings.block(html), title, top)).strip() or paragraphs(text)


def paragraphs(text: str) -> str:
    """Return plain text as markup: a ``p`` for each paragraph, a ``br`` for each line break."""
    blocks = (block.strip() for block in strings.block(text).split("\n\n"))
    return "".join(
        f"<p>{escape(block, quote=False).replace(chr(10), '<br>')}</p>" for block in blocks if block
    )


def _refitted(html: str, title: str, top: int) -> str:
    if not html.strip():
        return ""
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        body = etree.fromstring(f"<html><body>{html}</body></html>", parser).find("body")
    except etree.XMLSyntaxError:
        return ""
    if body is None:
        return ""
    _drop_pictures(body)
    _drop_empty(body)
    _drop_repeated(body, title)
    _demote_headings(body, top)
    _name_paragraphs(body)
    inner = etree.tostring(body, method="html", encoding="unicode")
    return inner.removeprefix("<body>").rsplit("</body>", 1)[0]


def _drop_pictures(body: etree._Element) -> None:
    """Remove pictures, and figures with their captions, which say nothing without them."""
    for picture in list(body.iter("img", "picture")):
        figure = next(picture.iterancestors("figure"), picture)
        if figure.getparent() is not None:
            _remove(figure)


def _drop_empty(body: etree._Element) -> None:
    for element in reversed(list(body.iter())):
        if element is body or element.tag in _KEPT_EMPTY or len(element):
            continue
        if not (element.text or "").strip():
            _remove(element)


def _drop_repeated(body: etree._Element, title: str) -> None:
    first = next(iter(body), None)
    if first is None or (body.text or "").strip():
        return
    said = " ".join(str(first.xpath("string()")).split())
    if said.casefold().rstrip(".") == title.casefold().rstrip(".") and len(body) > 1:
        _remove(first)


def _demote_headings(body: etree._Element, top: int) -> None:
    """Set the highest heading below the story's own, the others below it as they were."""
    found = list(body.iter(*_HEADINGS))
    levels = sorted({str(element.tag) for element in found})
    for element in found:
        element.tag = f"h{min(6, top + levels.index(str(element.tag)))}"


def _name_paragraphs(body: etree._Element) -> None:
    """Make a ``p`` of each ``div`` that holds only words, so that it is set apart as one."""
    for division in list(body.iter("div")):
        if not any(child.tag in _BLOCKS for child in division.iterdescendants()):
            division.tag = "p"


def _remove(element: etree._Element) -> None:
    """Take an element out and leave the words that follow it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)
