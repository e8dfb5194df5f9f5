"""Says what becomes of the pictures in a text: nothing of them is fetched from where they came."""

import re
from typing import Final, Literal

from lxml import etree

from aggregator.publish import fields

Pictures = Literal["omit", "link", "serve"]
"""Left out; a link in their place; or, where we have a copy of our own, that copy, and else a link."""

_NAMELESS: Final = "Image"
_IMG: Final = re.compile(r"<img\b", re.IGNORECASE)
_LONGEST: Final = 120


def settled(html: str, pictures: Pictures, *, named: str = _NAMELESS) -> str:
    """Return ``html`` with no picture in it that a reader's program would fetch from its source.

    Unless they are to be omitted, a link stands where each was, called by its description or ``named``.
    """
    if not _IMG.search(html):
        return html
    try:
        body = etree.fromstring(f"<html><body>{html}</body></html>", etree.HTMLParser()).find("body")
    except etree.XMLSyntaxError:
        return ""
    if body is None:
        return ""
    for image in list(body.iter("img")):
        link = None if pictures == "omit" else _link(image, named)
        _replace(image, link)
    inner = etree.tostring(body, method="html", encoding="unicode")
    return inner.removeprefix("<body>").rsplit("</body>", 1)[0]


def _link(image: etree._Element, named: str) -> etree._Element | None:
    """Return a link to the picture, ``None`` where it leads nowhere or stands in a link already."""
    address = fields.address(image.get("src"))
    if address is None:
        return None
    words = fields.line(image.get("alt") or "")[:_LONGEST] or named
    inside = next(image.iterancestors("a"), None) is not None
    link = etree.Element("span") if inside else etree.Element("a", {"href": address, "rel": "noopener"})
    link.text = f"[{words}]"
    return link


def _replace(image: etree._Element, by: etree._Element | None) -> None:
    """Put an element, or nothing, in a picture's place, and keep the words that follow."""
    parent, before, words = image.getparent(), image.getprevious(), image.tail or ""
    assert parent is not None
    if by is not None:
        by.tail = words
        image.tail = None
        parent.replace(image, by)
        return
    if before is not None:
        before.tail = (before.tail or "") + words
    else:
        parent.text = (parent.text or "") + words
    image.tail = None
    parent.remove(image)
