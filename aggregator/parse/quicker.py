"""Spares feedparser what it does over and over, and changes nothing of what it reads."""

from functools import lru_cache
from xml.sax import expatreader

import feedparser
from feedparser import mixin

_REMEMBERED = 1_024
"""Addresses that are kept as made safe: feedparser does it for each tag anew, and nearly always the same."""


class _Reader(expatreader.ExpatParser):
    """Expat that hands over an element's text in one piece and not line by line."""

    def reset(self) -> None:
        super().reset()
        self._parser.buffer_text = True  # type: ignore[attr-defined]


def create_parser() -> expatreader.ExpatParser:
    """Return the reader of XML, as ``xml.sax.make_parser`` asks for it."""
    return _Reader()


def spare() -> None:
    """Have feedparser use this reader, whatever others are installed: every machine reads a feed alike."""
    feedparser.api.PREFERRED_XML_PARSERS[:] = [__name__]
    mixin.make_safe_absolute_uri = lru_cache(_REMEMBERED)(mixin.make_safe_absolute_uri)
