"""What was found out of how a site may be polled."""

from dataclasses import dataclass


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

    ``notes`` say what keeps more from being known of it: feeds that it names and that cannot be read.
    Where it is ``locked`` its sources want the user and password that were given with the address.
    """

    feeds: tuple[Feed, ...] = ()
    page: Page | None = None
    sitemap: Sitemap | None = None
    why: str | None = None
    locked: bool = False
    notes: tuple[str, ...] = ()

    @property
    def offers(self) -> bool:
        """Whether there is anything to be polled."""
        return bool(self.feeds or self.page or self.sitemap)
