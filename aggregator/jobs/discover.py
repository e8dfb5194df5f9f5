"""Finds out how a site may be polled.

::

    address → FETCH → a feed? → what the page offers → is each feed one? → its sitemaps → proposals
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from aggregator import parse
from aggregator.errors import AggregatorError
from aggregator.fetch import words
from aggregator.jobs.line import Tools
from aggregator.model import Access, Failed, Fetched, Parsed, Request
from aggregator.refine import hygiene

_NAMED = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_WELL_KNOWN = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_index.xml", "/sitemap.xml")
_MOST = 8
"""Sitemaps that are tried."""
_MOST_FEEDS = 10
"""Feeds that are tried of those which a page names."""
_LONGEST = 300
"""Characters that are shown of a title."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A feed that answers now: its address, its title and how many entries it holds."""

    url: str
    title: str
    entries: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page of news: its address, selectors for its items, if any, and the headlines that it gives now.

    ``refused`` says why it would not be polled as it is: its host's robots.txt.
    """

    url: str
    item: str | None
    title: str | None
    link: str | None
    date: str | None
    headlines: tuple[str, ...]
    refused: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sitemap:
    """A sitemap that answers now: its address, how many pages it names, and what it calls them.

    ``refused`` says why it would not be polled as it is: its host's robots.txt.
    """

    url: str
    pages: int
    headlines: tuple[str, ...]
    refused: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Discovered:
    """How a site may be polled, the best first; ``why`` says why nothing was found.

    Where it is ``locked`` its sources want the user and password that were given with the address.
    """

    feeds: tuple[Feed, ...] = ()
    page: Page | None = None
    sitemap: Sitemap | None = None
    why: str | None = None
    locked: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class _Desk:
    tools: Tools
    access: Access

    def get(self, url: str, *, respect_robots: bool = False) -> Fetched | Failed:
        request = Request(source="discover", url=url, access=self.access, respect_robots=respect_robots)
        answer = self.tools.fetcher.get(request)
        if isinstance(answer, Fetched | Failed):
            return answer
        why = f"{words.shown(url)} answered {answer.status} unasked"
        return Failed(source="discover", at=answer.at, why=why)

    def refusal(self, url: str) -> str | None:
        """Return why a source at ``url`` that heeds robots.txt would not be read, though it is there."""
        answer = self.get(url, respect_robots=True)
        return answer.why if isinstance(answer, Failed) else None


def discover(url: str, tools: Tools) -> Discovered:
    """Return the feeds that the site at ``url`` offers, or else selectors for the news on that page."""
    first, *others = [url] if "://" in url else [f"https://{url}", f"http://{url}"]
    found = _discover(first, tools)
    for other in others:
        again = found if found.feeds or found.page or found.sitemap else _discover(other, tools)
        found = found if again.why else again
    return found


def _discover(url: str, tools: Tools) -> Discovered:
    url, access = _without_password(url)
    desk = _Desk(tools=tools, access=access)
    answer = desk.get(url)
    if isinstance(answer, Failed):
        return Discovered(why=answer.why)
    locked = access.user is not None
    if own := _feed(answer, desk):
        return Discovered(feeds=(own[0],), locked=locked)
    shown = words.shown(url)
    try:
        offered = tools.workers.run(
            parse.propose, answer.body, url=answer.url, content_type=answer.content_type
        )
    except AggregatorError as error:
        return Discovered(why=f"{shown} cannot be read: {error}")
    feeds = _named(offered.feeds, desk) or _guessed(offered.guesses, desk)
    sitemap = None if feeds else _sitemap(answer.url, desk)
    if not offered.headlines:
        nothing = None if feeds or sitemap else f"{shown} offers no feed and no sitemap, and shows no news"
        return Discovered(feeds=feeds, sitemap=sitemap, why=nothing, locked=locked)
    page = Page(
        url=answer.url,
        item=offered.item,
        title=offered.title,
        link=offered.link,
        date=offered.date,
        headlines=_lines(offered.headlines),
        refused=None if feeds else desk.refusal(answer.url),
    )
    return Discovered(feeds=feeds, page=page, sitemap=sitemap, locked=locked)


def _without_password(url: str) -> tuple[str, Access]:
    """Return an address without user and password, and these for its own origin."""
    try:
        parts = urlsplit(url)
        bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    except ValueError:
        return url, Access()
    if parts.username is None:
        return url, Access()
    return bare, Access(user=unquote(parts.username), password=unquote(parts.password or ""), origin=bare)


def _named(offered: tuple[tuple[str, str], ...], desk: _Desk) -> tuple[Feed, ...]:
    """Return the feeds that a page names, each once, those that hold entries first.

    Those of comments come only where there are no others; of two that tell the same the first.
    """
    found: dict[str, Feed] = {}
    told: list[frozenset[str]] = []
    for address, _ in offered[:_MOST_FEEDS]:
        tried = _try(address, desk)
        if tried and not (tried[1] and tried[1] in told):
            found.setdefault(tried[0].url, tried[0])
            told.append(tried[1])
    news = [one for one in found.values() if not parse.is_of_comments(f"{one.url} {one.title}")]
    return tuple(sorted(news or found.values(), key=lambda feed: not feed.entries))


def _guessed(guesses: tuple[str, ...], desk: _Desk) -> tuple[Feed, ...]:
    """Return the first feed of those that may be there: a host is asked no more than it takes."""
    for address in guesses:
        if tried := _try(address, desk):
            return (tried[0],)
    return ()


def _sitemap(url: str, desk: _Desk) -> Sitemap | None:
    """Return the site's news sitemap, else another: as its robots.txt names it, or where it often is."""
    robots = desk.get(urljoin(url, "/robots.txt"))
    said = robots.body.decode("utf-8", "replace") if isinstance(robots, Fetched) else ""
    candidates = dict.fromkeys((*_addresses(url, said), *(urljoin(url, path) for path in _WELL_KNOWN)))
    found = [one for address in list(candidates)[:_MOST] if (one := _try_sitemap(address, desk))]
    return max(found, key=lambda one: (bool(one.headlines), one.pages), default=None)


