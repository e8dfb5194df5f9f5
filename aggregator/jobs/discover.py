"""Finds out how a site may be polled.

::

    address → FETCH → a feed? → what the page offers → is each feed one? → its sitemaps → proposals
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from aggregator import parse
from aggregator.errors import AggregatorError
from aggregator.jobs.line import Tools
from aggregator.model import Failed, Fetched, Parsed, Request

_NAMED = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_WELL_KNOWN = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_index.xml", "/sitemap.xml")
_MOST = 8
"""Sitemaps that are tried."""
_MOST_FEEDS = 10
"""Feeds that are tried of those which a page names."""
_COMMENTS = re.compile(r"/comments/|\bcomments? (?:feed|on)\b|commentaires|kommentar", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A feed that answers now: its address, its title and how many entries it holds."""

    url: str
    title: str
    entries: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page of news: its address, selectors for its items, if any, and the headlines that it gives now."""

    url: str
    item: str | None
    title: str | None
    link: str | None
    date: str | None
    headlines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sitemap:
    """A sitemap that answers now: its address, how many pages it names, and what it calls them."""

    url: str
    pages: int
    headlines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Discovered:
    """How a site may be polled, the best first; ``why`` says why nothing was found."""

    feeds: tuple[Feed, ...] = ()
    page: Page | None = None
    sitemap: Sitemap | None = None
    why: str | None = None


def discover(url: str, tools: Tools) -> Discovered:
    """Return the feeds that the site at ``url`` offers, or else selectors for the news on that page."""
    answer = _get(url, tools)
    if isinstance(answer, Failed):
        return Discovered(why=answer.why)
    if own := _feed(answer, tools):
        return Discovered(feeds=(own,))
    try:
        offered = tools.workers.run(
            parse.propose, answer.body, url=answer.url, content_type=answer.content_type
        )
    except AggregatorError as error:
        return Discovered(why=f"{url} cannot be read: {error}")
    named = _named(offered.feeds, tools)
    feeds = named or [found for address in offered.guesses if (found := _try(address, tools))][:1]
    sitemap = None if feeds else _sitemap(answer.url, tools)
    if not offered.headlines:
        nothing = None if feeds or sitemap else f"{url} offers no feed and no sitemap, and shows no news"
        return Discovered(feeds=tuple(feeds), sitemap=sitemap, why=nothing)
    page = Page(
        url=answer.url,
        item=offered.item,
        title=offered.title,
        link=offered.link,
        date=offered.date,
        headlines=offered.headlines,
    )
    return Discovered(feeds=tuple(feeds), page=page, sitemap=sitemap)


def _named(offered: Sequence[tuple[str, str]], tools: Tools) -> list[Feed]:
    """Return the feeds that a page names, each once; those of comments only where there are no others."""
    tried = (_try(address, tools) for address, _ in offered[:_MOST_FEEDS])
    found = list({feed.url: feed for feed in tried if feed}.values())
    return [feed for feed in found if not _COMMENTS.search(f"{feed.url} {feed.title}")] or found


def _sitemap(url: str, tools: Tools) -> Sitemap | None:
    """Return the site's news sitemap, else another: as its robots.txt names it, or where it often is."""
    robots = _get(urljoin(url, "/robots.txt"), tools)
    said = robots.body.decode("utf-8", "replace") if isinstance(robots, Fetched) else ""
    named = [urljoin(url, address) for address in _NAMED.findall(said)]
    candidates = dict.fromkeys((*named, *(urljoin(url, path) for path in _WELL_KNOWN)))
    found = [one for address in list(candidates)[:_MOST] if (one := _try_sitemap(address, tools))]
    return max(found, key=lambda one: (bool(one.headlines), one.pages), default=None)


def _try_sitemap(url: str, tools: Tools) -> Sitemap | None:
    address: str | None = url
    for _ in range(tools.limits.indexes):
        answer = _get(address, tools) if address else None
        if not isinstance(answer, Fetched):
            return None
        try:
            parsed = tools.workers.run(parse.sitemap, answer.body, url=answer.url)
        except AggregatorError:
            return None
        if parsed and parsed.entries:
            headlines = tuple(entry.title.value for entry in parsed.entries if entry.title)
            return Sitemap(url=url, pages=len(parsed.entries), headlines=headlines)
        address = parsed.next if parsed else None
    return None


def _get(url: str, tools: Tools) -> Fetched | Failed:
    answer = tools.fetcher.get(Request(source="discover", url=url))
    if isinstance(answer, Fetched | Failed):
        return answer
    return Failed(source="discover", at=answer.at, why=f"{url} answered {answer.status} unasked")


def _try(url: str, tools: Tools) -> Feed | None:
    answer = _get(url, tools)
    return _feed(answer, tools) if isinstance(answer, Fetched) else None


def _feed(answer: Fetched, tools: Tools) -> Feed | None:
    try:
        parsed: Parsed = tools.workers.run(
            parse.feed, answer.body, url=answer.url, content_type=answer.content_type, seen=frozenset()
        )
    except AggregatorError:
        return None  # no feed, which is what was asked
    return Feed(url=answer.url, title=parsed.title or "", entries=len(parsed.entries) + parsed.known)
