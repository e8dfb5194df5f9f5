"""Writes markup as plain text that keeps its paragraphs, lists and lines of tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tr", "ul",
})  # fmt: skip
_SILENT: Final = frozenset({
    "script", "style", "template", "title", "head", "rp", "noscript",
})  # fmt: skip
_AROUND: Final = {"q": ("“", "”"), "rt": ("(", ")")}
_TELLING: Final = _BLOCKS | _SILENT | _AROUND.keys() | {"br", "td", "th"}
_SPACES: Final = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")
_INDENT: Final = "  "
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


@dataclass(slots=True)
class _Page:
    """The text written so far: whole blocks, the line being written, and the open lists' next numbers."""

    blocks: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)
    mark: str = ""
    last: str = ""
    pre: int = 0
    silent: int = 0
    unread: frozenset[etree._Element] = frozenset()

    def say(self, words: str) -> None:
        # Space at the beginning of a line says nothing.
        if not self.silent and (self.line or self.pre or not words.isspace()):
            spaced = not self.pre and ("  " in words or "\n" in words or "\t" in words)
            self.line.append(_SPACES.sub(" ", words) if spaced else words)

    def end_block(self, kind: str = "text") -> None:
        """Close the line; a list's entries and a table's rows stand under each other, other blocks apart."""
        if not self.line:
            return
        said = "".join(self.line).strip("\n" if self.pre else None)
        self.line.clear()
        if not said.strip():
            return
        if self.lists:
            kind = "entry"
        gap = "" if not self.blocks else "\n" if kind == self.last != "text" else "\n\n"
        indent = _INDENT * max(0, len(self.lists) - 1)
        under = "\n" + indent + " " * len(self.mark)
        if "\n" in said:
            said = under.join(said.split("\n") if self.pre else map(str.strip, said.split("\n")))
        self.blocks.append(gap + indent + self.mark + said)
        self.mark, self.last = "", kind

    def next_mark(self) -> str:
        """Return what stands before an entry of the innermost list."""
        number = self.lists[-1] if self.lists else None
        if number is None:
            return "- "
        self.lists[-1] = number + 1
        return f"{number}. "


def text(markup: str, *, captions: bool = False) -> str:
    """Return the words of ``markup``, empty lines between paragraphs, ``-`` or numbers before entries.

    Those below pictures, which say little without them, are only among them where ``captions`` are asked for.
    """
    if not markup.strip():
        return ""
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True)
    body = etree.fromstring(f"<html><body>{markup}</body></html>", parser).find("body")
    return "" if body is None else text_of(body, captions=captions)


def text_of(body: etree._Element, *, captions: bool = False) -> str:
    """Return the words of a tree of markup as ``text`` does."""
    page = _Page(unread=frozenset() if captions else frozenset(_captions(body)))
    for event, element in etree.iterwalk(body, events=("start", "end")):
        telling = element.tag in _TELLING
        if event == "start":
            if telling:
                _open(page, element)
            words = element.text
        else:
            if telling:
                _close(page, element)
            words = element.tail
        if words:
            page.say(words)
    page.end_block()
    return tidied("".join(page.blocks))


def _captions(body: etree._Element) -> Iterator[etree._Element]:
    """Yield the captions of pictures, and of what is not shown; those of tables and quotations are words."""
    known: dict[etree._Element, bool] = {}
    for caption in body.iter("figcaption"):
        figure = next(caption.iterancestors("figure"), None)
        if figure is None:
            continue
        if figure not in known:
            known[figure] = next(figure.iter("img"), None) is not None or _is_caption_only(figure)
        if known[figure]:
            yield caption


def _is_caption_only(figure: etree._Element) -> bool:
    around = (figure.text, *(one.tail for one in figure))
    return all(one.tag == "figcaption" for one in figure) and not any(map(str.strip, filter(None, around)))


def tidied(words: str) -> str:
    """Plain ``words`` without space at the ends of lines, and with at most one empty line together."""
    lines = (line.rstrip() for line in words.replace("\u00a0", " ").split("\n"))
    joined = "\n".join(lines).strip()
    return _EMPTY_LINES.sub("\n\n", joined) if "\n\n\n" in joined else joined


def _open(page: _Page, element: etree._Element) -> None:
    """Write what stands before an element's words."""
    tag = element.tag
    if tag in _AROUND:
        page.say(_AROUND[tag][0])
    elif tag == "br":
        page.line.append("\n")
    elif tag in ("td", "th"):
        if "".join(page.line).strip():
            page.say(" | ")
    elif tag in _BLOCKS:
        page.end_block()
        page.pre += tag == "pre"
        if tag in ("ul", "ol"):
            page.lists.append(_first_number(element) if tag == "ol" else None)
        elif tag == "li" and not page.silent:
            page.mark = page.next_mark()
        elif tag == "figcaption" and element in page.unread:
            page.silent += 1
    elif tag in _SILENT:
        page.silent += 1


def _close(page: _Page, element: etree._Element) -> None:
    """Write what stands after an element's words."""
    tag = element.tag
    if tag in _AROUND:
        page.say(_AROUND[tag][1])
    elif tag in _BLOCKS:
        page.end_block("row" if tag == "tr" else "text")
        page.pre -= tag == "pre"
        if tag in ("ul", "ol"):
            page.lists.pop()
        elif tag == "figcaption" and element in page.unread:
            page.silent -= 1
    elif tag in _SILENT:
        page.silent -= 1


def _first_number(element: etree._Element) -> int:
    start = element.get("start", "1").strip()
    return int(start) if re.fullmatch(r"\d{1,6}", start) else 1
