"""Makes single strings fit for print: no controls, one line, bounded, addresses that are addresses."""

import re
import unicodedata
from typing import Final
from urllib.parse import quote, urlsplit

_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\uffff"
    + "".join(chr(plane * 0x10000 + last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
"""Controls, surrogates and non-characters: no client shows them, and HTML forbids naming them."""

_OVERRIDES: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Bidirectional overrides and isolates; left open, they would turn the lines that follow."""

_BREAKS: Final = re.compile("[\r\n\x85\u2028\u2029]+")
_ILLEGAL_IN_URL: Final = re.compile(r'[\s<>"{}|\\^`]')


def block(text: str) -> str:
    """Return ``text`` without what can't be printed, its lines as they were."""
    text = _BREAKS.sub(lambda found: "\n" * max(1, found[0].replace("\r\n", "\n").count("\n")), text)
    return _OVERRIDES.sub("", _UNPRINTABLE.sub("", text))


def line(text: str, *, limit: int) -> str:
    """Return ``text`` as one line of at most ``limit`` characters, cut between words where it is longer."""
    return cut(" ".join(block(text).split()), limit=limit)


def cut(text: str, *, limit: int) -> str:
    """Return ``text``, or as many of its words as fit ``limit`` characters with an ellipsis."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    space = kept.rfind(" ", limit // 2)
    kept = kept[:space] if space > 0 else kept
    while kept and unicodedata.combining(text[len(kept)]):
        kept = kept[:-1]
    return kept.rstrip(" ,;:–—-") + "…"


def url(address: str | None) -> str | None:
    """Return a web address fit for a link and for a line of its own, ``None`` for any other."""
    if not address:
        return None
    address = _ILLEGAL_IN_URL.sub(lambda found: quote(found[0]), block(address.strip()))
    try:
        parts = urlsplit(address)
        named = bool(parts.hostname)
    except ValueError:
        return None
    return address if named and parts.scheme in ("http", "https") else None


def host(address: str | None) -> str | None:
    """Return the host of a web address as readers know it, without ``www.``."""
    name = urlsplit(address).hostname if address else None
    return cut(name.removeprefix("www."), limit=60) if name else None
