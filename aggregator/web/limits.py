"""The bounds of serving, each named, with its unit."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How much a visitor may ask of the server, and how much is shown at once."""

    connections: int = 500
    """Open connections; another one is told to come again (503)."""
    keep_alive: int = 15
    """Seconds that a connection may be idle between two requests."""
    header_seconds: float = 20
    """Seconds that a request may take to say what it wants."""
    header_bytes: int = 16_384
    """Bytes of a request's line and headers."""
    body_seconds: float = 10
    """Seconds that a request's body may take to come."""
    body_bytes: int = 16_384
    """Bytes of a request's body: a form with one button."""
    push_bytes: int = 2_000_000
    """Bytes of what a hub sends: the news of a feed."""
    stalled_seconds: float = 30
    """Seconds that a visitor may take none of an answer."""
    shutdown: int = 5
    """Seconds that answers under way may take to end when the server stops."""
    front_stories: int = 30
    """Stories on a page."""
    story_bytes: int = 30_000
    """Bytes of stories on a page, as they stand in its markup: with them a page is under 50 KB."""
    summary: int = 300
    """Characters of a summary on a page."""
    query: int = 200
    """Characters of a search."""
    hits: int = 20
    """Hits on a page of a search."""
    search_days: int = 90
    """Days back from which a search's feed tells."""
    revisions: int = 5
    """Earlier wordings of a story that its page shows."""
    title: int = 200
    """Characters of a headline on a page of many."""
    voices: int = 6
    """Further voices of a story that are named on a page of many."""
    reach: int = 300
    """Newest stories at hand, from which languages and each society's latest are told."""
    pages: int = 10_000
    """Pages that one may leaf through."""
    leaves: int = 32
    """Pages' worth of older stories kept at hand."""
    refresh_seconds: float = 30
    """Seconds after which the store is asked again for the newest stories."""
    documents: int = 64
    """Documents kept ready to be served, the longest unused going first."""
    answers: int = 64
    """Answers for the combined feed kept ready, by what readers ask with."""
    versions: int = 8
    """Earlier versions of a feed from which a reader is told only what is new (RFC 3229)."""


DEFAULT = Limits()
