"""A feed as its readers know it, whatever the format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aggregator.model import Imprint
from aggregator.publish.history import Deleted
from aggregator.publish.pictures import Copies, Pictures, no_copies

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without entries was last changed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """The feed as its readers know it; ``url`` is its own address, ``authority`` the host that names it.

    ``part`` names what it holds of all the news, as ``societies/esr``, and ``page`` is the page that
    shows the same; without them it is the combined feed, shown by ``site_url``. ``contact`` is an
    address for mail. ``links`` are further links of the feed as pairs of relation and address: its
    WebSub hubs, and the pages before and after (RFC 5005). ``pictures`` says what stands in place of
    those in the texts, ``copies`` gives those that we serve ourselves. ``imprints`` are what the feeds of
    sources say of themselves, by the sources' keys. ``is_archive`` says that the document is one of an
    archived feed, ``deleted`` what it no longer holds because it is no more.
    """

    title: str
    url: str
    site_url: str
    author: str
    language: str
    authority: str
    part: str = ""
    page: str | None = None
    contact: str | None = None
    links: tuple[tuple[str, str], ...] = ()
    pictures: Pictures = "link"
    copies: Copies = no_copies
    imprints: Mapping[str, Imprint] = field(default_factory=dict)
    is_archive: bool = False
    deleted: tuple[Deleted, ...] = ()

    @property
    def id(self) -> str:
        """The feed's ``tag:`` URI (RFC 4151), the same whatever its title and address."""
        return f"tag:{self.authority},2026:feed" + (f"/{self.part}" if self.part else "")

    @property
    def home(self) -> str:
        """The page that shows what the feed holds."""
        return self.page or self.site_url
