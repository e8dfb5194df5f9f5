"""Tells tags from signs of less-than: nh3, as a browser, takes the words after either for a tag's."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from aggregator.refine.swallowed import NAMES

_OF_HTML: Final = frozenset({
    "a", "abbr", "acronym", "address", "annotation", "applet", "area", "article", "aside", "audio", "b",
    "base", "basefont", "bdi", "bdo", "bgsound", "big", "blink", "blockquote", "body", "br", "button",
    "canvas", "caption", "center", "cite", "code", "col", "colgroup", "data", "datalist", "dd", "del",
    "details", "dfn", "dialog", "dir", "div", "dl", "dt", "em", "embed", "fieldset", "figcaption",
    "figure", "font", "footer", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head",
    "header", "hgroup", "hr", "html", "i", "iframe", "image", "img", "input", "ins", "kbd", "label",
    "legend", "li", "link", "listing", "main", "map", "mark", "marquee", "menu", "meta", "meter", "nav",
    "nobr", "noembed", "noframes", "noscript", "object", "ol", "optgroup", "option", "output", "p",
    "param", "picture", "pre", "progress", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "script",
    "search", "section", "select", "slot", "small", "source", "span", "strike", "strong", "style",
    "sub", "summary", "sup", "svg", "table", "tbody", "td", "template", "textarea", "tfoot", "th",
    "thead", "time", "title", "tr", "track", "tt", "u", "ul", "var", "video", "wbr", "xmp",
})  # fmt: skip
_KNOWN: Final = _OF_HTML | NAMES
_SPOKEN_OF: Final = frozenset({
    "applet", "article", "aside", "audio", "button", "canvas", "datalist", "details", "dialog", "embed",
    "fieldset", "footer", "form", "frameset", "head", "header", "hgroup", "iframe", "legend", "main",
    "map", "menu", "meter", "nav", "noembed", "noframes", "noscript", "object", "optgroup", "progress",
    "section", "select", "summary", "svg", "template", "textarea", "title", "video", "xmp",
})  # fmt: skip
"""What stands amid words only where these tell of it; of others the end is often left out."""
_BARE: Final = frozenset({
    "align", "allowfullscreen", "alt", "async", "autofocus", "autoplay", "border", "checked", "class",
    "compact", "controls", "default", "defer", "dir", "disabled", "download", "hidden", "href", "id",
    "inert", "ismap", "itemscope", "lang", "loop", "multiple", "muted", "name", "nohref", "noresize",
    "noshade", "novalidate", "nowrap", "open", "playsinline", "readonly", "rel", "required", "reversed",
    "selected", "src", "style", "target", "title",
})  # fmt: skip
"""Attributes that stand without a value, as they should or by mistake."""
_LONG: Final = 4
"""Letters from which on a single word may be some other attribute."""
_MOST_BARE: Final = 3
"""Words at most, with the attribute's own name, before the first value in a tag."""
_REMEMBERED: Final = 4_096

_START: Final = re.compile(r"<([a-zA-Z][^<>=]{0,200}[>=]?)")
"""What may be a tag, as far as its end or its first value; no tag goes on so long without either."""
_PARTS: Final = re.compile(r"([^\s/>=]+)([^>=]*)([>=]?)", re.DOTALL)
_NAME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9]*(?:[:_-][a-zA-Z0-9]+)*")
_ENDS: Final = re.compile(r"</([a-zA-Z][^\s<>/]*)")
_BEFORE: Final = re.compile(r"[^\s<>][ \t]$")
_AFTER: Final = re.compile(r"[ \t][^\s<>]")


def told_apart(markup: str) -> str:
    """Return ``markup`` with each less-than sign that begins no tag written as ``&lt;``."""
    doubtful = frozenset(start for start in set(_START.findall(markup)) if not _is_tag(start))
    if not doubtful:
        return markup
    return _START.sub(_written(markup, doubtful), markup)


def _written(markup: str, doubtful: frozenset[str]) -> Callable[[re.Match[str]], str]:
    ended = {name.lower() for name in _ENDS.findall(markup)}

    def written(found: re.Match[str]) -> str:
        if found[1] not in doubtful:
            return found[0]
        name, words, end = _parts(found[1])
        if not _NAME.fullmatch(name):
            is_tag = False
        elif not end:  # cut off within the tag, by the end of an excerpt
            is_tag = found.end() == len(markup) and len(words) <= 1 and _begins_a_name(name, cut=not words)
        elif words or end == "=":
            is_tag = False
        else:
            is_tag = name.lower() in ended or (name.lower() in _SPOKEN_OF and not _is_amid_words(found))
        return found[0] if is_tag else f"&lt;{found[1]}"

    return written


@lru_cache(_REMEMBERED)
def _is_tag(start: str) -> bool:
    """Say whether what follows a less-than sign is a tag, whatever stands around it."""
    name, words, end = _parts(start)
    if not end or not _NAME.fullmatch(name):
        return False
    is_known = name.lower() in _KNOWN or not name.isalnum()
    if end == "=":
        return 1 <= len(words) <= (_MOST_BARE if is_known else 1)
    if not words:
        return start[-2] == "/" or (is_known and name.lower() not in _SPOKEN_OF)
    if not is_known:
        return False
    return all(word.lower() in _BARE or "-" in word for word in words) or (
        len(words) == 1 and len(words[0]) >= _LONG
    )


def _begins_a_name(name: str, *, cut: bool) -> bool:
    return name.lower() in _KNOWN or (cut and any(known.startswith(name) for known in _KNOWN))


def _parts(start: str) -> tuple[str, list[str], str]:
    found = _PARTS.fullmatch(start)
    return (found[1], found[2].replace("/", " ").split(), found[3]) if found else (start, [], "")


def _is_amid_words(found: re.Match[str]) -> bool:
    text = found.string
    before = text[max(0, found.start() - 2) : found.start()]
    return bool(_BEFORE.search(before) and _AFTER.match(text, found.end()))
