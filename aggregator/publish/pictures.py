"""Says what becomes of the pictures in a text: nothing of them is fetched from where they came."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from lxml import etree

from aggregator.publish import fields

Pictures = Literal["omit", "link", "serve"]
"""Left out; a link in their place; or, where we have a copy of our own, that copy, and else a link."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """Our own copy of a picture: its address, and its sides in pixels."""

    address: str
    width: int
    height: int


Copies = Callable[[str], Copy | None]
"""Gives our copy of the picture at an address."""


def no_copies(address: str) -> Copy | None:
    """Return that there is no copy of a picture."""
    del address
    return None


_NAMELESS: Final = "Image"
_IMG: Final = re.compile(r"<img\b", re.IGNORECASE)
_LONGEST: Final = 120


def settled(html: str, pictures: Pictures, *, copies: Copies = no_copies, named: str = _NAMELESS) -> str:
    """Return ``html`` with no picture in it that a reader's program would fetch from its source.

    Our copy stands in its place, where there is one and it is to be served; else, unless they are to be
    omitted, a link called by its description or ``named``.
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
        copy = copies(image.get("src") or "") if pictures == "serve" else None
        if copy is not None:
            _swap(image, copy)
        else:
            _replace(image, None if pictures == "omit" else _link(image, named))
    inner = etree.tostring(body, method="html", encoding="unicode")
    return inner.removeprefix("<body>").rsplit("</body>", 1)[0]


def _swap(image: etree._Element, copy: Copy) -> None:
    words = image.get("alt") or ""
    image.attrib.clear()
    sides = (("width", str(copy.width)), ("height", str(copy.height)))
    for name, value in (("src", copy.address), ("alt", words), *sides):
        image.set(name, value)


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
