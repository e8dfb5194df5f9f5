"""Finds out how a site may be polled.

::

    address → FETCH → a feed? → what the page offers, or the page that it sends its readers on to
            → is each feed one? → the page of news that its links lead to → its sitemaps → proposals
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urljoin, urlsplit

from aggregator import parse
from aggregator.errors import AggregatorError
from aggregator.fetch import words
from aggregator.jobs.asking import Desk, lasting, without_password
from aggregator.jobs.discovered import Discovered, Page, Sitemap
from aggregator.jobs.line import Tools
from aggregator.jobs.newest import is_old, newest
from aggregator.jobs.trying import Feeds, Tried, line, read
from aggregator.model import Failed, Fetched
from aggregator.parse.proposals import Proposed

_NAMED = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_WELL_KNOWN = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_index.xml", "/sitemap.xml")
_MOST = 8
"""Sitemaps that are tried."""
_HOME = re.compile(
    r"(?:/[a-z]{2}(?:[-_][a-z]{2})?)?(?:/(?:index|home|start|default|main|startseite|accueil|inicio)?(?:\.\w+)?)?",
    re.IGNORECASE | re.ASCII,
)
"""Paths of the pages on which sites begin, in one of their languages perhaps."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Seen:
    """What came: a feed, or a page and what it ``offered``; ``url`` is its address, ``base`` its links'.

    ``newest`` is the day of the newest that the page shows.
    """

    url: str
    base: str
    offered: Proposed | None = None
    own: Tried | None = None
    newest: date | None = None

    @property
    def headlines(self) -> tuple[str, ...]:
        """What the page shows as news, else the headings of sections that may be some."""
        return (self.offered.headlines or self.offered.sections) if self.offered else ()

    @property
    def is_bare(self) -> bool:
        """Whether it holds neither news nor the address of a feed."""
        offered = self.offered
        return offered is not None and not (offered.feeds or offered.shown or self.headlines)

    @property
    def is_sure(self) -> bool:
        """Whether it is a feed, names one, or shows news with dates."""
        return bool(self.own or self.newest or (self.offered and self.offered.feeds))


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
    url, access = without_password(url)
    desk = Desk(tools=tools, access=access, resting=resting)
    seen = _look(url, desk)
    if isinstance(seen, str):
        return Discovered(site=url, why=seen)
    if seen.is_bare:
        seen = _onward(seen, desk)
    feeds, shows = Feeds(desk=desk), seen
    _take(seen, feeds)
    if seen.offered and all(one.is_stale for one in feeds.best()) and (further := _news(seen, desk)):
        _take(further, feeds)
        shows = further if _shows_more(further, seen) else seen
    feeds.say_others()
    if seen.offered and not feeds.best():
        feeds.guess(seen.offered.guesses)
    return _found(seen, shows, feeds, desk, site=url)


def _found(seen: _Seen, shows: _Seen, feeds: Feeds, desk: Desk, *, site: str) -> Discovered:
    """Return what was found: feeds, the news that ``shows`` shows, and where there are no feeds sitemaps."""
    best = feeds.best()
    sitemap = None if best else _sitemap(seen.base, desk)
    page = _page(shows)
    why = None if best or sitemap or page else _nothing(seen, desk)
    locked = desk.access.user is not None
    found = Discovered(site=site, feeds=best, page=page, sitemap=sitemap, why=why, locked=locked)
    if page and found.wants_page:
        found = replace(found, page=replace(page, refused=desk.refusal(page.url)))
    return replace(found, notes=desk.said())


def _take(seen: _Seen, feeds: Feeds) -> None:
    """Take the feed that came, or those of what the page offers that are feeds."""
    if seen.own:
        feeds.add(seen.own)
    if seen.offered:
        feeds.try_offered(seen.offered, url=seen.base)


