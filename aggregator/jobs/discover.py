"""Finds out how a site may be polled.

::

    address → FETCH → a feed? → what the page offers → is each feed one? → proposals
"""

from dataclasses import dataclass

from aggregator import parse
from aggregator.errors import AggregatorError
from aggregator.jobs.line import Tools
from aggregator.model import Failed, Fetched, Parsed, Request


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A feed that answers now: its address, its title and how many entries it holds."""

    url: str
    title: str
    entries: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page of news: its address, selectors for its items, and the headlines that they give now."""

    url: str
    item: str
    title: str | None
    date: str | None
    headlines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Discovered:
    """How a site may be polled, the best first; ``why`` says why nothing was found."""

    feeds: tuple[Feed, ...] = ()
    page: Page | None = None
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
    named = [found for address, _ in offered.feeds if (found := _try(address, tools))]
    feeds = named or [found for address in offered.guesses if (found := _try(address, tools))][:1]
    if offered.item is None:
        return Discovered(
            feeds=tuple(feeds), why=None if feeds else f"{url} offers no feed and shows no news"
        )
    page = Page(
        url=answer.url,
        item=offered.item,
        title=offered.title,
        date=offered.date,
        headlines=offered.headlines,
    )
    return Discovered(feeds=tuple(feeds), page=page)


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
