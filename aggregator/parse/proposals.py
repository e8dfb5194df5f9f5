"""Proposes how a site may be polled: the feeds that a page offers, or selectors for its news."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from aggregator.model import Entry, PageRule, Parsed, Stamp
from aggregator.parse import (
    document,
    feedlinks,
    fields,
    list_page,
    newslinks,
    notlist,
    onward,
    pagefeeds,
    rowdates,
    rows,
    sectioned,
)
from aggregator.parse.decode import decode
from aggregator.parse.limits import Limits
from aggregator.parse.newslinks import NewsLink
from aggregator.parse.pieces import Row
from aggregator.parse.soup import soup

_WELL_KNOWN = ("/feed", "/feed/", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/feed.json")
_NAME = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
"""Names that stand in a selector as they are (https://www.w3.org/TR/CSS21/syndata.html)."""
_LEVELS = 12
"""Elements around a row that a selector may name."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposed:
    """What a page offers.

    ``feeds`` are the addresses that it names itself for programs, ``shown`` those that seem to be feeds, or
    to list them, of the links that it shows its readers; ``guesses`` are where feeds often are. ``item``,
    ``title``, ``link`` and ``date`` are selectors for its news, where it seems to hold some; ``headlines``
    what is found on it now, by them or where there are none without, and ``dates`` when that was. Where
    there are none ``split`` and ``group`` are selectors for its ``sections``, if it has some that may be
    news; ``why`` says why it can hold none, and ``onward`` is where it sends its readers then. ``news`` is
    where its links lead that are called news.
    """

    feeds: tuple[str, ...]
    guesses: tuple[str, ...]
    shown: tuple[str, ...] = ()
    news: tuple[NewsLink, ...] = ()
    item: str | None = None
    title: str | None = None
    link: str | None = None
    date: str | None = None
    headlines: tuple[str, ...] = ()
    dates: tuple[tuple[Stamp, ...], ...] = ()
    language: str | None = None
    split: str | None = None
    group: str | None = None
    sections: tuple[str, ...] = ()
    why: str | None = None
    onward: tuple[str, ...] = ()


def propose(body: bytes, *, url: str, content_type: str | None, links: str = "") -> Proposed:
    """Return what the page at ``url`` offers for polling; ``links`` is the header Link that came with it.

    Selectors are proposed only if the page read by them gives what it gives without; they are left out
    otherwise, and ``headlines`` is what is found then.
    """
    limits = Limits()
    text = decode(body, content_type)
    page = soup(text, limits=limits)
    base = list_page.base_of(page, url)
    offered = _linked(page, base, url=url, links=links)

    def read(rule: PageRule) -> Parsed:
        return list_page.read(
            body, url=url, content_type=content_type, rule=rule, seen=frozenset(), limits=limits
        )

    plain = read(PageRule())
    wanted = _told(plain)
    if not wanted:
        why = notlist.explain(body, text, url=url, limits=limits)
        onto = onward.of(document.tree(text, limits=limits), url)
        return _in_sections(replace(offered, why=why, onward=onto), page, read)
    offered = replace(
        offered,
        headlines=tuple(title for title, _ in wanted),
        dates=tuple(one.dates for one in plain.entries),
        language=plain.language,
    )
    found = rows.find(page, base, limits=limits)
    if item := _item(page, found):
        date = _date(found)
        for title, link in _ways(found):
            if _told(read(PageRule(item=item, title=title, link=link))) == wanted:
                return replace(offered, item=item, title=title, link=link, date=date)
    return offered


def _linked(page: BeautifulSoup, base: str, *, url: str, links: str) -> Proposed:
    """Return where the page leads, and the header Link that came with it."""
    named = dict.fromkeys((*_in_header(links, url), *pagefeeds.named(page, base)))
    return Proposed(
        feeds=tuple(named),
        shown=tuple(dict.fromkeys(one for one in pagefeeds.shown(page, base, url) if one not in named)),
        news=newslinks.of(page, base, url),
        guesses=tuple(urljoin(url, path) for path in _WELL_KNOWN),
    )


def _in_sections(offered: Proposed, page: BeautifulSoup, read: Callable[[PageRule], Parsed]) -> Proposed:
    """Return what a page without rows of news offers, with the sections that may be some."""
    found = sectioned.found(page, read) if offered.why is None else None
    if found is None:
        return offered
    rule, parsed = found
    titles = tuple(title for title, _ in _told(parsed))
    return replace(offered, split=rule.split, group=rule.group, sections=titles)


def _told(read: Parsed) -> tuple[tuple[str, str | None], ...]:
    """Return the headlines of a page that was read, each with its link."""
    return tuple((_called(one), one.link) for one in read.entries)


def _called(entry: Entry) -> str:
    """Return the headline of an entry; of one that is but a picture, what this is said to show."""
    shown = entry.image.alt if entry.image else None
    return entry.title.value if entry.title else shown or ""


def _ways(found: list[Row]) -> list[tuple[str | None, str | None]]:
    """Return pairs of selectors for headline and link by which the rows may be read, the plainest first."""
    heading = _heading(found)
    anchors = [row.anchor for row in found if row.anchor is not None]
    link = _simple(anchors[0], anchors) if anchors else None
    holders = [one.parent for one in anchors if one.parent is not None]
    within = f"{_simple(holders[0], holders)} > {link}" if holders else None
    inner = heading and (heading if re.match(r"a\b", heading) else f"{heading} a")
    links = dict.fromkeys((link, inner, within))
    return [
        (heading, None),
        (link, None),
        (None, None),
        *((head, one) for one in links for head in (heading, None)),
    ]


def _heading(found: list[Row]) -> str | None:
    """Return a selector for the rows' headlines, where they are headings."""
    if any(row.heading is not None for row in found):
        heads = [row.heading for row in found if row.heading is not None]
        return _simple(heads[0], heads)
    return next((name for name in _HEADINGS if all(row.element.find(name) for row in found)), None)


def _date(found: list[Row]) -> str | None:
    """Return a selector for the rows' dates, where they stand in elements of their own."""
    if any(row.element.find("time") for row in found):
        return "time"
    beside = [(row, one) for row, one in zip(found, rowdates.found(found), strict=True) if one]
    holders = [one.element for _, one in beside if one.element is not None]
    if not holders or len({one.name for one in holders}) > 1:
        return None
    selector = _simple(holders[0], holders)
    hits = sum(row.element.select_one(selector) is one.element for row, one in beside)
    return selector if hits * 2 > len(found) and not selector.startswith("a") else None


def _in_header(links: str, url: str) -> Iterator[str]:
    """Yield the feeds that a page names in the header Link."""
    for href in feedlinks.of_header(links):
        if address := fields.web_address(url, feedlinks.address(href), most=Limits().line):
            yield address


def _item(page: BeautifulSoup, found: list[Row]) -> str | None:
    """Return the shortest selector that selects the rows found and nothing else that holds a link."""
    if not found:
        return None
    wanted = [id(row.element) for row in found]
    first = found[0].element
    selector = _simple(first, [row.element for row in found])
    for _, parent in zip(range(_LEVELS), (None, *first.parents), strict=False):
        if isinstance(parent, Tag) and parent.name != "[document]":
            selector = f"{_simple(parent, [parent])} > {selector}"
        if [id(one) for one in page.select(selector) if _is_row(one)] == wanted:
            return selector
    return None


def _is_row(element: Tag) -> bool:
    return element.name == "a" or element.find(["a", *_HEADINGS]) is not None


def _simple(element: Tag, alike: list[Tag]) -> str:
    """Return a tag, if it can be named, with the class that all of ``alike`` have, or its id without one."""
    tag = element.name if _NAME.fullmatch(element.name) else "*"
    shared = set.intersection(*(set(one.get("class") or []) for one in alike))
    names = [one for one in element.get("class") or [] if one in shared and _NAME.fullmatch(one)]
    if names:
        return f"{tag}.{names[0]}"
    own = element.get("id")
    if len(alike) == 1 and isinstance(own, str) and _NAME.fullmatch(own):
        return f"{tag}#{own}"
    return tag
