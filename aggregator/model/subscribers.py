"""Who receives digests: a person's address, what the person wants, and the record of their consent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Standing = Literal["pending", "active", "unsubscribed", "suspended", "erased"]
"""Whether a person may be written to: only who is ``active`` is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Preferences:
    """What a subscriber wants; nothing said means all of it, as each issue comes.

    ``digests``, ``societies`` and ``topics`` hold keys. ``monthly`` puts one mail a month in place of
    each issue. ``language`` is that of the fixed words, ``None`` for the digest's own.
    """

    digests: tuple[str, ...] = ()
    societies: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    monthly: bool = False
    language: str | None = None
    plain: bool = False

    def wants(self, digest: str) -> bool:
        """Whether the issues of ``digest`` are wanted."""
        return not self.digests or digest in self.digests


ANYTHING = Preferences()
"""The wish of who said nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Consent:
    """How a person agreed: when, from which network (shortened), to which text, in which form."""

    at: datetime
    text: str
    form: str
    network: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscriber:
    """A person's address and whether it may be written to; ``why`` says what put them where they are."""

    id: str
    address: str
    name: str | None
    state: Standing
    since: datetime
    preferences: Preferences = ANYTHING
    why: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """A mail to one person because of what they asked for: to confirm, to reach their preferences.

    ``address`` is where it goes, and for a change of address the new one. ``asked`` is the consent
    and the preferences that confirming puts into force.
    """

    id: str
    kind: Literal["confirm", "known", "link", "move"]
    subscriber: str
    address: str
    at: datetime
    consent: Consent | None = None
    preferences: Preferences = ANYTHING
    state: Literal["queued", "sending", "sent", "failed", "used"] = "queued"
    attempts: int = 0
    answer: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Suppression:
    """An address or a domain (``@example.org``) that no mail goes to, and why."""

    value: str
    reason: Literal["bounced", "complained", "erased", "operator"]
    at: datetime
    note: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounce:
    """What came back of a message; ``id`` is the hash of what brought it, so that none counts twice.

    ``status`` is the enhanced status code (RFC 3463), ``why`` the words that came with it, ``raw``
    the message as evidence.
    """

    id: str
    subscriber: str | None
    at: datetime
    kind: Literal["hard", "soft", "complaint"]
    why: str
    status: str | None = None
    message_id: str | None = None
    raw: bytes | None = None