def _look(url: str, desk: Desk, *, respect_robots: bool = False) -> _Seen | str:
    """Return what is at an address, or why nothing can be seen there."""
    answer = desk.get(url, respect_robots=respect_robots)
    if isinstance(answer, Failed):
        return answer.why
    address = lasting(url, answer)
    own = read(address, answer, desk)
    if isinstance(own, Tried):
        return _Seen(url=address, base=answer.url, own=own)
    said = {"url": answer.url, "content_type": answer.content_type, "links": answer.links}
    try:
        offered = desk.tools.workers.run(parse.propose, answer.body, **said)
    except AggregatorError as error:
        return f"{words.shown(url)} cannot be read: {error}"
    day = newest(offered.dates, desk, language=offered.language)
    return _Seen(url=address, base=answer.url, offered=offered, newest=day)


def _onward(seen: _Seen, desk: Desk) -> _Seen:
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


def _news(seen: _Seen, desk: Desk) -> _Seen | None:
    """Return the page of news that a page without any has a link to: of two the one with dates or feeds.

    A home page may show what has no dates, or old ones, and is no news; another page was asked for as it is.
    """
    offered = seen.offered
    if offered is None or (seen.newest and not is_old(seen.newest, desk)):
        return None
    if offered.headlines and not _HOME.fullmatch(urlsplit(seen.base).path):
        return None
    ways: list[tuple[_Seen, str]] = []
    for link in offered.news:
        further = _look(link.url, desk, respect_robots=True)
        to, of = words.shown(link.url), f"to which {words.shown(seen.url)} has a link, “{line(link.words)}”"
        if isinstance(further, str):
            if not desk.resting:
                desk.notes.append(f"what may be the page of news cannot be seen: {further}")
        elif further.is_bare:
            desk.notes.append(
                f"no news are found on {to}, {of}: say with item, title and link where they are"
            )
        elif further.is_sure or not offered.headlines:
            ways.append((further, f"the page of news is {to}, {of}"))
            if further.is_sure:
                break
    if not ways:
        return None
    best, note = max(ways, key=lambda way: way[0].is_sure)
    desk.notes.append(note)
    return best


def _shows_more(further: _Seen, seen: _Seen) -> bool:
    """Say whether what a page leads to shows news, newer ones or with dates if the page itself shows any."""
    if seen.offered is None or not further.headlines:
        return False
    if further.newest is None:
        return not seen.offered.headlines
    return seen.newest is None or further.newest > seen.newest


def _page(seen: _Seen) -> Page | None:
    if (offered := seen.offered) is None or not seen.headlines:
        return None
    return Page(
        url=seen.url,
        item=offered.item,
        title=offered.title,
        link=offered.link,
        date=offered.date,
        split=offered.split,
        group=offered.group,
        headlines=tuple(map(line, seen.headlines)),
        newest=seen.newest,
    )


def _nothing(seen: _Seen, desk: Desk) -> str:
    """Return that nothing was found; where a host wanted to be left alone nobody knows."""
    shown, why = words.shown(seen.url), seen.offered.why if seen.offered else None
    if desk.resting:
        return f"of {shown} nothing was found yet"
    return f"{shown} offers no feed and no sitemap, and shows no news" + (f": {why}" if why else "")


def _sitemap(url: str, desk: Desk) -> Sitemap | None:
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


def _try_sitemap(url: str, desk: Desk) -> Sitemap | None:
    address: str | None = url
    for _ in range(desk.tools.limits.indexes):
        answer = desk.get(address, respect_robots=True) if address else None
        if not isinstance(answer, Fetched):
            return None
        try:
            parsed = desk.tools.workers.run(parse.sitemap, answer.body, url=answer.url)
        except AggregatorError:
            return None
        if parsed and parsed.entries:
            headlines = tuple(line(entry.title.value) for entry in parsed.entries if entry.title)
            refused = desk.refusal(url)
            return Sitemap(url=url, pages=len(parsed.entries), headlines=headlines, refused=refused)
        address = parsed.next if parsed else None
    return None
