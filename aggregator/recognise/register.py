"""Keeps count of the items that the entries of one poll have turned out to be."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from aggregator.model import Item, Verdict
from aggregator.recognise.identity import Known, title_key
from aggregator.recognise.matching import is_alike, is_near
from aggregator.recognise.telling import is_specific

_Address = tuple[str | None, str]


class Register:
    """The kept items and those met in this poll: where a further entry only says one of them again."""

    def __init__(self, source: str, known: Iterable[Known], *, taken: Iterable[Known]) -> None:
        self._source = source
        self._met: defaultdict[_Address, dict[str, Item]] = defaultdict(dict)
        self._stories: dict[str, str] = {}
        self._by_content: defaultdict[str, list[Known]] = defaultdict(list)
        self._elsewhere: dict[str, Known] = {}
        self._ids = {one.id for one in known} | {one.id for one in taken}
        for one in known:
            if one.source == source:
                self._by_content[one.fingerprint].append(one)
            elif is_specific(one.canonical):
                self._elsewhere.setdefault(one.canonical, one)

    def met(self, verdict: Verdict) -> Verdict:
        """Let further entries of the poll be recognised as one that has just been met."""
        item = verdict.item
        self._ids.add(item.id)
        self._stories[item.id] = verdict.story
        there = self._met[item.guid, item.canonical].setdefault(item.id, item)
        if verdict.kind != "known" or there is item:
            self._met[item.guid, item.canonical][item.id] = item
            self._by_content[item.fingerprint].append(Known.of(item, verdict.story))
        return verdict

    def repeated(self, item: Item) -> tuple[Known, str] | None:
        """Return the item that the document has told before under the same guid and link, and why."""
        for one in self._met[item.guid, item.canonical].values():
            before = Known.of(one, self._stories[one.id])
            is_told = item.fingerprint == one.fingerprint or title_key(item) == before.title_key
            if is_told or (item.guid and item.canonical and is_alike(item, before)):
                return before, "its document holds it twice"
        return None

    def is_newer(self, item: Item) -> bool:
        """Say whether an entry says that it was updated after the one that was met in its place."""
        before = self._met[item.guid, item.canonical].get(item.id)
        then, now = (one.updated if one else None for one in (before, item))
        return now is not None and (then is None or now > then)

    def freed(self, item: Item) -> Item:
        """Return a new item with an id of its own: where entries share a guid, one that tells them apart."""
        taken, number = item.id, 0
        while taken in self._ids:
            told_apart = f"{item.canonical}\n{item.fingerprint}\n{number}"
            taken = f"{item.id}-{hashlib.sha256(told_apart.encode()).hexdigest()[:8]}"
            number += 1
        return item if taken == item.id else replace(item, id=taken)

    def same_story(self, item: Item) -> Known | None:
        """Return a kept item that tells the same story, or ``None``.

        That is one of another source with the same link, or one with the same words that stands
        beside it in the same document: a source that repeats itself.
        """
        alike = (found for found in self._by_content.get(item.fingerprint, ()) if is_near(item, found))
        return self._elsewhere.get(item.canonical) or next(alike, None)
