"""Reads a page of news: each row of its list becomes an entry."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from aggregator.model import Entry, Image, PageRule, Parsed, Stamp, Text
from aggregator.parse import (
    agowords,
    dayorder,
    headings,
    notlist,
    pageyears,
    pictures,
    pieces,
    rowdates,
    rows,
    selecting,
    sitemaps,
    split_page,
)
from aggregator.parse.decode import decoded
from aggregator.parse.limits import Limits
from aggregator.parse.pieces import Row
from aggregator.parse.soup import soup

_FEW = 3
"""Rows from which on none of them being found is no chance."""
_SAY = "say with the selectors item, title and link where they are, or with split which headings begin them"
_COUNTER = re.compile(r"\b(views?|hits?|clicks?|阅读|浏览|点击)\W{0,3}\d+", re.IGNORECASE)


def read(
    body: bytes, *, url: str, content_type: str | None, rule: PageRule, seen: frozenset[str], limits: Limits
) -> Parsed:
    """Return the unseen rows of a list page; what is not found on it is told in an alarm."""
    if sitemaps.looks_like(body):
        return sitemaps.read(body, url=url, seen=seen, limits=limits)
    said = decoded(body, content_type)
    page = soup(said.text, limits=limits, codec=said.codec)
    base = base_of(page, url)
    pageyears.complete(page, pageyears.of_page(page, url))
    entries: dict[str, Entry] = {}
    known: set[str] = set()
    found = [] if notlist.is_feed(said.text) else _rows(page, rule, base, limits)
    further = _address(selecting.link(selecting.first(page, rule.next)), base)
    told = list(_entries(page, found, rule, base, limits))
    for entry in told:
        if entry.raw_hash in known:
            continue
        if entry.raw_hash in seen:
            known.add(entry.raw_hash)
        else:
            entries.setdefault(entry.guid or entry.link or entry.raw_hash, entry)
    if entries or known:
        alarms = tuple(_unfound_around(told, rule) if rule.split else _unfound(found, rule, further))
    else:
        alarms = _nothing(rule, notlist.explain(body, said.text, url=url, limits=limits))
    return Parsed(
        entries=tuple(entries.values()),
        known=len(known),
        # Sections are known by their place among those of one name, which moves when others come.
        standing=frozenset(known) if rule.split else frozenset(),
        title=page.title.get_text(" ", strip=True) if page.title else None,
        language=_language(page),
        alarms=alarms,
        next=further,
    )


def _rows(page: BeautifulSoup, rule: PageRule, base: str, limits: Limits) -> list[Row]:
    if rule.split:
        return []
    found = _selected(page, rule, limits) if rule.item else rows.find(page, base, limits=limits)
    return found[: limits.entries]


def _entries(
    page: BeautifulSoup, found: list[Row], rule: PageRule, base: str, limits: Limits
) -> Iterator[Entry]:
    if rule.split:
        yield from split_page.sections(page, rule, url=base, limits=limits)
    language = _language(page)
    for row, image, date in zip(found, _images(found, rule, base), _dates(found, rule), strict=True):
        if entry := _entry(row, rule, base, limits):
            yield replace(entry, image=image, dates=date, language=language)


def _images(found: list[Row], rule: PageRule, base: str) -> list[Image | None]:
    shown = (
        selecting.picture(selecting.first(row.element, rule.image)) or row.element.find("img")
        for row in found
    )
    return pictures.of_rows([one if isinstance(one, Tag) else None for one in shown], base)


def _dates(found: list[Row], rule: PageRule) -> Iterator[tuple[Stamp, ...]]:
    beside = rowdates.found(found) if not rule.date else [None] * len(found)
    written = [
        _said_date(row, rule) or (words.text if words else None)
        for row, words in zip(found, beside, strict=True)
    ]
    for said in dayorder.settled(written):
        yield (Stamp(text=said, evidence="list page"),) if said else ()


def _said_date(row: Row, rule: PageRule) -> str | None:
    return selecting.date(
        selecting.first(row.element, rule.date) if rule.date else rowdates.machine(row.element)
    )


def _selected(page: BeautifulSoup, rule: PageRule, limits: Limits) -> list[Row]:
    """Return the elements that the operator's selector finds, each with the link of its headline."""
    found = []
    for element in page.select(rule.item or "", limit=limits.entries):
        anchor = selecting.link(selecting.first(element, rule.link))
        found.append(Row(element=element, anchor=anchor or _own_link(element)))
    return pieces.headed(found)


