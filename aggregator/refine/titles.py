"""Finds the words of a title, be it plain, markup or escaped twice, or makes one from the text."""

import re
from html.entities import html5
from typing import Final

from aggregator.model import Text
from aggregator.refine import hygiene, sentences
from aggregator.refine.limits import Limits

_UNESCAPES: Final = 4
_LEGACY: Final = sorted((name for name in html5 if not name.endswith(";")), key=len, reverse=True)
"""Names that browsers read without a semicolon too (https://html.spec.whatwg.org/#named-character-references)."""
_IN_WORDS: Final = [
    name
    for name in _LEGACY
    if re.fullmatch(r"nbsp|[A-Za-z]+(?:acute|grave|circ|uml|tilde|cedil|ring|slash|lig)", name)
]
_BY_THEMSELVES: Final = [name for name in _LEGACY if name not in _IN_WORDS]
_ENTITY: Final = re.compile(
    r"&(?:#(\d{2,7}|\d(?=;));?|#[xX]([0-9a-fA-F]{2,6}|[0-9a-fA-F](?=;));?|([A-Za-z][A-Za-z0-9]{1,31});"
    rf"|({'|'.join(_IN_WORDS)})(?!=)"
    rf"|((?<![A-Za-z]&)(?:{'|'.join(_BY_THEMSELVES)})|(?:amp|deg|gt|lt|quot|reg))(?![A-Za-z0-9=]))"
)
"""A reference; one without a semicolon is none in ``?a=1&copy=2``, and none in "cut&copy"."""
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|$)|<!doctype[^>]*>", re.DOTALL | re.IGNORECASE)
_CDATA: Final = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|$)", re.DOTALL)
_SILENT: Final = re.compile(
    r"(?is)<(script|style|template|iframe|object|svg)\b[^>]*>(?:.*?</\1\s*>|(?=[^\s,.;:!?)\]'\"’”]).*$)"
)
"""What is not for reading; where words go on after a tag without an end, the tag is spoken of."""

_TAG: Final = re.compile(
    r"""(?x) </?([a-zA-Z][a-zA-Z0-9]*(?:[:-][a-zA-Z0-9]+)*)
    (?: \s+ [^<>"'\s=]+ \s*=\s* (?: "[^"]*" | '[^']*' | [^\s"'<>]+ )
        (?: \s+ [a-zA-Z-]+ (?=[\s/>]) )* )* \s* /?>
    """
)
"""A tag whose attributes have values; ``<b and c>`` is arithmetic."""

_BREAKS: Final = frozenset({
    "br", "p", "div", "li", "tr", "td", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
})  # fmt: skip
_OF_TITLES: Final = _BREAKS | frozenset({
    "a", "abbr", "acronym", "b", "big", "bdi", "bdo", "blink", "center", "cite", "code", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "tt", "u", "var", "wbr", "inf", "jats", "mml", "scp",
})  # fmt: skip
"""Tags that shape a title; another that is not closed is meant to be read: "The <dialog> element"."""

_OF_PAGES: Final = frozenset({
    "body", "button", "embed", "form", "frame", "html", "iframe", "img", "input", "link", "meta", "object",
    "ol", "script", "style", "svg", "template", "ul",
})  # fmt: skip
"""Tags that shape no title but come into some by mistake, and then say more than their names."""


def title(given: Text | None, *, text: str, link: str | None, limits: Limits) -> str:
    """Return the title's words on one line, else the first sentence of ``text``, else the link."""
    words = words_of(given, limits=limits) if given else ""
    if any(char.isalnum() for char in words) or (words and not text):
        return hygiene.shortened(words, limit=limits.title)
    lead = next((one for block in sentences.blocks(text[:2_000]) for one in sentences.split(block)), "")
    if lead:
        return hygiene.shortened(hygiene.line(lead, limit=limits.title), limit=limits.made_title)
    return hygiene.shortened((link or "").partition("://")[2].rstrip("/"), limit=limits.title)


def words_of(given: Text, *, limits: Limits) -> str:
    """Return what a reader is to see of ``given``, without tags and entities, however often escaped."""
    words = given.value[: 20 * limits.title]
    strict = given.kind == "text"
    for _ in range(_UNESCAPES):
        before = words
        words = _ENTITY.sub(_character, _without_tags(words, strict=strict))
        strict = True
        if words == before:
            break
    return hygiene.line(_without_tags(words, strict=True), limit=20 * limits.title)


def _without_tags(words: str, *, strict: bool) -> str:
    """``words`` without tags; of ``strict`` only those that shape a title or are closed, or not spoken of."""
    if "<" not in words:
        return words
    words = _SILENT.sub(" ", _COMMENT.sub("", _CDATA.sub(r"\1", words)))
    closed = {name.lower() for name in re.findall(r"</([a-zA-Z][\w:-]*)\s*>", words)}

    def replaced(found: re.Match[str]) -> str:
        name = found[1].lower()
        shapes = name in closed or name.partition(":")[0] in _OF_TITLES
        if strict and not shapes and not (name in _OF_PAGES and "=" in found[0]):
            return found[0]
        return " " if name in _BREAKS else ""

    return _TAG.sub(replaced, words)


def _character(found: re.Match[str]) -> str:
    """Return the character of an entity; one that HTML doesn't know stays as it is."""
    decimal, hexadecimal, name, *legacy = found.groups()
    if name:
        return html5.get(f"{name};", found[0])
    if any(legacy):
        return html5[found[0].removeprefix("&")]
    number = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(number) if 0 < number <= 0x10FFFF else ""  # noqa: PLR2004 - the last code point
