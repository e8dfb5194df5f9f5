"""Reads the text of a page into BeautifulSoup, which is slow and without bounds, within bounds."""

from bs4 import BeautifulSoup
from lxml import etree, html

from aggregator.parse import document
from aggregator.parse.limits import Limits


def soup(text: str, *, limits: Limits) -> BeautifulSoup:
    """Return a page for the operator's selectors: its first ``limits.elements`` elements.

    libxml2 reads it first, a hundred times faster: what it leaves out, BeautifulSoup never sees.
    """
    root = document.tree(text, limits=limits)
    for number, element in enumerate(root.iter(etree.Element)):
        if number >= limits.elements:
            _cut(element)
            break
        if len(element.attrib) > limits.attributes:
            for name in list(element.attrib)[limits.attributes :]:
                del element.attrib[name]
    return BeautifulSoup(etree.tostring(root, method="html", encoding="unicode"), "lxml")


def _cut(element: html.HtmlElement) -> None:
    """Take an element and all that follows it out of its page."""
    parent = element.getparent()
    after = element
    while parent is not None:
        del parent[parent.index(after) + (after is not element) :]
        after, parent = parent, parent.getparent()
        after.tail = None
