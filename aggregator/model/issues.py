"""What goes out: issues with their articles, and what became of each message."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from aggregator.model.subscribers import ANYTHING, Preferences


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """A story's place in an issue, with the words that are printed.

    ``item`` is the one that tells it, ``None`` where the editor wrote it. ``note`` is the editor's. In a
    draft ``since`` is when the story was first seen, ``told`` the fingerprint of what its source says now,
    and ``outdated`` says that this has changed since the editor wrote.
    """

    story: str
    item: str | None
    section: str
    title: str
    html: str
    text: str
    link: str | None
    date: datetime
    dated: bool
    language: str | None
    also: tuple[str, ...] = ()
    note: str | None = None
    since: datetime | None = None
    told: str | None = None
    outdated: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A heading of an issue (a society or a topic) and its articles, in order."""

    key: str
    name: str
    acronym: str | None
    articles: tuple[Article, ...]


State = Literal["draft", "approved", "frozen", "sending", "sent", "discarded"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Issue:
    """One edition of a digest; ``html`` and ``plain`` are there once it is frozen, and never change then."""

    digest: str
    number: int
    state: State
    at: datetime
    title: str
    language: str
    timezone: str
    intro: str | None
    banner: str | None
    sections: tuple[Section, ...]
    subject: str | None = None
    html: str | None = None
    plain: str | None = None

    @property
    def key(self) -> str:
        """The issue's name in addresses and messages, as ``weekly-12``."""
        return f"{self.digest}-{self.number}"

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles in printed order."""
        return tuple(article for section in self.sections for article in section.articles)


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One issue on its way to one subscriber, who gets the edition that the ``preferences`` ask for."""

    issue: str
    subscriber: str
    address: str
    state: Literal["queued", "sending", "sent", "deferred", "failed", "in doubt"]
    attempts: int
    message_id: str
    answer: str | None = None
    next_at: datetime | None = None
    changed_at: datetime | None = None
    preferences: Preferences = ANYTHING


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """The server took the message; ``answer`` is what it said."""

    answer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Later:
    """The message may go at another time."""

    at: datetime
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Never:
    """The server refused for good; ``is_bounce`` where it said that there is no such mailbox."""

    why: str
    is_bounce: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Unknown:
    """The message was handed over, and no answer came."""

    why: str


Outcome = Sent | Later | Never | Unknown
