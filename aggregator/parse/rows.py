"""Finds the news of a page that nobody has described: links of one shape that look like headlines.

Pages of news repeat one structure for each piece. Links that nest alike, by tags and first classes,
form a group; the group that looks most like a list of headlines is taken, and around each of its
links the largest element that holds no other of them is the row.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from aggregator.parse import headings, shapes


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One piece of news on a list page: its element, and the link of its headline, if it has one.

    ``heading`` holds the headline where the link doesn't say it.
    """

    element: Tag
    anchor: Tag | None
    heading: Tag | None = None


_HEADLINE = 80
"""Columns of a headline that count; more would let one teaser outweigh a list."""

_FEW = 0.3
"""How much less each further link counts: menus may be long, and news few."""
_SAMPLE = 30
"""Links of a group by which the rest are judged."""
_LABELS = 1.8
"""Weight of headings whose links stand beside them; where they are links themselves those are taken."""
_CALLED = re.compile(r"\b(title|headline|heading|ttl|subject|titre|titel|titulo|titolo)\b")
_NAMED = 1.5
"""Weight of links that the page calls headlines."""
_DATED = 3
"""Weight of rows with dates."""
_TEASER, _TELLING = 60, 1.5
"""Characters beside a headline that tell more of it, and their weight."""
_CLIMB = 6
_ASIDE = {"nav": 0.1, "footer": 0.1, "aside": 0.2, "form": 0.2, "header": 0.6}
_LISTS = ("table", "ul", "ol", "dl")
_PIECES = {"article", "li"}
_NAMED_ASIDE = re.compile(
    r"\b((?:sub|side|main|top|left|right)?(?:nav|menu)|footer|sidebar|breadcrumbs?|crumbs?|pagination|pager|paging|tags?|tagcloud|categor(y|ies)|social"
    r"|share|lang(uages?)?|login|comments?|related|widget|authors?|byline|toolbar|topbar|subjects?|filters?|partners?)\b"
)
_DATE = re.compile(
    r"\b\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}|\b\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})\b|\b\d{1,2}[-/]\d{1,2}\b"
    r"|\b(jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|ene|abr|ago|dic|janv|févr|mars|avr|juin|juil|août)"
    r"[a-zé]*\.?\s+\d{1,4}\b|\b\d{1,2}(st|nd|rd|th|\.)?\s+(jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\W*\d{1,4}\W*")
"""What links say to pages of a list, or to years of an archive."""
_ABOUT = re.compile(
    r"/(?:authors?|auteurs?|autor|users?|members?|profiles?|categor(?:y|ies)|kategorien?|tags?|labels?)[/\d?=]",
    re.IGNORECASE,
)
"""Addresses of those who write and of kinds of news."""
_BYLINED = 0.4
_PAGE = re.compile(r"([?&]page=\d+|/page/\d+)/?$|^#|^(javascript|mailto|tel):", re.IGNORECASE)


def find(page: BeautifulSoup, base: str) -> list[Row]:
    """Return the rows of the page's list of news, in its order; none where nothing looks like one."""
    usable = list(_usable(page, base))
    best = max(_lists(usable), key=lambda group: _score(group, base), default=[])
    best = shapes.with_kin(best, usable)
    heads = _heads(best)
    rows = [
        Row(element=row.element, anchor=row.anchor, heading=heads.get(id(row.anchor))) for row in _rows(best)
    ]
    return _where_dated(rows)


def _where_dated(rows: list[Row]) -> list[Row]:
    """Return the rows without those of other tables and lists where most have dates and theirs have none."""
    dated = [bool(_DATE.search(_beside(row))) for row in rows]
    if sum(dated) * 2 <= len(rows):
        return rows
    holders = {id(row.element.find_parent(_LISTS)) for row, one in zip(rows, dated, strict=True) if one}
    return [
        row
        for row, one in zip(rows, dated, strict=True)
        if one or id(row.element.find_parent(_LISTS)) in holders
    ]


def _lists(usable: Sequence[Tag]) -> Iterator[list[Tag]]:
    for alike in shapes.groups(usable):
        group = shapes.telling(alike)
        for one in (group, shapes.leading(group)):
            if len({anchor["href"] for anchor in one}) > 1:
                yield one


def _heads(group: Sequence[Tag]) -> dict[int, Tag]:
    """Return the headings of links that all say the same, by the links' ids; none where they say more."""
    if not group or len({anchor.get_text(" ", strip=True) for anchor in group[:_SAMPLE]}) > 1:
        return {}
    rows = list(_rows(group))
    found = headings.of_labels([(row.element, row.anchor) for row in rows if row.anchor])
    heads = {id(row.anchor): one for row, one in zip(rows, found, strict=True) if one is not None}
    return heads if len({one.get_text() for one in heads.values()}) * 2 > len(rows) else {}


def _usable(page: BeautifulSoup, base: str) -> Iterator[Tag]:
    """Yield the links that may be headlines; those without words only where no other leads there too."""
    links = list(_leading_on(page, base))
    told = {address for anchor, address in links if _is_telling(anchor)}
    yield from (anchor for anchor, address in links if address not in told or _is_telling(anchor))


def _is_telling(anchor: Tag) -> bool:
    return any(map(str.isalnum, anchor.get_text()))


