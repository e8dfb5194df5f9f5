"""Writes chosen lines of a page as simple markup: paragraphs, lists, tables, quotes, figures."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import islice, takewhile

from lxml import html

from aggregator.parse.document import HEADINGS, Line

_INLINE = {
    "a": "a", "abbr": "abbr", "b": "strong", "cite": "cite", "code": "code", "del": "del", "em": "em",
    "i": "em", "ins": "ins", "kbd": "kbd", "mark": "mark", "q": "q", "s": "s", "strong": "strong",
    "sub": "sub", "sup": "sup", "time": "time", "u": "u", "var": "var",
}  # fmt: skip
_AROUND = frozenset({"ul", "ol", "li", "blockquote", "table", "tr", "td", "th", "dl", "dt", "dd"})
_HOLDING = frozenset({"li", "td", "th", "dt", "dd"})
_CELLS = frozenset({"td", "th"})
_SPAN = re.compile(r"[1-9][0-9]?")
_MOST_SKIPPED = 100
"""Empty cells that are written before one."""
_SHORT = 80
"""Characters of what a cell of a table of data says, where a cell beside it may be empty."""
_ROWS = frozenset({"table", "tr", "td", "th"})
_LISTED = {"li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",), "td": ("tr",), "th": ("tr",), "tr": ("table",)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A line to be written, and as what: as it stands on its page, or as the caption of a picture."""

    line: Line
    caption: bool = False


def written(lines: Sequence[Said]) -> str:
    """Return ``lines`` in their order as markup without any attributes but addresses and sizes."""
    tables = _data_tables(lines)
    out: list[str] = []
    open_elements: list[html.HtmlElement] = []
    filled: dict[html.HtmlElement, html.HtmlElement] = {}
    for position, said in enumerate(lines):
        around = [] if said.caption or said.line.image is not None else _around(said.line.block, tables)
        shared = _shared(open_elements, around)
        again = shared == len(around) and open_elements[:shared] == around
        _close(out, open_elements, shared)
        for element in around[shared:]:
            out.append("<td></td>" * _skipped(element, filled) + _opened(element))
            open_elements.append(element)
        out.append(_block(said, lines[position - 1] if position else None, inside=bool(around), again=again))
    _close(out, open_elements, 0)
    return "".join(out).replace("</figure><figure><figcaption>", "<figcaption>")


def _skipped(element: html.HtmlElement, filled: dict[html.HtmlElement, html.HtmlElement]) -> int:
    """Return how many cells without words a cell follows since the one last ``filled`` in its row."""
    row = element.getparent()
    if element.tag not in _CELLS or row is None:
        return 0
    before, filled[row] = filled.get(row), element
    if before is element:
        return 0
    cells = islice(element.itersiblings("td", "th", preceding=True), _MOST_SKIPPED)
    return sum(1 for _ in takewhile(lambda one: one is not before, cells))


def _opened(element: html.HtmlElement) -> str:
    """Return the opening tag of an element, a cell's with how many columns and rows it is wide and high."""
    spans = {name: element.get(name) or "" for name in ("colspan", "rowspan") if element.tag in _CELLS}
    said = "".join(f' {name}="{value}"' for name, value in spans.items() if _SPAN.fullmatch(value))
    return f"<{element.tag}{said}>"


def _block(said: Said, before: Said | None, *, inside: bool, again: bool) -> str:
    line = said.line
    if line.image is not None:
        return f"<figure>{_picture(line.image)}</figure>"
    words = inline(line)
    if said.caption:
        return f"<figure><figcaption>{words}</figcaption></figure>"
    if line.block.tag in HEADINGS:
        level = "h2" if line.block.tag == "h1" else line.block.tag
        return f"<{level}>{words}</{level}>"
    if inside and _nearest(line.block) in _HOLDING:
        return f"<br>{words}" if again and before is not None and not before.caption else words
    return f"<pre>{words}</pre>" if line.block.tag == "pre" else f"<p>{words}</p>"


def inline(line: Line) -> str:
    """Return the words of a line with its emphasis and links."""
    out: list[str] = []
    current: list[html.HtmlElement] = []
    for text, around in _tightened(line.pieces):
        wanted = [one for one in around if one.tag in _INLINE and (one.tag != "a" or one.get("href"))]
        shared = _shared(current, wanted)
        out.extend(f"</{_INLINE[one.tag]}>" for one in reversed(current[shared:]))
        out.extend(_opening(one) for one in wanted[shared:])
        out.append(escape(text, quote=False))
        current = wanted
    out.extend(f"</{_INLINE[one.tag]}>" for one in reversed(current))
    return "".join(out)


