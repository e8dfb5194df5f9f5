"""Turns the bytes of a page into text: byte order mark, strict UTF-8, the declared label, then detection."""

import re

from resiliparse.parse.encoding import detect_encoding

from aggregator.parse import charset

_HEAD = 4096
_META = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_MOST_BROKEN = 100
"""One broken character in so many is a slip; more, and the label is wrong."""


def decode(body: bytes, content_type: str | None) -> str:
    """Return the text of a page; what cannot be read in the encoding found is replaced by U+FFFD."""
    for mark, encoding in charset.MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    try:
        return body.decode()
    except UnicodeDecodeError:
        pass
    for label in (charset.header_label(content_type), _meta_label(body)):
        text = None if charset.is_meant_otherwise(body, charset.codec(label)) else _try(body, label)
        if text is not None:
            return text
    return body.decode(charset.codec(detect_encoding(body, html5_compatible=False)) or "utf-8", "replace")


def _meta_label(body: bytes) -> str | None:
    found = _META.search(body[:_HEAD])
    return found[1].decode("ascii") if found else None


def _try(body: bytes, label: str | None) -> str | None:
    """Read the body as ``label`` says, unless so much of it does not fit that the label must be wrong."""
    codec = charset.codec(label)
    if codec is None or codec == "utf-8":
        return None
    text = body.decode(codec, "replace")
    return text if text.count("\ufffd") * _MOST_BROKEN <= len(text) else None
