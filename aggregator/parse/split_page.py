"""Reads a page whose news are sections without links: each heading begins one."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag

from aggregator.model import Entry, PageRule, Stamp, Text
from aggregator.parse import fields, headings, labels, selecting
from aggregator.parse.limits import Limits

_BLOCKS = frozenset({
    "p", "ul", "ol", "dl", "table", "blockquote", "pre", "figure", "h1", "h2", "h3", "h4", "h5", "h6",
})  # fmt: skip
_CONTAINERS = frozenset({"div", "section", "article", "main", "center", "header", "details", "address", "td"})
_HEADING = re.compile(r"h([1-6])")
_ASIDE = frozenset({"nav", "footer", "aside", "form", "script", "style", "noscript", "template", "button"})
_NAMED_ASIDE = re.compile(r"\b(footer|colophon|copyright|side ?bar|breadcrumbs?|comments?|cookies?)\b")
_NAMED_LINKS = re.compile(r"\b(navigation|menu|share|social)\b")
_PROSE = 80
"""Characters outside links from which on an element is a text, whatever it is called."""
_NO_CONTENT = frozenset({"nav", "footer", "aside"})
_NAMED_AROUND = re.compile(r"\b(footer|colophon|side ?bar|navigation|menu)\b")
"""Names of what stands around the sections of a page; a section itself may be named a comment or shared."""
_NO_WORDS = re.compile(r"[\W_]*")
_DATE_LINE = 80
"""Characters of a line that says when a piece came."""
_DIGIT = re.compile(r"\d")
_UNSEEN = ("alt", "aria-label", "title")
"""Attributes that say what a picture shows."""

_Kind = Literal["split", "group", "border", "date"]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Plan:
    """What the elements of a page are, by their identity, and which hold one of those or a block."""

    kinds: dict[int, _Kind]
    holding: frozenset[int]
    wrapping: frozenset[int]


@dataclass(kw_only=True, slots=True)
class _Section:
    heading: Tag
    group: Tag | None
    blocks: list[str] = field(default_factory=list)
    running: list[Tag | NavigableString] = field(default_factory=list)
    date: str | None = None
    first: str = ""

    def add(self, block: Tag) -> None:
        """Take a block, after the words before it that stand in none."""
        self.end_paragraph()
        self.first = self.first if self.blocks else _words(block)
        self.blocks.append(str(block))

    def end_paragraph(self) -> None:
        """Make a paragraph of the words that stand in none."""
        words = "".join(map(_markup, self.running)).strip()
        if not _NO_WORDS.fullmatch(words):
            said = "".join(one.get_text(" ") for one in self.running)
            self.first = self.first if self.blocks else " ".join(said.split())
            self.blocks.append(f"<p>{words}</p>")
        self.running.clear()

    def take_day(self) -> str | None:
        """Take the line below the heading out of the text where it only says when the piece came."""
        dates = labels.dates(self.first) if len(self.first) <= _DATE_LINE else labels.Dates()
        day = next(iter((*dates.published, *dates.bare)), None)
        if day is None or not labels.is_date(self.first) or _DIGIT.search(self.first.replace(day, "", 1)):
            return None
        del self.blocks[0]
        return day

    def leave_picture(self) -> None:
        """Leave a picture to the group whose heading comes after it: its logo."""
        self.running = [one for one in self.running if not (isinstance(one, Tag) and one.name == "img")]


def sections(page: BeautifulSoup, rule: PageRule, *, url: str, limits: Limits) -> Iterator[Entry]:
    """Yield an entry for each heading that ``rule.split`` selects, with what follows it as its text.

    ``rule.group`` selects the headings above them, such as the society that speaks; heading and
    group together are an entry's identity, so that two groups may use one heading. A section ends
    at the next of either, and at any heading of at least its own rank. Where no selector tells of dates,
    those set apart in the headings are taken, else those that are the line below.
    """
    found = _sections(page, _plan(page, rule))
    for section, guid in zip(found[: limits.entries], _guids(found), strict=False):
        title, day = headings.with_day(section.heading)
        date = section.date if rule.date else day or section.take_day()
        content = "".join(section.blocks)
        said = "\n".join((_mark(section.group), _said(section.heading), content))
        yield Entry(
            raw_hash=hashlib.sha256(said.encode()).hexdigest(),
            base=url,
            guid=guid,
            link=_link(section.heading, url, most=limits.line),
            title=Text(value=(title or _said(section.heading))[: limits.field]),
            content=Text(value=content[: limits.field], kind="html"),
            dates=(Stamp(text=date, evidence="list page"),) if date else (),
            group=_said(section.group) or None if section.group else None,
        )


def _link(heading: Tag, url: str, *, most: int) -> str:
    """Return where a heading leads, if most of it is a link to another page, else its place on this one."""
    anchor = selecting.link(heading)
    here = url.partition("#")[0]
    if anchor is not None and len(_words(anchor)) * 2 > len(_words(heading)):
        address = fields.web_address(url, str(anchor["href"]), most=most)
        if address and address.partition("#")[0] != here:
            return address
    return f"{here}#{heading['id']}" if heading.get("id") else url


def _guids(found: list[_Section]) -> list[str]:
    """Return an identity for each group and heading; repeated ones are numbered from the page's end.

    Such pages grow at the top, so what stands below keeps its number.
    """
    counts: Counter[tuple[str, str]] = Counter()
    guids = []
    for section in reversed(found):
        group, title = _mark(section.group), _said(section.heading)
        counts[group, title] += 1
        number = counts[group, title]
        told_apart = f"{group}\n{title}" + (f"\n{number}" if number > 1 else "")
        guids.append(hashlib.sha256(told_apart.encode()).hexdigest())
    return guids[::-1]


def _plan(page: BeautifulSoup, rule: PageRule) -> _Plan:
    kinds: dict[int, _Kind] = {}
    marks: list[Tag] = []
    selected: tuple[tuple[str | None, _Kind], ...] = (
        (rule.split, "split"),
        (rule.group, "group"),
        (rule.date, "date"),
    )
    for selector, kind in selected:
        chosen = [one for one in _of_content(page, selector) if id(one) not in kinds]
        kinds.update((id(one), kind) for one in chosen)
        marks += chosen
    highest = max((_rank(one) for one in marks if kinds[id(one)] == "split"), default=0)
    ranked = _without_asides(page.find_all(_HEADING))
    borders = [one for one in ranked if 0 < _rank(one) <= highest and id(one) not in kinds]
    kinds.update((id(one), "border") for one in borders)
    blocks = page.find_all([*_BLOCKS, *_CONTAINERS, "br", "hr"])
    return _Plan(kinds=kinds, holding=_above([*marks, *borders]), wrapping=_above(blocks))


def _of_content(page: BeautifulSoup, selector: str | None) -> list[Tag]:
    """Return what a selector finds, without what stands beside the content, unless all of it does."""
    found = list(page.select(selector)) if selector else []
    return _without_asides(found) or found


def _without_asides(elements: list[Tag]) -> list[Tag]:
    """Return the elements that stand in no footer or margin; what only is called so holds few of them."""
    held = Counter(id(parent) for one in elements for parent in one.parents)
    return [
        one
        for one in elements
        if not any(
            parent.name in _NO_CONTENT
            or (held[id(parent)] * 2 < len(elements) and _NAMED_AROUND.search(_names(parent)))
            for parent in one.parents
        )
    ]


def _above(elements: Iterable[Tag]) -> frozenset[int]:
    """Return the identities of all elements that hold one of ``elements``."""
    found: set[int] = set()
    for element in elements:
        for parent in element.parents:
            if id(parent) in found:
                break
            found.add(id(parent))
    return frozenset(found)


def _sections(page: BeautifulSoup, plan: _Plan) -> list[_Section]:
    found: list[_Section] = []
    section: _Section | None = None
    group: Tag | None = None
    for piece in _pieces(page, plan):
        kind = plan.kinds.get(id(piece))
        if isinstance(piece, Tag) and kind in {"split", "group", "border"}:
            if section and kind == "group":
                section.leave_picture()
            if section and (kind != "border" or _rank(piece) <= _rank(section.heading)):
                section.end_paragraph()
                section = None
            if kind == "split":
                section = _Section(heading=piece, group=group)
                found.append(section)
            elif kind == "group":
                group = piece
            elif group and _rank(piece) <= _rank(group):
                group = None
        if section and kind not in {"split", "group"}:
            _add(section, piece, kind)
    if section:
        section.end_paragraph()
    return found


def _add(section: _Section, piece: PageElement | None, kind: _Kind | None) -> None:
    if isinstance(piece, Tag) and kind == "date":
        machine = piece.get("datetime")
        section.date = section.date or (machine if isinstance(machine, str) else None) or _words(piece)
    elif isinstance(piece, Tag) and _leads_away(piece):
        return
    elif isinstance(piece, Tag) and piece.name in _BLOCKS:
        section.add(piece)
    elif isinstance(piece, Tag | NavigableString):
        section.running.append(piece)
    else:
        section.end_paragraph()


def _markup(piece: Tag | NavigableString) -> str:
    return str(piece) if isinstance(piece, Tag) else piece.output_ready("minimal")


def _is_aside(element: Tag) -> bool:
    names = _names(element)
    if element.name in _ASIDE or _NAMED_ASIDE.search(names):
        return True
    linked = sum(len(_words(one)) for one in element.find_all("a")) if _NAMED_LINKS.search(names) else 0
    return bool(_NAMED_LINKS.search(names)) and len(_words(element)) - linked < _PROSE


def _leads_away(piece: Tag) -> bool:
    """Say whether a piece is but a link that systems write beneath a text: to the top, to share."""
    return (piece.name == "a" or piece.find("a") is not None) and labels.is_around(_words(piece))


def _pieces(element: Tag, plan: _Plan) -> Iterator[PageElement | None]:
    """Yield the marked elements, the outermost blocks, what is in none, and ``None`` where a line ends."""
    for child in element.children:
        if not isinstance(child, Tag):
            # Subclasses are comments and the like.
            if type(child) is NavigableString:
                yield child
        elif id(child) in plan.kinds:
            yield child
        elif id(child) in plan.holding:
            yield None
            yield from _pieces(child, plan)
            yield None
        elif _is_aside(child):
            continue
        elif child.name in _BLOCKS or not (
            child.name in {*_CONTAINERS, "br", "hr"} or id(child) in plan.wrapping
        ):
            yield child
        else:
            yield None
            yield from _pieces(child, plan)
            yield None


def _rank(element: Tag) -> int:
    """Return 1 for the highest heading to 6 for the lowest; 0 for what is no heading."""
    found = _HEADING.fullmatch(element.name)
    return int(found[1]) if found else 0


def _names(element: Tag) -> str:
    words = [*(element.get("class") or []), str(element.get("id") or "")]
    return " ".join(words).lower().replace("_", " ").replace("-", " ")


def _said(heading: Tag) -> str:
    """Return what a heading says, one that is a logo in what is written for those who do not see it."""
    marked = [heading, *heading.find_all("img")]
    told = (str(one.get(name) or "") for name in _UNSEEN for one in marked)
    return _words(heading) or next((" ".join(one.split()) for one in told if one.strip()), "")


def _mark(group: Tag | None) -> str:
    """Return what tells the heading of a group from others: what it says, else its picture or its names."""
    if group is None:
        return ""
    picture = selecting.picture(group) or group
    file = str(picture.get("data-src") or picture.get("src") or "").partition("?")[0]
    return _said(group) or file or _names(group)


def _words(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())
