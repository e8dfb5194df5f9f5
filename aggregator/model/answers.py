"""What came back when an address was asked: fetched, unchanged, or failed."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Validators:
    """What a server said to ask with next time (RFC 9110 §8.8), kept exactly as it came."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One address to be fetched on behalf of a source."""

    source: str
    url: str
    validators: Validators = Validators()


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """A body that came back; ``url`` is the final address, ``content_type`` the raw header."""

    source: str
    at: datetime
    url: str
    status: int
    body: bytes
    content_type: str | None = None
    validators: Validators = Validators()


@dataclass(frozen=True, kw_only=True, slots=True)
class Unchanged:
    """The server said that nothing has changed (304), or sent the same bytes as last time."""

    source: str
    at: datetime
    status: int
    validators: Validators = Validators()


@dataclass(frozen=True, kw_only=True, slots=True)
class Failed:
    """A stage could not do its work; ``why`` is one sentence that an operator can act on."""

    source: str
    at: datetime
    why: str
    status: int | None = None
    retry_at: datetime | None = None
