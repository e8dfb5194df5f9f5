"""Makes any string that comes in storable, publishable and mailable: valid XML 1.0, NFC, bounded."""

import re
import unicodedata

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_C1 = re.compile("[\x80-\x9f]")
_NEVER = re.compile(
    "[\ud800-\udfff"  # lone surrogates
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"  # non-characters, stray BOMs, annotation marks
    "\u202d\u202e]"  # overrides show text other than it is
)
_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe-\U0010ffff]"
)
"""All of these, and what is rare: most texts hold none, and one search costs a sixth of six."""
_RARE = re.compile("[\U00010000-\U0010ffff]+")
_NO_CHARACTER = 0xFFFE
_TAGS = frozenset(map(chr, range(0xE0000, 0xE0080)))
_PAIRS = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_BREAKS = re.compile("[\v\f\u2028\u2029]")
_UNSEEN_IN_LINES = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069]")
_MARKS, _RARE_MARKS = (
    "".join(char for char in map(chr, plane) if unicodedata.combining(char))
    for plane in (range(0x300, 0xFFFF), range(0x10000, 0x1F000))
)
_MOST_MARKS = 30
_MARK = re.compile(f"[{_MARKS}]")
_RUN_OF_MARKS = re.compile(f"([{_MARKS}][{_MARKS}]{{29}})[{_MARKS}]+")
_SEEN_RARELY = frozenset(_RARE_MARKS)
_RUN_OF_RARE_MARKS = re.compile(f"([{_MARKS}{_RARE_MARKS}]{{30}})[{_MARKS}{_RARE_MARKS}]+")
"""More than 30 combining marks on one letter (UAX #15, stream-safe text): normalising is quadratic in them.

Two patterns, as one that knows the rare marks takes 50 times as long, also on text that has none.
"""


def clean(text: str, *, limit: int) -> str:
    r"""``text`` of at most ``limit`` characters without anything that a database, XML or a mail refuses.

    Line breaks become ``\n`` and stay, as do tabs.
    """
    text = text[: 2 * limit]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    suspect = _SUSPECT.search(text)
    if suspect:
        text = _CONTROLS.sub("", _BREAKS.sub("\n", text))
        text = _NEVER.sub("", _PAIRS.sub(_joined, _C1.sub(_as_windows_1252, text)))
    if text.isascii():
        return text[:limit]
    if suspect and _RARE.search(text):
        text = _RARE.sub(_assigned, text)
        if not _SEEN_RARELY.isdisjoint("".join(_RARE.findall(text))):
            text = _RUN_OF_RARE_MARKS.sub(r"\1", text)
    if _MARK.search(text[::_MOST_MARKS]):  # a longer run holds one of these
        text = _RUN_OF_MARKS.sub(r"\1", text)
    return unicodedata.normalize("NFC", text)[:limit]


def line(text: str, *, limit: int) -> str:
    """``text`` as ``clean`` leaves it, on one line, without bidi controls and other unseen characters."""
    text = clean(text, limit=2 * limit)
    if not text.isascii():
        text = _UNSEEN_IN_LINES.sub("", text)
    return " ".join(text.split())[:limit].rstrip()


def shortened(text: str, *, limit: int) -> str:
    """``text`` itself, or cut after its last whole word with an ellipsis to at most ``limit`` characters."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    if not text[limit - 1].isspace() and " " in head[limit // 2 :]:
        head = head.rsplit(" ", 1)[0]
    return head.rstrip(" ,;:–—-(（、，；：") + "…"


def _joined(pair: re.Match[str]) -> str:
    """One character from the two surrogates that a careless encoder made of it."""
    return pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _as_windows_1252(control: re.Match[str]) -> str:
    """Return the dash or quote that a page means which says Latin-1 (WHATWG Encoding §4.2)."""
    return control[0].encode("latin-1").decode("cp1252", "ignore")


def _assigned(run: re.Match[str]) -> str:
    """Characters beyond the BMP without non-characters and without tags, which are text that nobody sees."""
    return "".join(char for char in run[0] if ord(char) & 0xFFFE != _NO_CHARACTER and char not in _TAGS)
