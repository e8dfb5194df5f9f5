"""Tidies a tree that nh3 has cleaned: absolute links, true pictures and paragraphs, nothing empty."""

import re
from typing import Final

from lxml import etree

from aggregator.refine import boilerplate, figures, hygiene, links, tracking
from aggregator.refine.limits import Limits

LAZY: Final = ("data-src", "data-lazy-src", "data-original", "data-orig-file")
"""Where pages that load pictures late keep the true address."""

AS_DIV: Final = frozenset({
    "address", "article", "aside", "center", "details", "dialog", "dir", "fieldset", "footer", "form",
    "header", "hgroup", "legend", "main", "menu", "section", "summary",
})  # fmt: skip
"""Blocks that mean no more to a reader than a div."""

_UNWRAP, _REMOVE = "x-unwrap", "x-remove"
_BLOCKS: Final = frozenset({
    "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
    "li", "ol", "p", "pre", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_BOXES: Final = frozenset({"div", "table", "td"})
"""What may tell by its class what it is there for."""
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_LOOSE: Final = frozenset({
    "a", "abbr", "b", "bdi", "cite", "code", "del", "dfn", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6",
    "i", "ins", "kbd", "mark", "p", "q", "s", "samp", "small", "strong", "sub", "sup", "time", "u", "var",
})  # fmt: skip
"""What may hold words but, save for the div, no blocks."""
_NOTHING_WITHOUT_WORDS: Final = _LOOSE | {
    "ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption", "blockquote", "pre", "table", "caption",
}  # fmt: skip
_ROOMY: Final = frozenset({"body", "div", "blockquote", "td", "th", "li", "dd", "figure"})
"""What libxml2 leaves open for any block; elsewhere it reads ``<dt><dl>`` as one after the other."""
_INVISIBLE: Final = " \t\r\n\u00a0\u200b\u3000"
_SIGNING: Final = max(map(len, boilerplate.SIGNING))
_FLARE: Final = re.compile(
    r"(?i)\b(?:feedflare|sharedaddy|addtoany\w*|jp-relatedposts|yarpp\w*|wp-block-buttons?)\b"
)
_ONE_PIXEL: Final = re.compile(
    r"(?i)(?:^|[;\s])(?:(?:max-)?(?:width|height):\s*[01](?:px)?\s*(?:;|$|!)|display:\s*none)"
)
_IN_THE_LINE: Final = re.compile(
    r"(?i)//s\.w\.org/images/core/emoji/|/wp-includes/images/smilies/|/latex\.php\?|codecogs\.com/|/mathtex"
)
"""Pictures that stand for a character or a formula, which their alt says."""


def tidied(markup: str, *, base: str, limits: Limits) -> tuple[etree._Element, bool]:
    """Return the tree of ``markup``, tidied, and whether what ``written`` makes of it is read as it again."""
    body = _tree(markup)
    for element in body.iter():
        tag = element.tag
        if tag == "a":
            _mend_anchor(element, base, limits)
        elif tag == "img":
            _mend_image(element, base, limits)
        elif tag in AS_DIV:
            element.tag = "div"
        elif tag in _BOXES and (classes := _taken(element, "class")):
            _mend_box(element, tag, classes)
    settled = not any(len(anchor) for anchor in body.iter(_UNWRAP))
    _apply(body)
    mended, kept_its_shape = _mend_blocks(body, None)
    while mended:
        settled = settled and kept_its_shape
        _apply(body)
        mended, kept_its_shape = _mend_blocks(body, mended)
    return body, settled or _is_read_again(body)


def written(body: etree._Element) -> str:
    """Return what stands in a tree, in nh3's way of writing."""
    page = etree.tostring(body, encoding="unicode", method="html", with_tail=False)
    inner = page[page.index(">") + 1 : page.rindex("</body>")] if "</body>" in page else ""
    return inner.replace("\u00a0", "&nbsp;").strip()


def _tree(markup: str) -> etree._Element:
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True)
    body = etree.fromstring(f"<html><body>{markup}</body></html>", parser).find("body")
    return etree.Element("body") if body is None else body


def _is_read_again(body: etree._Element) -> bool:
    """Say whether a tree, written, is read as the same again: ``<p><div>`` would be one after the other."""
    once = written(body)
    return written(_tree(once)) == once


def _apply(body: etree._Element) -> None:
    """Take out what was marked, at the speed of C."""
    etree.strip_elements(body, _REMOVE, with_tail=False)
    etree.strip_tags(body, _UNWRAP)


def _mend_box(box: etree._Element, tag: str, classes: str) -> None:
    """Remove what a site adds under its words; make figures of boxes that are such."""
    if tag == "table":
        figures.mend_table(box, classes, _UNWRAP)
    elif tag == "div" and _FLARE.search(classes):
        box.tag = _REMOVE
    elif tag == "div":
        figures.mend_div(box, classes)


def _mend_anchor(anchor: etree._Element, base: str, limits: Limits) -> None:
    """Make its address absolute; unwrap it where it has none."""
    href = anchor.get("href", "").strip()
    address: str | None = None
    if href.lower().startswith("mailto:"):
        address = href
    elif href and not href.startswith("#"):
        address = links.absolute(href, base, limit=limits.url)
    if address is None:
        anchor.tag = _UNWRAP
    elif address != href:
        anchor.set("href", address)
    _mend_words(anchor, "title")


def _mend_image(image: etree._Element, base: str, limits: Limits) -> None:
    """Make its address absolute; remove what only counts readers, write out what stands for words."""
    late = next((image.get(name) for name in LAZY if image.get(name)), None)
    src = late or image.get("src") or ""
    address = links.absolute(src, base, limit=limits.url) if src else None
    sides = (image.get("width", ""), image.get("height", ""))
    unseen = any(side.strip() in {"0", "1", "0px", "1px"} for side in sides) or _ONE_PIXEL.search(
        image.get("style", "")
    )
    if address is None or unseen or tracking.is_tracker(address):
        image.tag = _REMOVE
    elif _IN_THE_LINE.search(address):
        image.tag, image.text = _UNWRAP, image.get("alt", "")
    else:
        image.set("src", address)
    for name in ("style", "class", *LAZY):
        _taken(image, name)
    for name in ("alt", "title"):
        _mend_words(image, name)


def _taken(element: etree._Element, name: str) -> str:
    """Return the value of an attribute, which is then gone."""
    value = element.get(name)
    if value is None:
        return ""
    del element.attrib[name]
    return value


def _mend_words(element: etree._Element, name: str) -> None:
    """One line without double quotes, which libxml2 and nh3 write differently."""
    words = element.get(name)
    if words is not None:
        element.set(name, hygiene.line(words, limit=500).replace('"', "'"))


def _words(element: etree._Element) -> str:
    return "".join(str(words) for words in element.itertext())


def _holds_nothing(element: etree._Element) -> bool:
    """Whether there is nothing to see in what stands in ``element``."""
    if any(str(words).strip(_INVISIBLE) for words in element.itertext()):
        return False
    return next(element.iter("img", "hr"), None) is None


def _is_signature(paragraph: etree._Element) -> bool:
    words = (paragraph.text or "").lstrip()
    return words[:_SIGNING].lower().startswith(boilerplate.SIGNING) and boilerplate.is_signature(
        _words(paragraph).strip()
    )


def _holds_blocks(element: etree._Element) -> bool:
    return len(element) > 0 and any(inner.tag in _BLOCKS for inner in element.iterdescendants())


def _mend_blocks(body: etree._Element, among: set[etree._Element] | None) -> tuple[set[etree._Element], bool]:
    """Mend once; return what that may have changed, and whether all that was mended keeps the tree's shape.

    Nothing is empty; words, headings and paragraphs hold no blocks; a div of blocks only is unwrapped,
    a div of words only is a paragraph. Only elements ``among`` those given are looked at, if any are: how one
    is to be mended depends on what it holds.
    """
    changed: set[etree._Element] = set()
    settled = True
    headings = next(body.iter(*_HEADINGS), None) is not None
    for element in body.iter():
        if (among is not None and element not in among) or element.tag not in _NOTHING_WITHOUT_WORDS:
            continue
        into = _mended(element, headings=headings)
        if into:
            parent = element.getparent()
            roomy = element.tag == "div" and parent is not None and parent.tag in _ROOMY
            settled = settled and (roomy or into == _REMOVE)
            element.tag = into
            holder: etree._Element | None = element
            while holder is not None and holder not in changed:
                changed.add(holder)
                holder = holder.getparent()
    return changed, settled


def _mended(element: etree._Element, *, headings: bool) -> str | None:
    """Return the tag that ``element`` should rather have, if any; there may be ``headings`` around it."""
    is_leaf = not len(element)
    if not (element.text or "").strip(_INVISIBLE) and (is_leaf or _holds_nothing(element)):
        return _REMOVE
    tag = element.tag
    if is_leaf and tag not in ("div", "p"):  # half of all
        return None
    if tag == "p" and _is_signature(element):
        return _REMOVE
    if is_leaf and not headings:
        return "p" if tag == "div" else None
    return _better_shape(element, tag, headings=headings) if tag in _LOOSE else None


def _better_shape(element: etree._Element, tag: str, *, headings: bool) -> str | None:
    """Return the tag that suits what ``element`` holds."""
    if headings and tag in ("div", "p") and next(element.iterancestors(*_HEADINGS), None) is not None:
        return _UNWRAP
    if not _holds_blocks(element):
        return "p" if tag == "div" else None
    if tag in _HEADINGS and all(
        inner.tag in ("div", "p") or inner.tag not in _BLOCKS for inner in element.iterdescendants()
    ):
        return None
    if tag != "div":
        return "div" if tag == "p" else _UNWRAP
    blocks_only = not _holds_words(element) and all(child.tag in _BLOCKS for child in element)
    return _UNWRAP if blocks_only else None


def _holds_words(element: etree._Element) -> bool:
    """Whether words stand directly in ``element``."""
    return bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)
