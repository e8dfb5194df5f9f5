"""Finds out how a site may be polled.

::

    address → FETCH → a feed? → what the page offers, or the page that it sends its readers on to
            → is each feed one? → its sitemaps → proposals
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin, urlsplit

from aggregator import parse
from aggregator.errors import AggregatorError
from aggregator.fetch import addresses, words
from aggregator.jobs.discovered import Discovered, Feed, Page, Sitemap
from aggregator.jobs.line import Tools
from aggregator.model import Access, Failed, Fetched, Parsed, Request
from aggregator.parse.proposals import Proposed
from aggregator.refine import hygiene

_NAMED = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_WELL_KNOWN = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_index.xml", "/sitemap.xml")
_MOST = 8
"""Sitemaps that are tried."""
_MOST_FEEDS = 10
"""Feeds that are tried of those which a page names."""
_TOO_MANY = 429
_LONGEST = 300
"""Characters that are shown of a title."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Desk:
    """What looking works with; ``resting`` are the hosts that have had enough, each with what it said."""

    tools: Tools
    access: Access
    resting: dict[str, str]
    notes: list[str] = field(default_factory=list)

    def get(self, url: str, *, respect_robots: bool = False) -> Fetched | Failed:
        host = addresses.host(url)
        if host in self.resting:
            return Failed(source="discover", at=self.tools.clock(), why=self.resting[host], unasked=True)
        request = Request(source="discover", url=url, access=self.access, respect_robots=respect_robots)
        answer = self.tools.fetcher.get(request)
        if isinstance(answer, Failed) and _has_had_enough(answer):
            self.resting[host] = (
                f"{host} wants to be asked more rarely and was asked no more, so this may not be all: "
                f"try again later ({answer.why})"
            )
        return answer

    def refusal(self, url: str) -> str | None:
        """Return why a source at ``url`` that heeds robots.txt would not be read, though it is there."""
        answer = self.get(url, respect_robots=True)
        return answer.why if isinstance(answer, Failed) and not answer.unasked else None

    def said(self) -> tuple[str, ...]:
        """Return all that is to be said besides what was found."""
        return (*self.notes, *self.resting.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class _Tried:
    """A feed that was tried, with the links of its entries, by which two that tell the same are known."""

    feed: Feed
    links: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Seen:
    """What came: a feed, or a page and what it ``offered``; ``url`` is its address, ``base`` its links'."""

    url: str
    base: str
    feed: Feed | None = None
    offered: Proposed | None = None

    @property
    def is_bare(self) -> bool:
        """Whether it holds neither news nor the address of a feed."""
        return self.offered is not None and not self.offered.feeds and not self.offered.headlines


def discover(url: str, tools: Tools) -> Discovered:
    """Return the feeds that the site at ``url`` offers, or else selectors for the news on that page."""
    first, *others = [url] if "://" in url else [f"https://{url}", f"http://{url}"]
    resting: dict[str, str] = {}
    found = _discover(first, tools, resting)
    for other in others:
        again = found if found.offers else _discover(other, tools, resting)
        found = found if again.why else again
    return found


def _discover(url: str, tools: Tools, resting: dict[str, str]) -> Discovered:
    url, access = _without_password(url)
    desk = _Desk(tools=tools, access=access, resting=resting)
    seen = _look(url, desk)
    if isinstance(seen, str):
        return Discovered(why=seen)
    if seen.is_bare:
        seen = _onward(seen, desk)
    locked = access.user is not None
    if seen.offered is None:
        return Discovered(feeds=(seen.feed,) if seen.feed else (), locked=locked, notes=desk.said())
    feeds = _named(seen.offered.feeds, desk) or _guessed(seen.offered.guesses, desk)
    sitemap = None if feeds else _sitemap(seen.base, desk)
    page = _page(seen.url, seen.offered, desk, free=bool(feeds)) if seen.offered.headlines else None
    why = None if feeds or sitemap or page else _nothing(seen, desk)
    return Discovered(feeds=feeds, page=page, sitemap=sitemap, why=why, locked=locked, notes=desk.said())


def _look(url: str, desk: _Desk) -> _Seen | str:
    """Return what is at an address, or why nothing can be seen there."""
    answer = desk.get(url)
    if isinstance(answer, Failed):
        return answer.why
    address = _address(url, answer)
    own = _feed(address, answer, desk)
    if isinstance(own, _Tried):
        return _Seen(url=address, base=answer.url, feed=own.feed)
    said = {"url": answer.url, "content_type": answer.content_type, "links": answer.links}
    try:
        offered = desk.tools.workers.run(parse.propose, answer.body, **said)
    except AggregatorError as error:
        return f"{words.shown(url)} cannot be read: {error}"
    return _Seen(url=address, base=answer.url, offered=offered)


def _onward(seen: _Seen, desk: _Desk) -> _Seen:
    """Return what is where a page without news sends its readers; the page itself where that is no more."""
    unseen = []
    for address in seen.offered.onward if seen.offered else ():
        further = _look(address, desk)
        if isinstance(further, str):
            unseen.append(f"{words.shown(seen.url)} leads on to a page that cannot be seen: {further}")
        elif not further.is_bare:
            return further
    desk.notes.extend(unseen)
    return seen


def _page(url: str, offered: Proposed, desk: _Desk, *, free: bool) -> Page:
    """Return a page of news; where it is not ``free``, for it is to be polled, with why it would not be."""
    return Page(
        url=url,
        item=offered.item,
        title=offered.title,
        link=offered.link,
        date=offered.date,
        headlines=_lines(offered.headlines),
        refused=None if free else desk.refusal(url),
    )


def _nothing(seen: _Seen, desk: _Desk) -> str:
    """Return that nothing was found; where a host wanted to be left alone nobody knows."""
    shown, why = words.shown(seen.url), seen.offered.why if seen.offered else None
    if desk.resting:
        return f"of {shown} nothing was found yet"
    return f"{shown} offers no feed and no sitemap, and shows no news" + (f": {why}" if why else "")


def _has_had_enough(answer: Failed) -> bool:
    return not answer.unasked and (answer.status == _TOO_MANY or answer.retry_at is not None)


def _address(url: str, answer: Fetched) -> str:
    """Return where to ask next time: of redirects only those for good count (RFC 9110 §15.4)."""
    return answer.moved_to or str(addresses.read(url).with_fragment(None))


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


def _named(offered: tuple[str, ...], desk: _Desk) -> tuple[Feed, ...]:
    """Return the feeds that a page names, each once, those that hold entries first.

    Those of comments come only where there are no others; of two that tell the same the first.
    """
    found: dict[str, Feed] = {}
    told: list[frozenset[str]] = []
    others: list[str] = []
    for address in offered[:_MOST_FEEDS]:
        tried = _try(address, desk)
        if isinstance(tried, str):
            others.append(f"the page names {words.shown(address)} as a feed, but {tried}")
        elif tried and not (tried.links and tried.links in told):
            found.setdefault(tried.feed.url, tried.feed)
            told.append(tried.links)
    if not found:
        desk.notes.extend(others)
    news = [one for one in found.values() if not parse.is_of_comments(f"{one.url} {one.title}")]
    return tuple(sorted(news or found.values(), key=lambda feed: not feed.entries))


def _guessed(guesses: tuple[str, ...], desk: _Desk) -> tuple[Feed, ...]:
    """Return the first feed of those that may be there: a host is asked no more than it takes."""
    for address in guesses:
        answer = desk.get(address)
        tried = _feed(_address(address, answer), answer, desk) if isinstance(answer, Fetched) else None
        if isinstance(tried, _Tried):
            return (tried.feed,)
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


def _try(url: str, desk: _Desk) -> _Tried | str | None:
    """Return the feed at an address that a page names, or what came; a failure is noted."""
    answer = desk.get(url)
    if isinstance(answer, Fetched):
        return _feed(_address(url, answer), answer, desk)
    if not answer.unasked:
        desk.notes.append(f"the page names a feed that cannot be read now: {answer.why}")
    return None


def _feed(url: str, answer: Fetched, desk: _Desk) -> _Tried | str:
    """Return the feed that came from ``url``, or why what came is none."""
    try:
        parsed: Parsed = desk.tools.workers.run(
            parse.feed, answer.body, url=answer.url, content_type=answer.content_type, seen=frozenset()
        )
    except AggregatorError as error:
        return str(error)
    links = frozenset(entry.link for entry in parsed.entries if entry.link)
    (title,) = _lines((parsed.title or "",))
    return _Tried(feed=Feed(url=url, title=title, entries=len(parsed.entries) + parsed.known), links=links)


def _lines(said: tuple[str, ...]) -> tuple[str, ...]:
    """Return what strangers wrote as it may be shown, each in one line."""
    return tuple(hygiene.line(one, limit=_LONGEST) for one in said)
