"""Reads the article that a page marks up in microdata (https://html.spec.whatwg.org/#microdata)."""

import re
from collections.abc import Callable, Mapping
from itertools import chain, islice
from typing import Any, Final

from lxml import html

from aggregator.parse import document

_ARTICLE: Final = re.compile(r"(?:Article|BlogPosting|Report)\s*$")
_ADDRESSES: Final = {
    "a": "href",
    "link": "href",
    "area": "href",
    "img": "src",
    "audio": "src",
    "video": "src",
}
_WANTED: Final = frozenset(
    {"headline", "name", "datePublished", "dateCreated", "author", "image", "articleBody"}
)
_IN_WORDS: Final = frozenset({"headline", "name", "author"})
"""Properties of which a link says the value in its words: pages mark them so against the specification."""
_MOST: Final = 200
"""Properties of one thing that are read."""
_THINGS: Final = 50
"""Articles on a page that are read."""


def article(root: html.HtmlElement, *, is_own: Callable[[str], bool]) -> Mapping[str, Any]:
    """Return the article's properties, in the form that JSON-LD has, or nothing.

    Of several it is the one of which the headline ``is_own``, else the one that holds the main heading or
    says its text; the others are teasers.
    """
    scopes = (one for one in root.iter() if one.get("itemscope") is not None)
    things = list(islice((one for one in scopes if _ARTICLE.search(one.get("itemtype") or "")), _THINGS))
    if len(things) <= 1:
        return _properties(things[0]) if things else {}
    named = (thing for thing in things if is_own(_headline(thing)))
    telling = (thing for thing in things if thing.xpath("boolean(.//h1 | .//*[@itemprop='articleBody'])"))
    own = next(chain(named, telling), None)
    return {} if own is None else _properties(own)


def _headline(thing: html.HtmlElement) -> str:
    said = _properties(thing, frozenset({"headline", "name"}))
    return str(said.get("headline") or said.get("name") or "")


def is_of_article(element: html.HtmlElement) -> bool:
    """Say whether an element tells a property of an article, which may be a teaser."""
    thing = _scope(element)
    return thing is not None and bool(_ARTICLE.search(thing.get("itemtype") or ""))


def _properties(thing: html.HtmlElement, wanted: frozenset[str] = _WANTED) -> dict[str, Any]:
    """Return the wanted properties of a thing, the first of each, but for authors, who may be several."""
    said: dict[str, Any] = {}
    marked = thing.xpath(".//*[@itemprop]")
    for element in (marked if isinstance(marked, list) else [])[:_MOST]:
        for name in (element.get("itemprop") or "").split():
            if name not in wanted or _scope(element) is not thing:
                continue
            if name == "author":
                said.setdefault(name, []).append(_value(element))
            else:
                said.setdefault(name, _value(element))
    return said


def _scope(element: html.HtmlElement) -> html.HtmlElement | None:
    """Return the thing that a property is of."""
    return next((one for one in element.iterancestors() if one.get("itemscope") is not None), None)


def _value(element: html.HtmlElement) -> Any:
    if element.get("itemprop") == "author" and (named := element.find(".//*[@itemprop='name']")) is not None:
        return _value(named)
    if element.get("itemscope") is not None:
        inner = element.xpath(".//*[@itemprop='name' or @itemprop='url']")
        said = {one.get("itemprop"): _value(one) for one in (inner if isinstance(inner, list) else [])[::-1]}
        return said or document.words(element)
    is_in_words = not _IN_WORDS.isdisjoint((element.get("itemprop") or "").split())
    address = "" if is_in_words else _ADDRESSES.get(str(element.tag), "")
    for attribute in ("content", "datetime", address):
        if attribute and element.get(attribute):
            return element.get(attribute)
    if element.get("itemprop") == "articleBody":
        return "\n".join(line.words for line in document.lines(element) if line.words)
    return document.words(element)
