"""Finds what a feed says is to be seen in an entry's picture: Media RSS's description of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from lxml import etree

from aggregator.model import Entry
from aggregator.parse import fields
from aggregator.parse.elements import written
from aggregator.parse.limits import Limits

_SPACES: Final = ("{http://search.yahoo.com/mrss/}", "{http://search.yahoo.com/mrss}")
_CONTENTS: Final = tuple(f"{space}content" for space in _SPACES)
_DESCRIPTIONS: Final = tuple(f"{space}description" for space in _SPACES)


def described(entry: Entry, elements: Mapping[str, etree._Element], limits: Limits) -> Entry:
    """Return ``entry`` with the words that its element, found by its hash, has for its picture.

    To feedparser, whose reading an entry is, they are the entry's content.
    """
    element = elements.get(entry.raw_hash)
    if element is None or entry.image is None or entry.image.alt:
        return entry
    contents = list(element.iter(*_CONTENTS))
    same = next((one for one in contents if _address(one, entry, limits) == entry.image.url), None)
    words = _words(same) if same is not None else ""
    if same is not None and not words and len(contents) == 1 and (holder := same.getparent()) is not None:
        words = _words(holder)
    return replace(entry, image=replace(entry.image, alt=words[: limits.line])) if words else entry


def _address(content: etree._Element, entry: Entry, limits: Limits) -> str | None:
    return fields.address(entry.base, written(content).get("url"), most=limits.line)


def _words(holder: etree._Element) -> str:
    """Return the one description that stands directly in ``holder``, if it is plain text."""
    found = list(holder.iterchildren(*_DESCRIPTIONS))
    words = " ".join((found[0].text or "").split()) if len(found) == 1 and not len(found[0]) else ""
    return "" if "<" in words else words
