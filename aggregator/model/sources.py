"""Who speaks and where: what the configuration says of societies, topics and sources."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from aggregator.model.access import Access

OPML_NAMESPACE: Final = "urn:x-aggregator:opml"
"""Of the attributes by which our lists of sources carry what OPML has no word for: keys and acronyms."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Society:
    """An organisation that speaks; a section of the digest. ``weight`` is how much its stories count."""

    key: str
    name: str
    acronym: str
    url: str | None = None
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """A label given to items whose title or text holds one of the words of ``match``."""

    key: str
    name: str
    match: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleRule:
    """CSS selectors for an article page; what is ``None`` is found without a selector."""

    body: str | None = None
    title: str | None = None
    date: str | None = None
    author: str | None = None
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PageRule:
    """CSS selectors for a list page, relative to each ``item``; what is ``None`` is found without one.

    With ``split`` the page has no list: each heading that it selects begins a piece of news, under
    the heading that ``group`` selects. ``next`` selects the link to the list's next page, of which
    ``pages`` are read in all.
    """

    item: str | None = None
    title: str | None = None
    link: str | None = None
    date: str | None = None
    summary: str | None = None
    image: str | None = None
    split: str | None = None
    group: str | None = None
    next: str | None = None
    pages: int = 1
    article: ArticleRule = ArticleRule()


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One address that is polled; ``key`` stays when the address changes.

    ``between`` are the shortest and the longest interval of a source that is polled by its own
    rhythm; ``interval`` is then what it begins with. Without ``stories`` its items are never joined with
    those of other sources. A source that is a ``command``, or whose ``url`` is a ``file:``, lies on
    this machine.
    """

    key: str
    society: str
    kind: Literal["feed", "page"]
    url: str
    interval: timedelta = timedelta(hours=1)
    between: tuple[timedelta, timedelta] | None = None
    backlog: timedelta = timedelta(days=14)
    language: str | None = None
    timezone: str | None = None
    date_format: str | None = None
    topics: tuple[str, ...] = ()
    stories: bool = True
    page: PageRule = PageRule()
    respect_robots: bool = True
    access: Access = Access()
    command: tuple[str, ...] = ()

    @property
    def local(self) -> bool:
        """Whether it lies on this machine."""
        return bool(self.command) or self.url.startswith("file:")
