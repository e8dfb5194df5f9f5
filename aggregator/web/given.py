"""What a library gives to pages beside stories: visits to sources, leaves of stories, hits of a search."""

from dataclasses import dataclass
from datetime import datetime

from aggregator.model import Poll, Source, Story
from aggregator.store.search import Hit


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """A source, its last poll if it has had one, and since when it cannot be read if it can't."""

    source: Source
    poll: Poll | None
    failing_since: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaf:
    """One of the pages that stories are divided into, counted from 1."""

    stories: tuple[Story, ...]
    number: int
    is_last: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A page of what was searched for: each story with its best hit."""

    hits: tuple[tuple[Hit, Story], ...]
    number: int
    is_last: bool
