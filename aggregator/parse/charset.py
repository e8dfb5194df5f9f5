"""Knows what byte order marks and charset labels mean, as browsers read them."""

import codecs
import re
from email.message import Message
from functools import lru_cache

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, with which it begins
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Each byte order mark with the codec that it tells."""

_BEYOND = re.compile(rb"[\x80-\xff]+")
_REMEMBERED = 64
"""Headers that are kept as read: most servers send one of a few."""
_ENOUGH = 20
_MOSTLY = 0.5
_NO_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
# As browsers read these labels (https://encoding.spec.whatwg.org/#names-and-labels), and some of
# IANA's that Python does not know.
_LABELS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "ms-ansi": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "unicode": "utf-16",
    "ucs-2": "utf-16",
    "iso-10646-ucs-2": "utf-16",
    "ucs-4": "utf-32",
    "iso-10646-ucs-4": "utf-32",
}


def codec(label: str | None) -> str | None:
    """Return the name of Python's codec for a label, or ``None`` where it names no charset."""
    name = (label or "").strip().strip("'\"").lower()
    try:
        found = codecs.lookup(_LABELS.get(name, name))
    except (LookupError, ValueError):
        return None
    # Some of Python's codecs are no charsets, or turn bytes into bytes; a document must not choose those.
    is_charset = found._is_text_encoding and found.name.replace("-", "_") not in _NO_CHARSETS  # noqa: SLF001  there is no public way to ask
    return found.name if is_charset else None


@lru_cache(_REMEMBERED)
def header_label(content_type: str | None) -> str | None:
    """Return the label in a Content-Type header (RFC 9110 §8.3), if there is one."""
    message = Message()
    message["Content-Type"] = " ".join((content_type or "").split()) or "text/plain"
    try:
        return message.get_content_charset()
    except (LookupError, ValueError):
        return None


def is_meant_otherwise(body: bytes, codec: str | None) -> bool:
    """Say whether a text is called Western, as a server's default is, and is written in another script.

    Western letters beyond ASCII stand alone among others; those of other scripts stand side by side.
    """
    if codec != "cp1252":
        return False
    runs = [len(run) for run in _BEYOND.findall(body)]
    beyond = sum(runs)
    return beyond >= _ENOUGH and sum(run for run in runs if run > 1) >= _MOSTLY * beyond