def _leading_on(page: BeautifulSoup, base: str) -> Iterator[tuple[Tag, str]]:
    """Yield the links to other pages of the page's language, each with its address."""
    here = base.split("#", maxsplit=1)[0].rstrip("/")
    anchors = page.find_all("a", href=True)
    language = _language(page, anchors)
    for anchor in anchors:
        href = str(anchor["href"]).strip()
        words = anchor.get_text(strip=True)
        if not href or _PAGE.search(href) or _NUMBER.fullmatch(words):
            continue
        if _code(anchor.get("hreflang")) not in {"", language}:
            continue
        try:
            address = urljoin(base, href)
        except ValueError:
            continue
        if address.split("#")[0].rstrip("/") != here:
            yield anchor, address


def _language(page: BeautifulSoup, anchors: Sequence[Tag]) -> str:
    """Return the code of the page's language: the declared one, else what most links say of theirs."""
    declared = _code(page.html.get("lang") if page.html else None)
    told = Counter(code for anchor in anchors if (code := _code(anchor.get("hreflang"))))
    return declared or max(told, key=lambda code: told[code], default="")


def _code(tag: object) -> str:
    """Return a language's code without its region."""
    return re.split("[-_]", tag.strip().lower())[0] if isinstance(tag, str) else ""


def _score(group: Sequence[Tag], base: str) -> float:
    """Return how much a group looks like headlines: their text, weighed by where and how they stand."""
    heads = _heads(group)
    texts = {
        str(anchor["href"]): _columns(heads.get(id(anchor), anchor).get_text(" ", strip=True))
        for anchor in group
    }
    mean = sum(texts.values()) / len(texts)
    score = float(sum(min(columns, _HEADLINE) for columns in texts.values()) / len(texts) ** _FEW)
    score *= 0.1 if mean < 8 else 0.6 if mean < 15 else 1.0  # noqa: PLR2004  columns of a headline
    score *= _place(group[0])
    if shapes.is_crowded(group):
        score *= 0.15
    if sum(bool(_ABOUT.search(href)) for href in texts) * 2 > len(texts):
        score *= _BYLINED
    if heads:
        score *= _LABELS
    elif _in_heading(group[0]):
        score *= 2
    elif any(_CALLED.search(_names(one)) for one in (group[0], group[0].parent) if one):
        score *= _NAMED
    rows = list(_rows(group[:_SAMPLE]))
    if sum(bool(_DATE.search(_beside(row))) for row in rows) * 2 > len(rows):
        score *= _DATED
    if sum(_told(row) >= _TEASER for row in rows) * 2 > len(rows):
        score *= _TELLING
    inside = sum(_host(urljoin(base, href)) == _host(base) for href in texts)
    return score * (1.0 if inside * 2 > len(texts) else 0.6)


def _place(anchor: Tag) -> float:
    """Return a weight for where on the page a link stands: little in navigation and margins."""
    weight = 1.0
    for depth, parent in enumerate(anchor.parents):
        # A header within a piece is the piece's own, not the site's.
        weight *= 1.0 if parent.name == "header" and _is_in_piece(parent) else _ASIDE.get(parent.name, 1.0)
        if depth < _CLIMB and _NAMED_ASIDE.search(_names(parent)):
            weight *= 0.3
    return weight


def _is_in_piece(header: Tag) -> bool:
    return any(one.name in _PIECES for one in header.parents)


def _names(element: Tag) -> str:
    classes = element.get("class") or []
    words = [*classes, str(element.get("id") or "")]
    return " ".join(words).lower().replace("_", " ").replace("-", " ")


def _in_heading(anchor: Tag) -> bool:
    near = [anchor, *list(anchor.parents)[:2], *anchor.find_all(re.compile(r"^h[1-6]$"), limit=1)]
    return any(re.fullmatch(r"h[1-6]", one.name) for one in near)


def _rows(group: Sequence[Tag]) -> Iterator[Row]:
    """Return the group's links with the largest elements around each that hold no other of them."""
    holding: defaultdict[int, set[str]] = defaultdict(set)
    for anchor in group:
        for parent in anchor.parents:
            holding[id(parent)].add(str(anchor["href"]))
    met: set[str] = set()
    for anchor in group:
        if str(anchor["href"]) in met:
            continue
        met.add(str(anchor["href"]))
        element = anchor
        for parent in anchor.parents:
            if len(holding[id(parent)]) > 1 or parent.name in {"body", "html", "[document]"}:
                break
            element = parent
        yield Row(element=element, anchor=anchor)


def _beside(row: Row) -> str:
    """Return what a row says besides its headline, with the text that follows a bare link."""
    anchor, words = row.anchor, row.element.get_text(" ", strip=True)
    if anchor is None:
        return words
    if row.element is anchor:
        after = anchor.next_sibling
        words = str(after) if after is not None and not isinstance(after, Tag) else ""
    return words.replace(anchor.get_text(" ", strip=True), " ")[:500]


def _told(row: Row) -> int:
    """Return how many characters a row says besides its headline and outside other links."""
    linked = (one.get_text(" ", strip=True) for one in row.element.find_all("a") if one is not row.anchor)
    return len(_beside(row)) - sum(map(len, linked))


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text[:200])


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
