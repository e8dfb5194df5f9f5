"""Finds what feedparser passes over of an entry's pictures: their descriptions, and RSS's own element."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from lxml import etree

from aggregator.model import Entry, Image
from aggregator.parse import fields
from aggregator.parse.elements import written
from aggregator.parse.entries import is_picture, picture, text_of
from aggregator.parse.limits import Limits

_SPACES: Final = ("{http://search.yahoo.com/mrss/}", "{http://search.yahoo.com/mrss}")
_CONTENTS: Final = tuple(f"{space}content" for space in _SPACES)
_DESCRIPTIONS: Final = tuple(f"{space}description" for space in _SPACES)


def described(entry: Entry, elements: Mapping[str, etree._Element], limits: Limits) -> Entry:
    """Return ``entry`` with the words that its element, found by its hash, has for its pictures.

    To feedparser, whose reading an entry is, they are the entry's summary or content.
    """
    element = elements.get(entry.raw_hash)
    if element is None:
        return entry
    if entry.image is None:
        own = _own(element, entry, limits)
        return replace(entry, image=own) if own else entry
    if next(element.iter(*_DESCRIPTIONS), None) is None:
        return entry
    contents = list(element.iter(*_CONTENTS))
    image = entry.image
    if not image.alt:
        image = replace(image, alt=_shown(contents, entry, image, limits))
    entry = replace(entry, image=image, captions=_captions(contents, limits))
    return _in_its_own_words(entry, element, limits)


def _in_its_own_words(entry: Entry, element: etree._Element, limits: Limits) -> Entry:
    """Return ``entry`` with its own description, where those of several pictures took its place."""
    said = {" ".join(text.value.split()) for text in (entry.summary, entry.content) if text}
    own = element.findtext("description") if said and said.issubset(entry.captions) else None
    text = text_of({"value": own, "type": "text/html"}, limits)
    return replace(entry, summary=text) if text else entry


def _own(element: etree._Element, entry: Entry, limits: Limits) -> Image | None:
    """Return an entry's picture as RSS gives that of a feed, or as no more than an address."""
    image = next(element.iterchildren("image"), None)
    if image is None:
        return None
    said, written_out = image.findtext("url"), (image.text or "").strip()
    # Words that stand there alone may be any, and no relative address.
    address = said or (written_out if written_out.startswith(fields.WEB) else None)
    found = picture({"url": address}, entry.base, limits)
    words = " ".join((image.findtext("title") or "").split())[: limits.line]
    return replace(found, alt=words or None) if found else None


def _shown(contents: Sequence[etree._Element], entry: Entry, image: Image, limits: Limits) -> str | None:
    """Return what is said of the one picture that is the entry's."""
    same = next((one for one in contents if _address(one, entry, limits) == image.url), None)
    words = _words(same) if same is not None else ""
    if same is not None and not words and len(contents) == 1 and (holder := same.getparent()) is not None:
        words = _words(holder)
    return words[: limits.line] or None


def _captions(contents: Sequence[etree._Element], limits: Limits) -> tuple[str, ...]:
    """Return what is said of each picture, and of several that stand together without a film."""
    pictures = [one for one in contents if is_picture(dict(written(one)))]
    others = [one.getparent() for one in contents if one not in pictures]
    around = dict.fromkeys(one.getparent() for one in pictures)
    holders = (*pictures, *(one for one in around if one is not None and one not in others))
    captions = dict.fromkeys(words[: limits.line] for one in holders if (words := _words(one)))
    return tuple(captions)[: limits.each]


def _address(content: etree._Element, entry: Entry, limits: Limits) -> str | None:
    return fields.address(entry.base, written(content).get("url"), most=limits.line)


def _words(holder: etree._Element) -> str:
    """Return the one description that stands directly in ``holder``, if it is plain text."""
    found = list(holder.iterchildren(*_DESCRIPTIONS))
    words = " ".join((found[0].text or "").split()) if len(found) == 1 and not len(found[0]) else ""
    return "" if "<" in words else words
