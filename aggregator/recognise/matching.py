"""Finds which kept item of its source each entry of a poll is, the surest first.

An item is given away once. Evidence goes before less evidence for all entries of a document together,
so that an entry that only has another's old guid or link does not take what is the other's.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from datetime import timedelta
from typing import Final

from rapidfuzz import fuzz

from aggregator.model import Item
from aggregator.recognise import guards, shingles
from aggregator.recognise.identity import Guids, Known, title_key
from aggregator.recognise.telling import is_specific

SAME_DAY: Final = timedelta(days=1)
ALIKE: Final = 60
"""How alike titles must be, from 0 to 100, to be one title before and after an edit."""
_TELLING: Final = 8
"""Characters from which on a guid is hardly a mere count of entries."""

_Pair = tuple[Known, str]


def matched(
    items: Sequence[Item], kept: Sequence[Known], *, guids: Guids, standing: frozenset[str]
) -> list[_Pair | None]:
    """Return for each of ``items`` the kept item that it is, and why; or ``None``.

    ``kept`` are of the same source; ``standing`` are the raw hashes of entries that stand in the same
    document as they were read before: what was read from them is none of ``items``, unless all says so.
    """
    found = _Matches(items, kept, standing)
    _by_words(found, guids)
    _by_address(found, guids)
    found.give("its title and text are known", _words, is_near)
    found.give("its title and day are known", _title, _is_without_address, alone=True)
    return found.pairs


def _by_words(found: "_Matches", guids: Guids) -> None:
    found.give("its guid and link are known", _guid_and_link, _is_told_alike, beside=True)
    found.give("its guid is known", _guid, _is_told_alike)
    found.give("its link is known", _link_without_guid, _has_same_words, beside=True)
    found.give("its link is known", _link, _has_same_words)
    if guids != "stable":
        found.give("its link is known", _link, _has_same_title)


def _by_address(found: "_Matches", guids: Guids) -> None:
    found.give("its guid and link are known", _guid_and_link, found.may_be_edited, alone=True, beside=True)
    if guids == "stable":
        found.give("its guid is known", _guid, _may_be_moved, alone=True)
        found.give("its link is known", _link, _may_be_new_guid, alone=True)
    else:
        found.give("its link is known", _link, _may_be_edited, alone=True)
    if guids == "unknown":
        found.give("its guid is known", _guid, _is_hardly_another, alone=True)


class _Matches:
    """Gives kept items to entries; what is given is not given again."""

    def __init__(self, items: Sequence[Item], kept: Sequence[Known], standing: frozenset[str]) -> None:
        self._items, self._kept, self._standing = items, kept, standing
        self._taken: set[str] = set()
        self.pairs: list[_Pair | None] = [None] * len(items)

    def give(
        self,
        why: str,
        key: Callable[[Item | Known], Hashable],
        fits: Callable[[Item, Known], bool],
        *,
        alone: bool = False,
        beside: bool = False,
    ) -> None:
        """Give kept items to the entries with the same ``key`` that they fit.

        Where the key must tell it ``alone``, it tells nothing if several entries or several kept items
        have it. An item whose entry still stands unchanged is given only to what may stand ``beside`` it.
        """
        kept: defaultdict[Hashable, list[Known]] = defaultdict(list)
        for one in self._kept:
            wanted = key(one)
            if wanted not in {None, ""}:
                kept[wanted].append(one)
        asking: defaultdict[Hashable, list[int]] = defaultdict(list)
        for place, item in enumerate(self._items):
            if (wanted := key(item)) in kept:
                asking[wanted].append(place)
        for wanted, places in asking.items():
            if alone and (len(places) > 1 or len(kept[wanted]) > 1):
                continue
            for place in places:
                self._give_one(place, kept[wanted], why, fits, beside=beside)

    def may_be_edited(self, item: Item, known: Known) -> bool:
        """Say whether an entry is another version of one with its guid and link.

        Where that stands beside it, its title tells: a source may have one guid and one link for everything.
        """
        tells = _tells(item.guid) and known.raw_hash not in self._standing
        return tells or is_alike(item, known)

    def _give_one(
        self,
        place: int,
        kept: Sequence[Known],
        why: str,
        fits: Callable[[Item, Known], bool],
        *,
        beside: bool,
    ) -> None:
        if self.pairs[place] is not None:
            return
        item = self._items[place]
        for one in kept:
            free = one.id not in self._taken and (beside or one.raw_hash not in self._standing)
            if free and fits(item, one):
                self._taken.add(one.id)
                self.pairs[place] = (one, why)
                return


def is_near(item: Item, known: Known) -> bool:
    """Say whether the dates allow both to be one: the same notice months later is another item."""
    if item.published is None or known.published is None:
        return True
    return abs(item.published.at - known.published) <= SAME_DAY


def is_alike(item: Item, known: Known) -> bool:
    """Say whether one title may be the other after an edit; other numbers make another title."""
    one, other = guards.numbers(item.title), guards.numbers(known.title)
    if one - other and other - one:
        return False
    words = (" ".join(shingles.words(title)) for title in (item.title, known.title))
    return fuzz.token_sort_ratio(*words) >= ALIKE


def _guid_and_link(one: Item | Known) -> Hashable:
    return (one.guid, one.canonical) if one.guid and one.canonical else None


def _guid(one: Item | Known) -> Hashable:
    return one.guid


def _link(one: Item | Known) -> Hashable:
    return one.canonical


def _link_without_guid(one: Item | Known) -> Hashable:
    return None if one.guid else one.canonical


def _words(one: Item | Known) -> Hashable:
    return one.fingerprint


def _title(one: Item | Known) -> Hashable:
    return one.title_key if isinstance(one, Known) else title_key(one)


def _has_same_words(item: Item, known: Known) -> bool:
    return item.fingerprint == known.fingerprint


def _has_same_title(item: Item, known: Known) -> bool:
    return title_key(item) == known.title_key


def _is_told_alike(item: Item, known: Known) -> bool:
    return _has_same_words(item, known) or _has_same_title(item, known)


def _is_without_address(item: Item, known: Known) -> bool:
    return not (item.guid or item.canonical or known.canonical)


def _may_be_moved(item: Item, known: Known) -> bool:
    """Say whether an entry may be one that had its stable guid: some sites reuse them after years."""
    return is_near(item, known) or is_alike(item, known)


def _may_be_edited(item: Item, known: Known) -> bool:
    """Say whether an entry may be another version of one that had its link.

    Some sources link to one page whatever they say of it: there titles and dates tell.
    """
    return is_alike(item, known) or (is_near(item, known) and is_specific(item.canonical))


def _may_be_new_guid(item: Item, known: Known) -> bool:
    """Say the same where guids can be trusted: another one then mostly means another item."""
    if item.guid and known.guid:
        return is_alike(item, known) and is_near(item, known)
    return _may_be_edited(item, known)


def _is_hardly_another(item: Item, known: Known) -> bool:
    """Say whether a guid of which nothing is known yet tells that an entry is no other one."""
    return is_near(item, known) and (_tells(item.guid) or is_alike(item, known))


def _tells(guid: str | None) -> bool:
    """Say whether a guid looks like one: a place in a list does not, nor does a site."""
    said = guid or ""
    return is_specific(said) if "://" in said else len(said) >= _TELLING
