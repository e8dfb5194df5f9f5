"""Proposes how a site may be polled: the feeds that a page offers, or selectors for its news."""

from dataclasses import dataclass
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from aggregator.parse import rows
from aggregator.parse.decode import decode
from aggregator.parse.limits import Limits
from aggregator.parse.rows import Row
from aggregator.parse.soup import soup

_FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
_WELL_KNOWN = ("/feed", "/feed/", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/feed.json")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposed:
    """What a page offers.

    ``feeds`` are the addresses that it names itself, with their titles; ``guesses`` are where feeds
    often are. ``item``, ``title`` and ``date`` are selectors for its news, where it seems to hold
    some, and ``headlines`` what they select now.
    """

    feeds: tuple[tuple[str, str], ...]
    guesses: tuple[str, ...]
    item: str | None = None
    title: str | None = None
    date: str | None = None
    headlines: tuple[str, ...] = ()


def propose(body: bytes, *, url: str, content_type: str | None) -> Proposed:
    """Return what the page at ``url`` offers for polling."""
    page = soup(decode(body, content_type), limits=Limits())
    feeds = tuple(dict(_feeds(page, url)).items())
    guesses = tuple(urljoin(url, path) for path in _WELL_KNOWN)
    found = rows.find(page, url)
    item = _item(page, found)
    if item is None:
        return Proposed(feeds=feeds, guesses=guesses)
    heading = next((name for name in _HEADINGS if all(row.element.find(name) for row in found)), None)
    return Proposed(
        feeds=feeds,
        guesses=guesses,
        item=item,
        title=heading,
        date="time" if any(row.element.find("time") for row in found) else None,
        headlines=tuple(" ".join(row.anchor.get_text(" ").split()) for row in found if row.anchor),
    )


def _feeds(page: BeautifulSoup, url: str) -> list[tuple[str, str]]:
    return [
        (urljoin(url, str(link["href"])), str(link.get("title") or "").strip())
        for link in page.find_all("link", href=True)
        if str(link.get("type") or "").lower() in _FEED_TYPES
    ]


def _item(page: BeautifulSoup, found: list[Row]) -> str | None:
    """Return the shortest selector that selects the rows found and nothing else."""
    if not found:
        return None
    wanted = [id(row.element) for row in found]
    first = found[0].element
    selector = _simple(first, [row.element for row in found])
    for parent in (None, *first.parents):
        if isinstance(parent, Tag) and parent.name != "[document]":
            selector = f"{_simple(parent, [parent])} > {selector}"
        if [id(one) for one in page.select(selector)] == wanted:
            return selector
    return None


def _simple(element: Tag, alike: list[Tag]) -> str:
    """Return a tag with the class that all of ``alike`` have, or its id where it has no class."""
    shared = set.intersection(*(set(one.get("class") or []) for one in alike))
    names = [one for one in element.get("class") or [] if one in shared and one.isidentifier()]
    if names:
        return f"{element.name}.{names[0]}"
    own = element.get("id")
    return (
        f"{element.name}#{own}"
        if len(alike) == 1 and isinstance(own, str) and own.isidentifier()
        else element.name
    )
