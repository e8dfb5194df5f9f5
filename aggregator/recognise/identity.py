"""Finds the kept item that an item is: by guid, by canonical link, by content, or by title and day."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Self

from aggregator.model import Item
from aggregator.recognise.telling import is_specific

SAME_DAY = timedelta(days=1)

Guids = Literal["stable", "unstable", "unknown"]
"""What a source's guids have proved to be."""

_PROVED = 5
"""How often guids must have stayed, or changed, before that is known of them."""


def proved(*, kept: int, changed: int) -> Guids:
    """Return what guids have proved to be that stayed so often with their items, and changed so often."""
    if changed >= _PROVED and changed > kept:
        return "unstable"
    return "stable" if kept >= _PROVED and kept > 10 * changed else "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What recognition needs of a kept item; ``published`` is ``None`` where the date was not found."""

    id: str
    source: str
    story: str
    guid: str | None
    canonical: str
    title_key: str
    fingerprint: str
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
            canonical=item.canonical,
            title_key=title_key(item),
            fingerprint=item.fingerprint,
            published=item.published.at if item.published else None,
            first_seen=item.first_seen,
        )


def title_key(item: Item) -> str:
    """Return what an item without guid and link is known by: its title and day, hashed."""
    day = item.published.at.date().isoformat() if item.published else ""
    title = " ".join(item.title.casefold().split())
    return hashlib.sha256(f"{title}\n{day}".encode()).hexdigest()[:32]


class Register:
    """The kept items that the entries of one poll may be, indexed by what they are known by."""

    def __init__(self, source: str, known: Iterable[Known], batch: Sequence[Item], *, guids: "Guids") -> None:
        self._source, self._trusted = source, guids
        self._by_guid: dict[str, Known] = {}
        self._by_guid_and_link: dict[tuple[str | None, str], Known] = {}
        self._by_link: defaultdict[str, list[Known]] = defaultdict(list)
        self._by_content: defaultdict[str, list[Known]] = defaultdict(list)
        self._by_title: dict[str, Known] = {}
        self._elsewhere: dict[str, Known] = {}
        self._ids: set[str] = set()
        self._met: set[str] = set()
        self._guids = Counter(item.guid for item in batch if item.guid)
        self._links = Counter(item.canonical for item in batch if item.canonical)
        for one in known:
            self._index(one)

    def add(self, met: Known) -> None:
        """Let further entries of the poll be recognised as one that has just been met."""
        self._met.add(met.id)
        self._index(met)

    def _index(self, known: Known) -> None:
        self._ids.add(known.id)
        if known.source != self._source:
            if is_specific(known.canonical):
                self._elsewhere.setdefault(known.canonical, known)
            return
        if known.guid:
            self._by_guid[known.guid] = known
        if known.canonical:
            self._by_guid_and_link[known.guid, known.canonical] = known
        if known.canonical and known.id not in {one.id for one in self._by_link[known.canonical]}:
            self._by_link[known.canonical].append(known)
        self._by_content[known.fingerprint].append(known)
        self._by_title[known.title_key] = known

    def same_item(self, item: Item) -> tuple[Known, str] | None:
        """Return the kept item of the same source that ``item`` is, and why; or ``None``."""
        if both := self._by_guid_and_link.get((item.guid, item.canonical)):
            return both, "its guid and link are known"
        if found := self._by_own_guid(item):
            return found, "its guid is known"
        if found := self._by_shared_link(item):
            return found, "its link is known"
        for found in self._alike(item):
            if found.id not in self._met:
                return found, "its title and text are known"
        if not item.guid and not item.canonical and (by_title := self._by_title.get(title_key(item))):
            return by_title, "its title and day are known"
        return None

    def free_id(self, item: Item) -> str:
        """Return the id of a new item: its own, or where entries share a guid one that tells them apart."""
        taken, number = item.id, 0
        while taken in self._ids:
            told_apart = f"{item.canonical}\n{item.fingerprint}\n{number}"
            taken = f"{item.id}-{hashlib.sha256(told_apart.encode()).hexdigest()[:8]}"
            number += 1
        return taken

    def same_story(self, item: Item) -> Known | None:
        """Return a kept item that tells the same story, or ``None``.

        That is one of another source with the same link, or one with the same words that stands
        beside it in the same document: a source that repeats itself.
        """
        return self._elsewhere.get(item.canonical) or next(iter(self._alike(item)), None)

    def _alike(self, item: Item) -> list[Known]:
        """Return the kept items of the source with the same words, as far as the dates allow it."""
        return [found for found in self._by_content.get(item.fingerprint, ()) if _near(item, found)]

    def _by_own_guid(self, item: Item) -> Known | None:
        """Return the kept item with the same guid, as far as the source's guids tell anything."""
        if not item.guid or self._guids[item.guid] != 1 or self._trusted == "unstable":
            return None
        found = self._by_guid.get(item.guid)
        # Until they have proved stable: one whose link, title, words and day are all others is another.
        return None if found and self._trusted != "stable" and _is_another(item, found) else found

    def _by_shared_link(self, item: Item) -> Known | None:
        # Some sources give all their entries one link (a home page, a changelog): there it tells
        # nothing, and taking it for identity would lose every entry but one.
        if self._links[item.canonical] != 1:
            return None
        found = self._by_link.get(item.canonical, [])
        return found[0] if len(found) == 1 else None


def _is_another(item: Item, known: Known) -> bool:
    """Say whether nothing but the guid is the same: some sources give one guid to everything they say."""
    return (
        item.canonical != known.canonical
        and item.fingerprint != known.fingerprint
        and title_key(item) != known.title_key
        and not _near(item, known)
    )


def _near(item: Item, known: Known) -> bool:
    """Say whether the dates allow both to be one: the same notice months later is another item."""
    if item.published is None or known.published is None:
        return True
    return abs(item.published.at - known.published) <= SAME_DAY
