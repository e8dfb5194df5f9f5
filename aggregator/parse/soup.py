"""Reads the text of a page into BeautifulSoup, which is slow and without bounds, within bounds."""

from urllib.parse import quote

from bs4 import BeautifulSoup
from lxml import etree, html

from aggregator.parse import document
from aggregator.parse.limits import Limits

_UNICODE = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


def soup(text: str, *, limits: Limits, codec: str = "utf-8") -> BeautifulSoup:
    """Return a page for the operator's selectors: its first ``limits.elements`` elements.

    libxml2 reads it first, a hundred times faster: what it leaves out, BeautifulSoup never sees.
    ``codec`` is what the page was in, in which browsers write the questions of its links.
    """
    root = document.tree(text, limits=limits)
    for number, element in enumerate(root.iter(etree.Element)):
        if number >= limits.elements:
            _cut(element)
            break
        if (href := element.get("href")) and not href.isascii() and codec not in _UNICODE:
            element.set("href", _asked(href, codec))
        if len(element.attrib) > limits.attributes:
            for name in list(element.attrib)[limits.attributes :]:
                del element.attrib[name]
    return BeautifulSoup(etree.tostring(root, method="html", encoding="unicode"), "lxml")


def _asked(href: str, codec: str) -> str:
    """Return an address with its query in the page's encoding (https://url.spec.whatwg.org/#query-state)."""
    before, mark, query = href.partition("?")
    query, hash_mark, fragment = query.partition("#")
    said = "".join(
        sign if sign.isascii() else quote(sign.encode(codec, "xmlcharrefreplace")) for sign in query
    )
    return f"{before}{mark}{said}{hash_mark}{fragment}"


def _cut(element: html.HtmlElement) -> None:
    """Take an element and all that follows it out of its page."""
    parent = element.getparent()
    after = element
    while parent is not None:
        del parent[parent.index(after) + (after is not element) :]
        after, parent = parent, parent.getparent()
        after.tail = None
