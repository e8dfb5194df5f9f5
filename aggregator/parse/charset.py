"""Knows what byte order marks and charset labels mean to browsers, and sees in what bytes are written."""

import codecs
import re
from collections.abc import Iterable
from email.message import Message
from functools import lru_cache

from resiliparse.parse.encoding import detect_encoding

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
_BEFORE = 400
_SAMPLE = 50_000
_TURKISH = "cp1254"
_OTHER_LATIN = frozenset({"cp1250", "iso8859-2", "iso8859-16", _TURKISH})
"""Encodings of Central Europe and Turkey, which detection tells well from Western ones by their letters."""
_TELLING = 2
"""So many letters must be others in them: Hungarian has two, and a single one may be an è."""
_SIGNS = bytes.fromhex("80 82 84 85 86 87 89 8b 91 92 93 94 95 96 97 99 9b a0")
"""Quotes, dashes and the like, alike in all Latin encodings of Windows, which detection takes for letters."""
_ICELANDIC = {0xF0, 0xFE}
"""Its eth and thorn would be a Croatian and a Romanian letter, which no language has both."""
_OF_DOS = frozenset({"cp437", "cp850", "cp852", "cp855", "cp862", "cp865", "mac-latin2", "johab"})
"""What detection says of a few accents or quotes, and nobody writes for the web."""
_TWINS = {
    "iso8859-2": ("cp1250", re.compile(rb"[\x8a\x8c-\x8f\x9a\x9c-\x9f]")),
    "iso8859-7": ("cp1253", re.compile(rb"(?<![\xb6-\xfe])\xa2[\xc1-\xfe]")),  # an Alpha, not a closing quote
}
"""Encodings whose twins of Windows go by their labels, with what stands for letters in these only."""
_NO_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
_TABLE = """
    utf-8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8
    utf-16 unicode ucs-2 iso-10646-ucs-2 csunicode unicodefeff
    utf-16-be unicodefffe
    utf-32 ucs-4 iso-10646-ucs-4
    cp1250 x-cp1250
    cp1251 x-cp1251
    cp1252 ascii us-ascii iso-8859-1 iso8859-1 iso88591 iso_8859-1 latin1 latin-1 l1 ms-ansi x-cp1252
    cp1253 x-cp1253
    cp1254 iso-8859-9 iso8859-9 iso88599 iso_8859-9 latin5 l5 x-cp1254
    cp1255 x-cp1255
    cp1256 x-cp1256
    cp1257 x-cp1257
    cp1258 x-cp1258
    iso8859-2 iso88592 iso_8859-2
    iso8859-3 iso88593
    iso8859-4 iso88594
    iso8859-5 iso88595
    iso8859-6 iso88596 csiso88596e csiso88596i iso-8859-6-e iso-8859-6-i
    iso8859-7 iso88597 sun_eu_greek
    iso8859-8 iso88598 csiso88598e csiso88598i iso-8859-8-e iso-8859-8-i logical visual
    iso8859-10 iso885910
    iso8859-13 iso885913
    iso8859-14 iso885914
    iso8859-15 iso885915 csisolatin9
    koi8-r koi koi8 koi8_r
    koi8-u koi8-ru
    mac-roman csmacintosh mac x-mac-roman
    mac-cyrillic x-mac-cyrillic x-mac-ukrainian
    cp874 iso-8859-11 iso8859-11 iso885911 tis-620 dos-874 windows-874
    gb18030 gb2312 gb_2312 gb_2312-80 gbk x-gbk chinese csgb2312 csiso58gb231280 iso-ir-58
    big5hkscs big5 big5-hkscs cn-big5 csbig5 x-x-big5
    cp932 shift_jis shift-jis x-sjis sjis csshiftjis ms_kanji windows-31j
    euc-jp x-euc-jp cseucpkdfmtjapanese
    cp949 euc-kr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean cseuckr csksc56011987 iso-ir-149
    cp949 windows-949
"""
_LABELS = {label: name for name, *labels in map(str.split, _TABLE.strip().splitlines()) for label in labels}
"""What labels mean to browsers (https://encoding.spec.whatwg.org/#names-and-labels) and not to Python."""


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


def declared(labels: Iterable[str | None], body: bytes) -> list[str]:
    """Return the codecs that labels of a text name, each once, or their twins of Windows by which it is."""
    codecs_said = (found for label in labels if (found := codec(label)))
    return list(dict.fromkeys(_twin(one, body) for one in codecs_said))


def _twin(name: str, body: bytes) -> str:
    twin, letters = _TWINS.get(name, (name, None))
    return twin if letters and letters.search(body) else name


@lru_cache(_REMEMBERED)
def header_label(content_type: str | None) -> str | None:
    """Return the label in a Content-Type header (RFC 9110 §8.3), if there is one."""
    message = Message()
    message["Content-Type"] = " ".join((content_type or "").split()) or "text/plain"
    try:
        return message.get_content_charset()
    except (LookupError, ValueError):
        return None


def detected(body: bytes) -> str | None:
    """Return the codec in which a text seems to be written, by the first of it that is beyond ASCII."""
    first = _BEYOND.search(body)
    sample = body[max(0, first.start() - _BEFORE) :][:_SAMPLE] if first else body
    found = codec(detect_encoding(sample, html5_compatible=False))
    return "cp1252" if found in _OF_DOS else found


def is_meant_otherwise(body: bytes, codec: str | None) -> bool:
    """Say whether a text is called Western, as a server's default is, and is written in other letters.

    Western letters beyond ASCII stand alone among others; those of other scripts stand side by side.
    """
    if codec != "cp1252":
        return False
    runs = [len(run) for run in _BEYOND.findall(body)]
    beyond = sum(runs)
    if beyond >= _ENOUGH and sum(run for run in runs if run > 1) >= _MOSTLY * beyond:
        return True
    return _is_other_latin(body)


def _is_other_latin(body: bytes) -> bool:
    """Say whether there is enough of a text in letters of Central Europe or Turkey to tell."""
    letters = body.translate(None, _SIGNS)
    if sum(len(run) for run in _BEYOND.findall(letters)) < _ENOUGH:
        return False
    found, used = detected(letters), set(letters)
    if found not in _OTHER_LATIN or (found != _TURKISH and used >= _ICELANDIC):
        return False
    each = bytes(sorted(used))
    pairs = zip(each.decode("cp1252", "replace"), each.decode(found, "replace"), strict=True)
    return sum(western != other for western, other in pairs) >= _TELLING