def _addresses(url: str, robots: str) -> Iterator[str]:
    """Yield the addresses of the sitemaps that a robots.txt names."""
    for address in _NAMED.findall(robots):
        try:
            yield urljoin(url, address)
        except ValueError:
            continue


def _try_sitemap(url: str, desk: _Desk) -> Sitemap | None:
    address: str | None = url
    for _ in range(desk.tools.limits.indexes):
        answer = desk.get(address) if address else None
        if not isinstance(answer, Fetched):
            return None
        try:
            parsed = desk.tools.workers.run(parse.sitemap, answer.body, url=answer.url)
        except AggregatorError:
            return None
        if parsed and parsed.entries:
            headlines = _lines(tuple(entry.title.value for entry in parsed.entries if entry.title))
            refused = desk.refusal(url)
            return Sitemap(url=url, pages=len(parsed.entries), headlines=headlines, refused=refused)
        address = parsed.next if parsed else None
    return None


def _try(url: str, desk: _Desk) -> tuple[Feed, frozenset[str]] | None:
    answer = desk.get(url)
    return _feed(answer, desk) if isinstance(answer, Fetched) else None


def _feed(answer: Fetched, desk: _Desk) -> tuple[Feed, frozenset[str]] | None:
    """Return the feed that came, with the links of its entries; ``None`` where it is none."""
    try:
        parsed: Parsed = desk.tools.workers.run(
            parse.feed, answer.body, url=answer.url, content_type=answer.content_type, seen=frozenset()
        )
    except AggregatorError:
        return None  # no feed, which is what was asked
    links = frozenset(entry.link for entry in parsed.entries if entry.link)
    (title,) = _lines((parsed.title or "",))
    return Feed(url=answer.url, title=title, entries=len(parsed.entries) + parsed.known), links


def _lines(said: tuple[str, ...]) -> tuple[str, ...]:
    """Return what strangers wrote as it may be shown, each in one line."""
    return tuple(hygiene.line(one, limit=_LONGEST) for one in said)
