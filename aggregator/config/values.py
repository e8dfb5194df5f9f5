"""What a site's configuration says, as the values that the rooms take."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

from aggregator.deliver import Rates, Server
from aggregator.deliver.returned import Place
from aggregator.digest.colours import Style
from aggregator.errors import UsageError
from aggregator.jobs.tidy import Retention
from aggregator.model import Digest, Society, Source, Topic


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteSettings:
    """The site as its readers know it."""

    title: str
    url: str
    language: str
    timezone: str
    contact: str | None

    @property
    def authority(self) -> str:
        """The host of its address."""
        return urlsplit(self.url).hostname or "localhost"

    @property
    def is_local(self) -> bool:
        """Whether its address is this machine's alone, so that nobody outside can reach it."""
        host = self.authority
        return host == "localhost" or host.startswith("127.") or host == "::1"


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchSettings:
    """How the site's sources are asked."""

    timeout: timedelta
    poll_timeout: timedelta
    max_bytes: int
    user_agent: str
    gap: timedelta
    allow_private_addresses: bool
    hosts: Mapping[str, str]
    websub: bool = True
    authorities: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedSettings:
    """What is published: the combined feed's title and length, and what becomes of pictures.

    ``hubs`` are told when it has changed (WebSub).
    """

    title: str
    entries: int
    pictures: Literal["omit", "link", "serve"] = "link"
    hubs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class MailSettings:
    """Where mail goes and who it is from; the password never stands in a file."""

    server: Server
    sender: str
    reply_to: str | None
    bounce: str | None
    returns: Place | None
    dkim_key: str | None
    dkim_selector: str
    dkim_domain: str | None
    connections: int
    rates: Rates
    in_doubt: Literal["retry", "hold"]
    postal_address: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class WebSettings:
    """Where the daemon listens."""

    host: str
    port: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Configuration:
    """All that a site's ``sources.toml`` says, checked; ``mail`` is ``None`` where none is to be sent.

    ``doubts`` tell what is hardly meant as it is said, each with its place.
    """

    site: SiteSettings
    store_url: str
    revisions: int
    retention: Retention
    fetch: FetchSettings
    feed: FeedSettings
    mail: MailSettings | None
    web: WebSettings
    societies: Mapping[str, Society]
    sources: Mapping[str, Source]
    topics: Mapping[str, Topic]
    digests: Mapping[str, Digest]
    styles: Mapping[str, Style]
    secret_key: str | None = field(default=None, repr=False)
    doubts: tuple[str, ...] = ()

    def digest(self, key: str) -> Digest:
        """Return a digest by key; raises ``UsageError`` with the known ones."""
        if key not in self.digests:
            known = ", ".join(self.digests) or "none: add a [[digest]] to sources.toml"
            raise UsageError(f"there is no digest {key!r}; there is: {known}")
        return self.digests[key]

    def chosen_sources(self, keys: list[str]) -> list[Source]:
        """Return the named sources, or all of them; raises ``UsageError`` for an unknown one."""
        unknown = [key for key in keys if key not in self.sources]
        if unknown:
            raise UsageError(
                f"there is no source {unknown[0]!r} in sources.toml; `aggregator check` lists them"
            )
        return [self.sources[key] for key in keys] if keys else list(self.sources.values())
