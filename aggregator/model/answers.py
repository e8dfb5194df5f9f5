"""What came back when an address was asked: fetched, unchanged, or failed."""

from dataclasses import dataclass
from datetime import datetime

from aggregator.model.access import Access


@dataclass(frozen=True, kw_only=True, slots=True)
class Validators:
    """What a server said to ask with next time (RFC 9110 §8.8), kept exactly as it came.

    ``url`` is the address that said it, and that alone is told it; ``None`` is the one asked for.
    """

    etag: str | None = None
    last_modified: str | None = None
    url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One address to be fetched on behalf of a source; with a ``form`` that is posted to it.

    With ``respect_robots`` it is asked for only where the host's robots.txt (RFC 9309) lets us. What is
    ``local``, a ``file:`` address or a ``command`` and its arguments, lies on this machine: that is for
    sources to whom the operator allows it, never for an address that came from outside. A ``part`` of a
    source is not the address that the operator gave: an article's page, or where the source has moved to.
    A ``page`` is asked for as HTML before all else, where a server has the choice.
    """

    source: str
    url: str
    validators: Validators = Validators()
    access: Access = Access()
    respect_robots: bool = False
    form: tuple[tuple[str, str], ...] = ()
    local: bool = False
    command: tuple[str, ...] = ()
    part: bool = False
    page: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """A body that came back; ``url`` is the final address, ``content_type`` the raw header.

    ``fresh_until`` is the time before which the server says that asking again is of no use;
    ``moved_to`` is where it says that the address has moved for good; ``notes`` say what the operator
    should know of the visit; ``links`` is the header Link (RFC 8288).
    """

    source: str
    at: datetime
    url: str
    status: int
    body: bytes
    content_type: str | None = None
    validators: Validators = Validators()
    fresh_until: datetime | None = None
    moved_to: str | None = None
    notes: tuple[str, ...] = ()
    links: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unchanged:
    """The server said that nothing has changed (304), or sent the same bytes as last time."""

    source: str
    at: datetime
    status: int
    validators: Validators = Validators()
    fresh_until: datetime | None = None
    moved_to: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Failed:
    """A stage could not do its work; ``why`` is one sentence that an operator can act on.

    ``retry_at`` is when the server wants to be asked again; ``gone`` says that it never will be there;
    ``private`` that it lies inside a network, where nothing is asked; ``forbidden`` that the host asks us not
    to read it; ``unasked`` that the host wants a rest, so that the source has not failed at all;
    ``offline`` that nobody can be reached from here, so that it is not to blame.
    """

    source: str
    at: datetime
    why: str
    status: int | None = None
    retry_at: datetime | None = None
    gone: bool = False
    private: bool = False
    forbidden: bool = False
    unasked: bool = False
    offline: bool = False
