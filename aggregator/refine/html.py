"""Makes markup harmless and mailable: nh3 with our own lists, before and after a tidying of its tree."""

import re
from dataclasses import dataclass
from html import escape
from typing import Final

import nh3

from aggregator.model import Image
from aggregator.refine import angles, boilerplate, hygiene, images, plain, shallow, swallowed, tidy
from aggregator.refine.limits import Limits

TAGS: Final = frozenset({
    "a", "abbr", "b", "bdi", "blockquote", "br", "caption", "cite", "code", "dd", "del", "dfn", "div", "dl",
    "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd",
    "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "small", "strong", "sub", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var",
})  # fmt: skip
"""What a mail client shows and what cannot act; anything else is unwrapped, its text stays."""

_SILENCED: Final = frozenset({
    "applet", "audio", "base", "button", "canvas", "datalist", "embed", "frameset", "head", "iframe",
    "input", "map", "meter", "nav", "noembed", "noframes", "noscript", "optgroup", "option", "param",
    "progress", "script", "select", "source", "style", "svg", "template", "textarea", "title", "track",
    "video", "xmp", "annotation", "annotation-xml",
})  # fmt: skip
"""Elements whose content is not for reading."""

_ATTRIBUTES: Final = {
    "*": {"dir", "lang"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_CLUES: Final = _ATTRIBUTES | {
    "img": _ATTRIBUTES["img"] | {"style", "class", *tidy.LAZY},
    "div": {"class"},
    "table": {"class"},
    "td": _ATTRIBUTES["td"] | {"class"},
}
"""With what tells trackers, smileys, captions and pictures that load late apart."""

_SCHEMES: Final = {"http", "https", "mailto"}
_SOURCELESS: Final = re.compile(
    r"""(?is)<img(?=\s)(?![^<>]*\ssrc\s*=\s*["']?(?!data:)[^\s"'<>])(?=[^<>]*\s(?:data-)?srcset\s*=\s*(["'])([^<>"']+)\1)"""
)
"""The beginning of a picture that says only in which sizes it is to be had."""
_BREAK_AND_END: Final = re.compile(r"(?i)(<br\b[^<>]*>)\s*</br\s*>")
"""XHTML's way of writing a line break, which is two in HTML."""
_WIDTH: Final = re.compile(r"(\d{1,5})(?:\.\d+)?[wx]")
_LONGEST_ESCAPE: Final = len("&amp;")
_FIRST: Final = nh3.Cleaner(
    tags=TAGS | tidy.AS_DIV,
    clean_content_tags=set(_SILENCED),
    attributes=_CLUES,
    url_schemes=_SCHEMES,
    link_rel="noopener",
)
_LAST: Final = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(_SILENCED),
    attributes=_ATTRIBUTES,
    url_schemes=_SCHEMES,
    url_relative="deny",
    link_rel="noopener",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Clean:
    """Harmless ``markup``, the ``text`` that it holds, and the pictures in it."""

    markup: str = ""
    text: str = ""
    pictures: tuple[Image, ...] = ()


def sanitise(markup: str, *, base: str, limits: Limits) -> Clean:
    """Return ``markup`` with only harmless elements, its links absolute from ``base``.

    The result of a result is itself: what does not settle is reduced to its paragraphs of text.
    """
    markup = _cut(hygiene.clean(markup, limit=limits.html + 1), limits.html)
    if "srcset" in markup:
        markup = _SOURCELESS.sub(_with_source, markup)
    if "</br" in markup:
        markup = _BREAK_AND_END.sub(r"\1", markup)
    markup = angles.told_apart(markup)
    for _ in range(limits.rounds):
        harmless = _FIRST.clean(shallow.shallow(_prepared(markup), limits=limits))
        body, settled = tidy.tidied(harmless, base=base, limits=limits)
        tidied = tidy.written(body)
        markup = _LAST.clean(tidied)
        if len(markup) > limits.html:
            markup = _cut(markup, limits.html * 9 // 10)
        elif settled and markup == tidied == _prepared(markup):
            pictures = tuple(images.shown(body))
            return Clean(markup=markup, text=plain.text_of(body)[: limits.text], pictures=pictures)
    text = plain.text(markup)[: limits.html // _LONGEST_ESCAPE]
    return Clean(markup=paragraphs(text), text=text[: limits.text])


def paragraphs(text: str) -> str:
    """Plain text as markup: a ``p`` for each paragraph, a ``br`` for each line break."""
    blocks = (block.strip() for block in re.split(r"\n[ \t]*\n", text))
    return "".join(
        f"<p>{escape(block, quote=False).replace(chr(10), '<br>')}</p>" for block in blocks if block
    )


def _with_source(picture: re.Match[str]) -> str:
    """Return a picture's beginning with the address of its largest size."""
    sizes = [one.split() for one in re.split(r",\s", picture[2]) if one.strip()]
    widths = [int(found[1]) if (found := _WIDTH.fullmatch(size[-1])) else 0 for size in sizes]
    return f'<img src="{sizes[widths.index(max(widths))][0]}"' if sizes else picture[0]


def _prepared(markup: str) -> str:
    """Return ``markup`` without what nh3 would take for something else than it is."""
    return boilerplate.without_shortcodes(swallowed.without(markup))


def _cut(markup: str, limit: int) -> str:
    """``markup``, cut after a tag where it is too long."""
    if len(markup) <= limit:
        return markup
    end = markup.rfind(">", limit // 2, limit)
    return markup[: end + 1 or limit]
