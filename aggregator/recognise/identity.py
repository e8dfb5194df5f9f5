"""Says what a kept item is known by within its source, and what the source's guids have proved to be."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal, Self

from aggregator.model import Item

Guids = Literal["stable", "unstable", "unknown"]
"""What a source's guids have proved to be."""

_REMEMBERED = 1_024
"""Titles whose keys are kept at hand: an item's is asked for several times on its way."""
_PROVED = 5
"""How often guids must have stayed, or changed, before that is known of them."""


def proved(*, kept: int, changed: int) -> Guids:
    """Return what guids have proved to be that stayed so often with their items, and changed so often."""
    if changed >= _PROVED and changed > kept:
        return "unstable"
    return "stable" if kept >= _PROVED and kept > 10 * changed else "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What recognition needs of a kept item; ``published`` is ``None`` where the date was not found.

    ``raw_hash`` is that of the entry as it was last read.
    """

    id: str
    source: str
    story: str
    guid: str | None
    link: str | None
    canonical: str
    title: str
    title_key: str
    fingerprint: str
    raw_hash: str
    published: datetime | None
    first_seen: datetime

    @classmethod
    def of(cls, item: Item, story: str) -> Self:
        """Return what is to be known of ``item`` once it is kept in ``story``."""
        return cls(
            id=item.id,
            source=item.source,
            story=story,
            guid=item.guid,
            link=item.link,
            canonical=item.canonical,
            title=item.title,
            title_key=title_key(item),
            fingerprint=item.fingerprint,
            raw_hash=item.raw_hash,
            published=item.published.at if item.published else None,
            first_seen=item.first_seen,
        )

    def is_addressed_as(self, item: Item) -> bool:
        """Say whether ``item`` has the guid and link of this one."""
        return (item.guid, item.canonical) == (self.guid, self.canonical)

    def is_entry_of(self, item: Item) -> bool:
        """Say whether ``item`` was read from the same entry, byte for byte."""
        return (item.raw_hash, item.link, title_key(item)) == (self.raw_hash, self.link, self.title_key)


def title_key(item: Item) -> str:
    """Return what an item without guid and link is known by: its title and day, hashed."""
    return _title_key(item.title, item.published.at if item.published else None)


@lru_cache(_REMEMBERED)
def _title_key(title: str, published: datetime | None) -> str:
    day = published.date().isoformat() if published else ""
    title = " ".join(title.casefold().split())
    return hashlib.sha256(f"{title}\n{day}".encode()).hexdigest()[:32]
