"""Finds the news of a page that nobody has described: links of one shape that look like headlines.

Pages of news repeat one structure for each piece. Links that nest alike, by tags and first classes,
form a group; the group that looks most like a list of headlines is taken, and around each of its
links the largest element that holds no other of them is the row.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

Shape = tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One piece of news on a list page: its element, and the link of its headline, if it has one."""

    element: Tag
    anchor: Tag | None


_HEADLINE = 80
"""Columns of a headline that count; more would let one teaser outweigh a list."""

_CLIMB = 6
_ASIDE = {"nav": 0.1, "footer": 0.1, "aside": 0.2, "form": 0.2, "header": 0.6}
_NAMED_ASIDE = re.compile(
    r"\b(nav|menu|footer|sidebar|breadcrumbs?|crumbs?|pagination|pager|paging|tags?|tagcloud|categor(y|ies)|social"
    r"|share|lang(uages?)?|login|comments?|related|widget|authors?|byline|toolbar|topbar|subjects?|filters?|partners?)\b"
)
_STATE = re.compile(r"\d|^(first|last|odd|even|active|current|selected|new|sticky|featured|hot|on|off)$")
_DATE = re.compile(
    r"\b\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}|\b\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})\b|\b\d{1,2}[-/]\d{1,2}\b"
    r"|\b(jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|ene|abr|ago|dic|janv|févr|mars|avr|juin|juil|août)"
    r"[a-zé]*\.?\s+\d{1,4}\b|\b\d{1,2}(st|nd|rd|th|\.)?\s+(jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)",
    re.IGNORECASE,
)
_PAGE = re.compile(r"([?&]page=\d+|/page/\d+)/?$|^#|^(javascript|mailto|tel):", re.IGNORECASE)


def find(page: BeautifulSoup, base: str) -> list[Row]:
    """Return the rows of the page's list of news, in its order; none where nothing looks like one."""
    groups: defaultdict[Shape, list[Tag]] = defaultdict(list)
    for anchor in _usable(page, base):
        groups[_shape(anchor)].append(anchor)
    candidates = [one for group in groups.values() for one in (group, _leading(group))]
    lists = [group for group in candidates if len({one["href"] for one in group}) > 1]
    best = max(lists, key=lambda group: _score(group, base), default=[])
    return list(_rows(best))


def _usable(page: BeautifulSoup, base: str) -> Iterator[Tag]:
    here = base.split("#", maxsplit=1)[0].rstrip("/")
    for anchor in page.find_all("a", href=True):
        href = str(anchor["href"]).strip()
        if not href or _PAGE.search(href) or anchor.get("hreflang") or not anchor.get_text(strip=True):
            continue
        try:
            address = urljoin(base, href)
        except ValueError:
            continue
        if address.split("#")[0].rstrip("/") != here:
            yield anchor


def _shape(anchor: Tag) -> Shape:
    """Return the tags around a link with the first class of each, or its id."""
    names = [f"{anchor.name}.{_first_name(anchor.get('class'))}"]
    for parent in anchor.parents:
        name = _first_name(parent.get("class")) or _first_name([parent.get("id")])
        names.append(f"{parent.name}.{name}")
    return tuple(names)


def _first_name(names: object) -> str:
    # What tells one row from the next (post-123, odd, active) does not belong to the shape.
    found = names if isinstance(names, list) else []
    return next((one for one in found if isinstance(one, str) and not _STATE.search(one)), "")


def _score(group: Sequence[Tag], base: str) -> float:
    """Return how much a group looks like headlines: their text, weighed by where and how they stand."""
    texts = {str(anchor["href"]): _columns(anchor.get_text(" ", strip=True)) for anchor in group}
    mean = sum(texts.values()) / len(texts)
    score = float(sum(min(columns, _HEADLINE) for columns in texts.values()))
    score *= 0.1 if mean < 8 else 0.6 if mean < 15 else 1.0  # noqa: PLR2004  columns of a headline
    score *= _place(group[0])
    if _is_crowded(group):
        score *= 0.15
    if _in_heading(group[0]):
        score *= 2
    rows = list(_rows(group[:30]))
    if sum(bool(_DATE.search(_beside(row))) for row in rows) * 2 > len(rows):
        score *= 2
    inside = sum(_host(urljoin(base, href)) == _host(base) for href in texts)
    return score * (1.0 if inside * 2 > len(texts) else 0.6)


def _place(anchor: Tag) -> float:
    """Return a weight for where on the page a link stands: little in navigation and margins."""
    weight = 1.0
    for depth, parent in enumerate(anchor.parents):
        weight *= _ASIDE.get(parent.name, 1.0)
        if depth < _CLIMB and _NAMED_ASIDE.search(_names(parent)):
            weight *= 0.3
    return weight


def _names(element: Tag) -> str:
    classes = element.get("class") or []
    words = [*classes, str(element.get("id") or "")]
    return " ".join(words).lower().replace("_", " ").replace("-", " ")


def _is_crowded(group: Sequence[Tag]) -> bool:
    """Say whether several links of one shape stand in each row, as authors, labels or formats do."""
    parents = len({id(anchor.parent) for anchor in group})
    return parents > 1 and len(group) > parents * 1.25


def _leading(group: Sequence[Tag]) -> list[Tag]:
    """Return the first link of each row where rows are crowded: it may be the headline of the others."""
    return (
        list({id(anchor.parent): anchor for anchor in reversed(group)}.values())[::-1]
        if _is_crowded(group)
        else []
    )


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


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text[:200])


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
