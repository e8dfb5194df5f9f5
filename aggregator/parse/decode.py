"""Turns the bytes of a page into text: byte order mark, strict UTF-8, the declared label, then detection."""

import codecs
import re
from email.message import Message

from resiliparse.parse.encoding import detect_encoding

_HEAD = 4096
_META = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# As browsers read these labels (https://encoding.spec.whatwg.org/#names-and-labels).
_LABELS = {
    "ascii": "windows-1252",
    "us-ascii": "windows-1252",
    "iso-8859-1": "windows-1252",
    "latin1": "windows-1252",
    "iso-8859-9": "windows-1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "tis-620": "cp874",
}


# Python's registry also holds codecs that are no encodings of text (rot13, zip, idna).
_CHARSET = re.compile(
    r"(utf-(8|16|32)|iso8859|cp\d|windows|koi8|mac|gb|big5|hz|euc|shift_jis|iso2022|johab|tis)", re.IGNORECASE
)


def decode(body: bytes, content_type: str | None) -> str:
    """Return the text of a page; what cannot be read in the encoding found is replaced by U+FFFD."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    try:
        return body.decode()
    except UnicodeDecodeError:
        pass
    for label in (_header_label(content_type), _meta_label(body)):
        text = _try(body, label)
        if text is not None:
            return text
    return body.decode(_codec(detect_encoding(body, html5_compatible=False)) or "utf-8", "replace")


def _header_label(content_type: str | None) -> str | None:
    message = Message()
    message["Content-Type"] = content_type or "text/html"
    return message.get_content_charset()


def _meta_label(body: bytes) -> str | None:
    found = _META.search(body[:_HEAD])
    return found[1].decode("ascii") if found else None


def _codec(label: str | None) -> str | None:
    if not label:
        return None
    name = _LABELS.get(label.strip().lower(), label.strip().lower())
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    return found if _CHARSET.match(found) else None


def _try(body: bytes, label: str | None) -> str | None:
    """Read the body as ``label`` says, unless so much of it does not fit that the label must be wrong."""
    codec = _codec(label)
    if codec is None or codec == "utf-8":
        return None
    text = body.decode(codec, "replace")
    return text if text.count("\ufffd") * 100 <= len(text) else None