def _own_link(element: Tag) -> Tag | None:
    held = element if element.name == "a" else element.find("a", href=True)
    return held if isinstance(held, Tag) else None


def _unfound(found: list[Row], rule: PageRule, further: str | None) -> Iterator[str]:
    """Yield in words which selectors find nothing in any row; in few, teaser and picture may be missing."""
    selectors: tuple[tuple[str, str | None, int, Callable[[Tag | None], object]], ...] = (
        ("title", rule.title, 1, selecting.words),
        ("link", rule.link, 1, selecting.link),
        ("date", rule.date, 1, selecting.date),
        ("summary", rule.summary, _FEW, selecting.words),
        ("image", rule.image, _FEW, selecting.picture),
    )
    for name, selector, least, taken in selectors:
        if len(found) < least or not selector:
            continue
        if not any(taken(selecting.first(row.element, selector)) for row in found):
            yield f"the selector {name} = {selector!r} finds nothing in any of the {len(found)} rows"
    if rule.next and rule.pages > 1 and not further:
        yield f"the selector next = {rule.next!r} finds no link to a next page"


def _unfound_around(sections: list[Entry], rule: PageRule) -> Iterator[str]:
    """Yield in words which selectors find nothing in or above any section."""
    unfound = (
        ("date", rule.date, all(not one.dates for one in sections)),
        ("group", rule.group, all(one.group is None for one in sections)),
    )
    for name, selector, is_unfound in unfound:
        if selector and is_unfound:
            yield f"the selector {name} = {selector!r} finds nothing for any of the {len(sections)} sections"


def _nothing(rule: PageRule, why: str | None) -> tuple[str, ...]:
    """Return in words that there are no news, and ``why`` there can be none, where that is known."""
    if rule.split:
        said = f"the selector split = {rule.split!r} finds no headings on the page"
    elif rule.item:
        said = f"the selector item = {rule.item!r} finds no news on the page"
    elif why:
        return (why,)
    else:
        return (f"no news were found on the page: {_SAY}",)
    return (said, why) if why else (f"{said}: has the page been rebuilt?",)


def _entry(found: Row, rule: PageRule, base: str, limits: Limits) -> Entry | None:
    row, anchor = found.element, found.anchor
    link = _address(anchor, base)
    title = (
        selecting.words(selecting.first(row, rule.title))
        or (headings.of_heading(found.heading) if found.heading else "")
        or (headings.said(anchor) if anchor else "")
    )
    if not title and link is None:
        return None
    summary = selecting.first(row, rule.summary)
    date = _said_date(found, rule) or ""
    # What a reader of the list would call the same row; counters, markup, dates in loose words don't count.
    said = "\n".join((link or "", title, "" if agowords.find(date) else date, selecting.words(summary)))
    return Entry(
        raw_hash=hashlib.sha256(_COUNTER.sub("", said).encode()).hexdigest(),
        base=base,
        link=link,
        title=Text(value=title[: limits.field]) if title else None,
        summary=Text(value=summary.decode_contents()[: limits.field], kind="html") if summary else None,
    )


def _address(anchor: object, base: str) -> str | None:
    href = anchor.get("href") if isinstance(anchor, Tag) else None
    if not isinstance(href, str) or not href.strip():
        return None
    try:
        address = urljoin(base, href.strip())
        return address if urlsplit(address).scheme in {"http", "https"} else None
    except ValueError:
        return None


def base_of(page: BeautifulSoup, url: str) -> str:
    """Return the address by which a page's links are completed."""
    for element in _with_href(page, "base"):
        try:
            return urljoin(url, element)
        except ValueError:
            break
    return url


def _with_href(page: BeautifulSoup, name: str) -> Iterator[str]:
    return (href for one in page.find_all(name, href=True) if isinstance(href := one.get("href"), str))


def _language(page: BeautifulSoup) -> str | None:
    declared = page.html.get("lang") if page.html else None
    return declared if isinstance(declared, str) and declared else None
