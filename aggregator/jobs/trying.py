"""Tries whether what may be feeds are such."""

from collections import deque
from dataclasses import dataclass, field

from aggregator import parse
from aggregator.errors import AggregatorError
from aggregator.fetch import addresses, words
from aggregator.jobs.asking import Desk, lasting
from aggregator.jobs.discovered import Feed
from aggregator.jobs.newest import is_old, newest
from aggregator.model import Fetched, Parsed
from aggregator.parse.proposals import Proposed
from aggregator.refine import hygiene

_MOST = 10
"""Feeds that are tried of those which a page names."""
_MOST_LISTS = 2
"""Pages that are looked at for the feeds that they list, of those which a page shows as feeds."""
_LONGEST = 300
"""Characters that are shown of a title."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """A feed that was tried, with the links of its entries, by which two that tell the same are known."""

    feed: Feed
    links: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Feeds:
    """The feeds that were found, each once; no address is tried twice."""

    desk: Desk
    _found: dict[str, Feed] = field(default_factory=dict)
    _told: list[frozenset[str]] = field(default_factory=list)
    _asked: set[str] = field(default_factory=set)
    _others: list[str] = field(default_factory=list)

    def best(self) -> tuple[Feed, ...]:
        """Return those of news, else those of comments: first those that hold entries, the living before."""
        news = [one for one in self._found.values() if not parse.is_of_comments(f"{one.url} {one.title}")]
        return tuple(sorted(news or self._found.values(), key=lambda feed: (not feed.entries, feed.is_stale)))

    def add(self, tried: Tried) -> None:
        """Take a feed; of two that tell the same the first."""
        if not (tried.links and tried.links in self._told):
            self._found.setdefault(tried.feed.url, tried.feed)
            self._told.append(tried.links)

    def try_offered(self, offered: Proposed, *, url: str) -> None:
        """Try what the page at ``url`` names as feeds or shows as such, and what is listed there."""
        waiting = deque([*((one, False) for one in offered.feeds), *((one, True) for one in offered.shown)])
        tries = lists = 0
        while waiting and tries < _MOST:
            address, is_shown = waiting.popleft()
            if address in self._asked:
                continue
            self._asked.add(address)
            tries += 1
            answer = self._answer(address)
            tried = read(lasting(address, answer), answer, self.desk) if answer else None
            if isinstance(tried, Tried):
                self.add(tried)
            elif answer and tried:
                self._others.append(f"the page names {words.shown(address)} as a feed, but {tried}")
                if is_shown and lists < _MOST_LISTS and _site(address) == _site(url):
                    lists += 1
                    waiting.extendleft((one, False) for one in reversed(_listed(answer, self.desk)))
        if untried := [one for one, is_shown in waiting if not is_shown and one not in self._asked]:
            first, more = words.shown(untried[0]), f" and {len(untried) - 1} more" * (len(untried) > 1)
            self.desk.notes.append(f"it names more feeds than are tried at once: {first}{more} were not")

    def say_others(self) -> None:
        """Note what came in place of feeds, where there are none."""
        if not self._found:
            self.desk.notes.extend(self._others)

    def guess(self, guesses: tuple[str, ...]) -> None:
        """Take the first feed of those that may be there: a host is asked no more than it takes."""
        for address in guesses:
            answer = self.desk.get(address, respect_robots=True)
            tried = read(lasting(address, answer), answer, self.desk) if isinstance(answer, Fetched) else None
            if isinstance(tried, Tried):
                self.add(tried)
                return

    def _answer(self, url: str) -> Fetched | None:
        """Return what comes from an address that a page names as a feed; a failure is noted."""
        answer = self.desk.get(url)
        if isinstance(answer, Fetched):
            return answer
        if not answer.unasked:
            self.desk.notes.append(f"the page names a feed that cannot be read now: {answer.why}")
        return None


def read(url: str, answer: Fetched, desk: Desk) -> Tried | str:
    """Return the feed that came from ``url``, or why what came is none."""
    try:
        parsed: Parsed = desk.tools.workers.run(
            parse.feed, answer.body, url=answer.url, content_type=answer.content_type, seen=frozenset()
        )
    except AggregatorError as error:
        return str(error)
    day = newest([(*one.dates, *one.updates) for one in parsed.entries], desk, language=parsed.language)
    entries = len(parsed.entries) + parsed.known
    feed = Feed(
        url=url,
        title=line(parsed.title or ""),
        entries=entries,
        newest=day,
        is_stale=not entries or (day is not None and is_old(day, desk)),
    )
    return Tried(feed=feed, links=frozenset(entry.link for entry in parsed.entries if entry.link))


def _site(address: str) -> str:
    return addresses.host(address).removeprefix("www.")


def line(said: str) -> str:
    """Return what a stranger wrote as it may be shown, in one line."""
    return hygiene.line(said, limit=_LONGEST)


def _listed(answer: Fetched, desk: Desk) -> tuple[str, ...]:
    """Return the feeds that a page which was shown as one lists."""
    try:
        offered: Proposed = desk.tools.workers.run(
            parse.propose, answer.body, url=answer.url, content_type=answer.content_type, links=answer.links
        )
    except AggregatorError:
        return ()
    return (*offered.feeds, *offered.shown)
