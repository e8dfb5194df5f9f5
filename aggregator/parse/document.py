"""Reads the text of a page into a tree, within bounds, and the tree into the lines that a reader sees."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import islice

from lxml import etree, html

from aggregator.parse import daywords, fields
from aggregator.parse.limits import Limits

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
"""Elements that begin a line of their own."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SILENT = frozenset({
    "button", "head", "iframe", "noscript", "option", "script", "select", "style", "svg", "template",
    "textarea", "title",
})  # fmt: skip
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
_WHOLE = 0.6
"""The share of a page's text in a form from which on it is the page, and not a form on it."""
_OPENING = re.compile(r"(?:^|[\s_-])(?:accordion|faqs?)(?:$|[\s_-])", re.IGNORECASE)
_LEVELS = 4
"""Elements around a button that may be called as what opens."""
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_LONG_TAG = re.compile(r"""<([a-zA-Z]\w*)(?:[^"'<>]|"[^"]*"|'[^']*')*+>""")
_FILE = re.compile(r"\.(?:pdf|docx?|odt|pptx?|odp|xlsx?|ods|epub|zip)(?:[?#].*)?$", re.IGNORECASE)
_PROSE = 60
_LONGEST_DAY = 40
_FEW = 6
"""Pieces that a day at the beginning of a line may be written in."""
_DATED = re.compile(r"\b(?:date|time|datum|fecha|data)(?:\b|_)", re.IGNORECASE)
"""Names of elements that hold a day."""
_SIGNS = str.maketrans({"\xad": None})
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff01-\uff60]")
_OF_WIDE = 3
"""Letters that a Chinese, Japanese or Korean character says as much as."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of a page as its reader sees it, or a picture, which has no words.

    ``block`` is the innermost block that it stands in, ``pieces`` are its words, as written, each
    with the inline elements around it, ``linked`` is the share of its characters that are links.
    """

    words: str
    block: html.HtmlElement
    pieces: tuple[tuple[str, tuple[html.HtmlElement, ...]], ...] = ()
    linked: float = 0.0
    image: html.HtmlElement | None = None

    @property
    def size(self) -> int:
        """Return how much the line says, in letters of a script that writes sounds."""
        return size(self.words)


def leads_to_files(line: Line) -> bool:
    """Say whether all links of a line lead to documents, which are handed out with an article."""
    links = _links(line)
    return bool(links) and all(is_file(link.get("href") or "") for link in links)


def is_file(path: str) -> bool:
    """Say whether an address leads to a document that is no page."""
    return bool(_FILE.search(path))


def leads_below(line: Line) -> bool:
    """Say whether all links of a line lead to parts of its own page."""
    links = _links(line)
    return bool(links) and all((link.get("href") or "").startswith("#") for link in links)


def inline(line: Line) -> list[html.HtmlElement]:
    """Return the inline elements of a line, each once, in order."""
    return list(dict.fromkeys(element for _, around in line.pieces for element in around))


def _links(line: Line) -> list[html.HtmlElement]:
    return [element for element in inline(line) if element.tag == "a"]


def paragraphs(texts: Iterable[str], *, limits: Limits) -> list[Line]:
    """Return the lines of plain texts, each a paragraph of a page of its own."""
    return lines(tree("".join(f"<p>{escape(text)}</p>" for text in texts), limits=limits))


def apart(line: Line, sign: str = " ") -> str:
    """Return the words of a line of labels with a sign where one inline element would run into the next."""
    pieces = [piece for piece, _ in line.pieces]
    is_as_written = "".join("".join(pieces).split()) == "".join(line.words.split())
    return parted(pieces, sign) if is_as_written else line.words


def parted(pieces: Iterable[str], sign: str) -> str:
    """Return pieces as one line with a sign where one would run into the next."""
    said = ""
    for piece in pieces:
        runs_on = said[-1:].islower() and (piece[:1].isupper() or piece[:1].isdigit())
        said += f"{sign}{piece}" if runs_on else piece
    return " ".join(said.split())


def tree(text: str, *, limits: Limits) -> html.HtmlElement:
    """Return the tree of a page's text, bounded; libxml2 itself leaves out what is 256 elements deep."""
    # As bytes, since lxml refuses strings that declare an encoding.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    content = bounded(text, limits=limits).encode()
    try:
        root = html.document_fromstring(content or b"<p></p>", parser=parser, ensure_head_body=True)
    except etree.ParserError:  # a page of comments only
        return html.document_fromstring("<p></p>", ensure_head_body=True)
    for form in root.iter("form"):
        # ASP.NET writes whole pages into a form; what looks for articles passes forms over.
        if sum(map(len, form.itertext())) > _WHOLE * sum(map(len, root.itertext())):
            form.tag = "div"
    for button in root.iter("button"):
        # What opens an answer is its question; other buttons say nothing of the page.
        if next(button.iterancestors(*HEADINGS), None) is not None:
            button.tag = "span"
        elif any(
            _OPENING.search(around.get("class") or "") for around in islice(button.iterancestors(), _LEVELS)
        ):
            button.tag = "h4"
    return root