def _tightened(
    pieces: Iterable[tuple[str, tuple[html.HtmlElement, ...]]],
) -> Iterator[tuple[str, tuple[html.HtmlElement, ...]]]:
    """Yield the pieces with one space between words, none at the ends, none empty."""
    spaced = True
    held: tuple[str, tuple[html.HtmlElement, ...]] | None = None
    for text, around in pieces:
        words = " ".join(text.split())
        if not words:
            if text and held is not None and not spaced:
                held, spaced = (held[0] + " ", held[1]), True
            continue
        if text[:1].isspace() and not spaced:
            words = " " + words
        spaced = text[-1:].isspace()
        if held is not None:
            yield held
        held = (words + " " * spaced, around)
    if held is not None:
        yield held[0].rstrip(), held[1]


def _opening(element: html.HtmlElement) -> str:
    if element.tag == "a":
        return f'<a href="{escape((element.get("href") or "").strip())}">'
    return f"<{_INLINE[element.tag]}>"


def _picture(image: html.HtmlElement) -> str:
    said = {name: (image.get(name) or "").strip() for name in ("alt", "width", "height")}
    sizes = "".join(f' {name}="{escape(value)}"' for name, value in said.items() if value)
    return f'<img src="{escape(source(image))}"{sizes}>'


def source(image: html.HtmlElement) -> str:
    """Return the address of a picture, that of the real one where a script would put it in later."""
    named = (image.get(name) or "" for name in ("data-src", "data-original", "data-lazy-src", "src"))
    return next((one.strip() for one in named if one.strip() and not one.strip().startswith("data:")), "")


def _around(block: html.HtmlElement, tables: set[html.HtmlElement]) -> list[html.HtmlElement]:
    """Return the lists, quotes, figures and tables of data around a block, outermost first."""
    chain = [block, *block.iterancestors()]
    inner: list[html.HtmlElement] = []
    for element in reversed(chain):
        if element.tag not in _AROUND:
            continue
        if element.tag in _ROWS:
            table = element if element.tag == "table" else next(element.iterancestors("table"), None)
            if table not in tables:
                continue
        holders = _LISTED.get(str(element.tag))
        if holders and not any(one.tag in holders for one in inner):
            continue
        inner.append(element)
    return inner


def _nearest(block: html.HtmlElement) -> str:
    return next((str(one.tag) for one in (block, *block.iterancestors()) if one.tag in _AROUND), "")


def _data_tables(lines: Sequence[Said]) -> set[html.HtmlElement]:
    """Return the innermost tables of which several rows with several cells each are said: no layout.

    Of tables of short words one such row is enough, as the others may have empty cells.
    """
    cells: dict[html.HtmlElement, dict[html.HtmlElement, set[html.HtmlElement]]] = {}
    longest: dict[html.HtmlElement, int] = {}
    for said in lines:
        chain = [said.line.block, *said.line.block.iterancestors()]
        cell = next((one for one in chain if one.tag in {"td", "th"}), None)
        row = next(cell.iterancestors("tr"), None) if cell is not None else None
        table = next(row.iterancestors("table"), None) if row is not None else None
        if cell is not None and row is not None and table is not None:
            cells.setdefault(table, {}).setdefault(row, set()).add(cell)
            longest[table] = max(longest.get(table, 0), len(said.line.words))
    return {
        table
        for table, rows in cells.items()
        if sum(len(one) > 1 for one in rows.values()) > (longest[table] >= _SHORT)
        and len(rows) > 1
        and not any(True for _ in table.iter("table") if _ is not table)
    }


def _shared(one: Sequence[html.HtmlElement], other: Sequence[html.HtmlElement]) -> int:
    """Return how many elements two chains have in common from the outside."""
    number = 0
    while number < min(len(one), len(other)) and one[number] is other[number]:
        number += 1
    return number


def _close(out: list[str], open_elements: list[html.HtmlElement], shared: int) -> None:
    while len(open_elements) > shared:
        out.append(f"</{open_elements.pop().tag}>")
