"""What was found out of how a site may be polled."""

import datetime as dt
from dataclasses import dataclass

_BEHIND = dt.timedelta(days=30)
"""By how much what a page shows is newer than what a feed tells, where the feed tells something else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A feed that answers now: its address, its title, how many entries it holds, and the newest one's day.

    One ``is_stale`` that is empty, or whose newest entry is old.
    """

    url: str
    title: str
    entries: int
    newest: dt.date | None = None
    is_stale: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page of news: its address, selectors for its items, if any, and the headlines that it gives now.

    Its news are sections without links where ``split`` and ``group`` select their headings.
    ``newest`` is the newest one's day. ``refused`` says why it would not be polled as it is: its host's
    robots.txt.
    """

    url: str
    item: str | None
    title: str | None
    link: str | None
    date: str | None
    headlines: tuple[str, ...]
    split: str | None = None
    group: str | None = None
    newest: dt.date | None = None
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

    ``site`` is the address by which it was asked for, with the scheme that answered and without a password.
    ``notes`` say what keeps more from being known of it: feeds that it names and that cannot be read.
    Where it is ``locked`` its sources want the user and password that were given with the address.
    """

    site: str
    feeds: tuple[Feed, ...] = ()
    page: Page | None = None
    sitemap: Sitemap | None = None
    why: str | None = None
    locked: bool = False
    notes: tuple[str, ...] = ()

    @property
    def wants_page(self) -> bool:
        """Whether the page is to be polled: where there is no feed, or where all have fallen behind it."""
        if self.page is None or not all(feed.is_stale for feed in self.feeds):
            return False
        told = max((feed.newest for feed in self.feeds if feed.newest), default=None)
        return told is None or (self.page.newest is not None and self.page.newest - told > _BEHIND)

    @property
    def offers(self) -> bool:
        """Whether there is anything to be polled."""
        return bool(self.feeds or self.page or self.sitemap)