def bounded(text: str, *, limits: Limits) -> str:
    """Return the first ``limits.page`` characters of a page without what no parser takes or takes in time.

    libxml2 compares each attribute with all others of its element: 100,000 take ten seconds. It also leaves
    out what follows the end of the page, which browsers show, and old systems write in the middle.
    """
    return _LONG_TAG.sub(
        lambda tag: (
            f"<{tag[1]}>"
            if tag[0].count("=") > limits.attributes or tag[0].count(" ") > 10 * limits.attributes
            else tag[0]
        ),
        _END.sub("", _UNREADABLE.sub("", text[: limits.page])),
    )


def words(element: html.HtmlElement | None) -> str:
    """Return the words of an element as one line."""
    return "" if element is None else " ".join("".join(map(str, element.itertext())).split())


def size(said: str) -> int:
    """Return how much words say, in letters of a script that writes sounds."""
    return len(said) if said.isascii() else len(said) + (_OF_WIDE - 1) * len(_WIDE.findall(said))


def base_of(page: html.HtmlElement, url: str, *, most: int) -> str:
    """Return the address by which the links of a page from ``url`` are completed."""
    said = next((href for base in page.iter("base") if (href := base.get("href"))), None)
    return fields.address(url, said, most=most) or url


def plain(line: str) -> str:
    """Return the letters and digits of a line, by which it is compared with others."""
    return "".join(filter(str.isalnum, line.translate(_SIGNS).casefold()))


def innermost(blocks: Sequence[html.HtmlElement]) -> html.HtmlElement:
    """Return the innermost element that holds all of ``blocks``, of which there is one at least."""
    chains = [[*reversed(list(block.iterancestors())), block] for block in blocks]
    common = chains[0][0]
    for level in zip(*chains, strict=False):
        if any(one is not level[0] for one in level):
            break
        common = level[0]
    while common.tag == "p" and (parent := common.getparent()) is not None:
        common = parent
    return common


def within(element: html.HtmlElement, outer: html.HtmlElement) -> bool:
    """Say whether an element is ``outer``, or in it."""
    return element is outer or any(one is outer for one in element.iterancestors())


def lines(root: html.HtmlElement) -> list[Line]:
    """Return what stands below ``root`` line by line; blocks and line breaks end a line."""
    return list(_lines(root))


def _lines(root: html.HtmlElement) -> Iterator[Line]:
    blocks, inline = [root], list[html.HtmlElement]()
    pieces = list[tuple[str, tuple[html.HtmlElement, ...]]]()
    for event, element in _walk(root):
        is_block = element.tag in BLOCKS
        if is_block or element.tag in {"br", "img"}:
            yield from _ended(pieces, blocks[-1])
        if event == "start":
            if element.tag == "img":
                yield Line(words="", block=blocks[-1], image=element)
            (blocks if is_block else inline).append(element)
            said = _begun(element, pieces)
        else:
            stack = blocks if is_block else inline
            if element is not root and stack and stack[-1] is element:
                stack.pop()
            said = element.tail if element is not root else None
            if said and not is_block and _is_day_before(element, said, pieces):
                yield from _ended(pieces, blocks[-1])
        if said and blocks[-1].tag == "pre":
            # Notices of old sites are written so: empty lines are all that parts their paragraphs.
            *paragraphs, said = _EMPTY_LINE.split(said)
            for words in paragraphs:
                pieces.append((words, tuple(inline)))
                yield from _ended(pieces, blocks[-1])
        if said:
            pieces.append((said, tuple(inline)))
    yield from _ended(pieces, root)


def _ended(pieces: list[tuple[str, tuple[html.HtmlElement, ...]]], block: html.HtmlElement) -> Iterable[Line]:
    said = " ".join("".join(text for text, _ in pieces).split())
    if said:
        linked = sum(len(text.strip()) for text, around in pieces if any(one.tag == "a" for one in around))
        yield Line(words=said, block=block, pieces=tuple(pieces), linked=min(1.0, linked / len(said)))
    pieces.clear()


def _is_day_before(
    element: html.HtmlElement, said: str, pieces: list[tuple[str, tuple[html.HtmlElement, ...]]]
) -> bool:
    """Say whether an element is but a day that a system writes before a text, without an end of line."""
    begins = said.lstrip()
    if len(pieces) > _FEW or len(begins) < _PROSE or not begins[0].isalpha() or begins[0].islower():
        return False
    words = "".join(text for text, _ in pieces).strip()
    alone = all(element in around for text, around in pieces if text.strip())
    named = begins is said or _DATED.search(element.get("class") or "")
    found = daywords.find(words) if alone and named and len(words) <= _LONGEST_DAY else None
    return found is not None and found[0] == words


def _begun(element: html.HtmlElement, pieces: list[tuple[str, tuple[html.HtmlElement, ...]]]) -> str | None:
    """Return what an element begins with, apart from a day right before it, which a figure would garble."""
    said: str | None = element.text
    if said and pieces and said[0].isdigit() and pieces[-1][0][-1:].isdigit():
        beside = element.getprevious()
        day = words(beside) if beside is not None and not beside.tail else ""
        found = daywords.find(day) if len(day) <= _LONGEST_DAY else None
        return f" {said}" if found is not None and found[0] == day else said
    return said


def _walk(root: html.HtmlElement) -> Iterator[tuple[str, html.HtmlElement]]:
    """Yield where elements start and end, without those whose words no reader sees."""
    silent: html.HtmlElement | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if silent is None and event == "start" and element.tag in _SILENT:
            silent = element
        if silent is None or (element is silent and event == "end"):
            yield event, element
        if element is silent and event == "end":
            silent = None
