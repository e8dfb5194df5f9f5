"""Turns the bytes of a feed into text, whatever its encoding is said to be."""

import re
from dataclasses import dataclass

from aggregator.parse import charset

# How "<?" or "<r" begins in encodings that are no superset of ASCII (XML 1.0 appendix F).
_BEGINNINGS = (
    (re.compile(rb"<\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0<"), "utf-32-be"),
    (re.compile(rb"<\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\0<\0[^\0]"), "utf-16-be"),
)
_EBCDIC = b"\x4c\x6f\xa7\x94"
_DECLARATION = re.compile(r"""\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*["']\s*([\w.:-]{1,40})""", re.IGNORECASE)
_C1 = re.compile(rb"[\x80-\x9f]")
# What detection says of a few accents, and feeds hardly ever are.
_UNLIKELY = {"utf-8", "ascii", *(f"iso8859-{part}" for part in (3, 4, 10, 13, 14, 15))}
_STRAY = re.compile("(?<=[\x00-\x7f])[\udc82-\udcc1\udcc4-\udce1\udce3-\udcfd](?=[\x00-\x7f]|\\Z)")
"""A byte of Windows-1252 alone among ASCII, and not the rest of a character of UTF-8 that was cut."""
_CUT = re.compile(rb"(?:[\xc2\xc3]|\xe2[\x80-\xbf]?)(?=[\x00-\x7f]|\xe2\x80|\Z)")
"""The rest of a character of UTF-8 that was cut, as where an excerpt is so many bytes long."""
_MEANT = re.compile("[\x80-\xff\u2000-\u2bff\U00010000-\U0010ffff]")
"""A character whose bytes in UTF-8 hardly stand together in Western text of another encoding."""
_SURROGATES = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
"""A character beyond U+FFFF as two of UTF-16 in the form of UTF-8 (CESU-8, as some databases export)."""
_HEAD = 400
_WIDE = ("utf-16", "utf-32")
_SEVEN_BIT = ("iso2022", "hz", "utf-7")
_VAGUE = {"cp1252", "ascii", "utf-8"}
_TOLERATED = 100  # one broken character in so many is a slip; more, and the label is wrong


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoded:
    """The text of a document, and in words what was wrong with its characters."""

    text: str
    fault: str | None = None


def decode(body: bytes, content_type: str | None) -> Decoded:
    """Return the text of ``body``; never fails, for what cannot be read becomes U+FFFD.

    A byte order mark rules, then UTF-8 where the bytes are that (what is not meant as UTF-8 hardly
    ever is), then what the header (RFC 7303 §3) and the XML declaration say, then detection.
    """
    for mark, codec in charset.MARKS:
        if body.startswith(mark):
            return _lenient(body[len(mark) :], codec)
    for beginning, codec in _BEGINNINGS:
        if beginning.match(body):
            return _lenient(body, codec)
    is_ascii = body.isascii()
    # A NUL is legal UTF-8, but only wide encodings have it.
    if not is_ascii and b"\0" not in body and (text := _strict(body, "utf-8")) is not None:
        return Decoded(text=text)
    declared = _declared(body, content_type)
    if is_ascii:
        seven = next((codec for codec in declared if codec.startswith(_SEVEN_BIT)), "ascii")
        return _lenient(body, seven)
    # UTF-16 would have begun otherwise: some call a text so because their strings are.
    declared = [codec for codec in declared if not codec.startswith(_WIDE)]
    likely = [codec for codec in declared if not charset.is_meant_otherwise(body, codec)]
    for codec in likely:
        text = _strict(body, codec)
        if text is not None and "\0" not in text:
            return Decoded(text=text)
    return _guessed(body, declared, likely)


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """Return the codecs that the header and the declaration name, the more telling first."""
    head = body[:_HEAD].decode("cp037" if body.startswith(_EBCDIC) else "latin-1")
    found = _DECLARATION.match(head)
    labels = (charset.header_label(content_type), found[1] if found else None)
    codecs_said = charset.declared(labels, body)
    if body.startswith(_EBCDIC):
        codecs_said.append("cp037")
    # A server's default label tells less than one that somebody chose.
    return sorted(codecs_said, key=lambda codec: codec in _VAGUE)


def _strict(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _lenient(body: bytes, codec: str) -> Decoded:
    try:
        text = body.decode(codec, "replace")
    except (UnicodeError, ValueError):  # a few codecs know no lenience
        text, codec = body.decode("latin-1"), "latin-1"
    already = text.count("\ufffd")
    strict = _strict(body, codec) if already else text
    if strict is not None:
        return Decoded(text=text)
    some = "1 character" if already == 1 else f"{already} characters"
    return Decoded(text=text, fault=f"{some} could not be read as {codec}")


def _guessed(body: bytes, declared: list[str], likely: list[str]) -> Decoded:
    """Read bytes that fit no label: as a ``likely`` one with which they nearly fit, else as they look."""
    decoded = _nearly_utf8(_SURROGATES.sub(_one_of_two, body))
    if decoded is not None:
        return decoded
    for codec in likely:
        decoded = _lenient(body, codec)
        broken = decoded.text.count("\ufffd")
        if broken * _TOLERATED <= _meant(decoded.text) - broken:
            return decoded
    codec = _detected(body)
    decoded = _lenient(body, codec)
    if codec in declared:
        return decoded
    said = " or ".join(declared) or "utf-8"
    return Decoded(text=decoded.text, fault=f"the characters are not {said} as said; read as {codec}")


def _nearly_utf8(body: bytes) -> Decoded | None:
    """Return bytes as UTF-8 where they seem to be meant so, or ``None``.

    Bytes fall into its form by intent, into that of other encodings by chance as well.
    """
    decoded = _lenient(body, "utf-8")
    broken = decoded.text.count("\ufffd")
    meant = _meant(decoded.text) - broken
    if _MEANT.search(decoded.text):
        broken -= len(_CUT.findall(body))
    return _with_strays(body, decoded) if broken * 2 <= meant else None


def _meant(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _one_of_two(surrogates: re.Match[bytes]) -> bytes:
    pair = surrogates[0].decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass")
    return pair.decode("utf-16").encode()


def _with_strays(body: bytes, decoded: Decoded) -> Decoded:
    """Return UTF-8 with the single bytes read that were pasted in from Windows-1252."""
    text, strays = _STRAY.subn(_western, body.decode("utf-8", "surrogateescape"))
    if not strays:
        return decoded
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return Decoded(text=text, fault=decoded.fault)


def _western(stray: re.Match[str]) -> str:
    return bytes([ord(stray[0]) - 0xDC00]).decode("cp1252", "replace")


def _detected(body: bytes) -> str:
    codec = charset.detected(body)
    if codec is None or codec in _UNLIKELY:
        return "cp1252"
    # ISO 8859-2 does not use these bytes, and its twin does.
    return "cp1250" if codec == "iso8859-2" and _C1.search(body) else codec
