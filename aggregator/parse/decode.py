"""Turns the bytes of a page into text: byte order mark, strict UTF-8, the declared label, then detection."""

import re
from dataclasses import dataclass

from aggregator.parse import charset

_HEAD = 4096
_META = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_SHIFTS = re.compile(rb"\x1b\$[@B]")
"""What leads from ASCII to the characters of ISO-2022-JP, all in seven bits, and so valid as UTF-8."""
_SEVEN_BITS = "iso2022_jp_ext"
_MOST_BROKEN = 100
"""One broken character in so many is a slip; more, and the label is wrong."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoded:
    """The text of a page, and Python's name of the encoding that it was in."""

    text: str
    codec: str


def decode(body: bytes, content_type: str | None) -> str:
    """Return the text of a page; what cannot be read in the encoding found is replaced by U+FFFD."""
    return decoded(body, content_type).text


def decoded(body: bytes, content_type: str | None) -> Decoded:
    """Return the text of a page with its encoding."""
    for mark, encoding in charset.MARKS:
        if body.startswith(mark):
            return Decoded(text=body[len(mark) :].decode(encoding, "replace"), codec=encoding)
    if _SHIFTS.search(body) and (text := _try(body, _SEVEN_BITS)) is not None:
        return Decoded(text=text, codec=_SEVEN_BITS)
    try:
        return Decoded(text=body.decode(), codec="utf-8")
    except UnicodeDecodeError:
        pass
    labels = (charset.header_label(content_type), _meta_label(body))
    declared = charset.declared(labels, body)
    for codec in declared:
        text = None if charset.is_meant_otherwise(body, codec) else _try(body, codec)
        if text is not None:
            return Decoded(text=text, codec=codec)
    found = charset.detected(body) or next(iter(declared), "utf-8")
    return Decoded(text=body.decode(found, "replace"), codec=found)


def _meta_label(body: bytes) -> str | None:
    found = _META.search(body[:_HEAD])
    return found[1].decode("ascii") if found else None


def _try(body: bytes, codec: str) -> str | None:
    """Read the body as its label says, unless so much of it does not fit that the label must be wrong."""
    if codec == "utf-8":
        return None
    text = body.decode(codec, "replace")
    return text if text.count("\ufffd") * _MOST_BROKEN <= len(text) else None
