"""Asks hosts for what ``discover`` looks at, and no more once they have had enough."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from aggregator.fetch import addresses
from aggregator.jobs.line import Tools
from aggregator.model import Access, Failed, Fetched, Request

_TOO_MANY = 429


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What looking works with; ``resting`` are the hosts that have had enough, each with what it said."""

    tools: Tools
    access: Access
    resting: dict[str, str]
    notes: list[str] = field(default_factory=list)

    def get(self, url: str, *, respect_robots: bool = False) -> Fetched | Failed:
        """Return what comes from an address, asked for once.

        What the operator names, or a page as its feed, is asked for as a person would; what is but likely
        to be there should ``respect_robots``.
        """
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


def lasting(url: str, answer: Fetched) -> str:
    """Return where to ask next time: of redirects only those for good count (RFC 9110 §15.4)."""
    return answer.moved_to or str(addresses.read(url).with_fragment(None))


def without_password(url: str) -> tuple[str, Access]:
    """Return an address without user and password, and these for its own origin."""
    try:
        parts = urlsplit(url)
        bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    except ValueError:
        return url, Access()
    if parts.username is None:
        return url, Access()
    return bare, Access(user=unquote(parts.username), password=unquote(parts.password or ""), origin=bare)


def _has_had_enough(answer: Failed) -> bool:
    return not answer.unasked and (answer.status == _TOO_MANY or answer.retry_at is not None)
