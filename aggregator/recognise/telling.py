"""What of an item is compared with others to find out whether they tell the same news."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from aggregator.model import Item
from aggregator.recognise import shingles

_BOTTOM: Final = 12
_LEAD: Final = 60
_LEAD_BOTTOM: Final = 6
_TITLE: Final = 4
"""Words of a title from which on it tells what an item is about; a dense script needs twice as many."""
_SPECIFIC: Final = re.compile(r"(?:[A-Za-z][\w+.-]*:)?+(?://[^/?#]*+)?+/*+(?:[^/?#]|\?[^#])")
"""A link with something after its host (RFC 3986, appendix B)."""
_LINK_KEY, _TITLE_KEY, _TEXT_KEY, _LEAD_KEY = range(1, 5)


@dataclass(frozen=True, kw_only=True)
class Telling:
    """An item as it is compared: its words, and ``shingles``, those of its text that are its own.

    ``ordered`` are all shingles of its text, in order; what its source puts around every text of its
    is not among ``shingles``. ``story`` is the one that it belongs to, once it is kept.
    """

    id: str
    source: str
    society: str
    story: str
    title: str
    text: str
    canonical: str
    date: datetime
    ordered: tuple[int, ...]
    shingles: frozenset[int]

    @classmethod
    def of(cls, item: Item, ordered: Sequence[int], *, story: str, common: frozenset[int]) -> "Telling":
        """Return what is compared of an item, with what is ``common`` in its source left out."""
        own = frozenset(ordered)
        return cls(
            id=item.id,
            source=item.source,
            society=item.society,
            story=story,
            title=item.title,
            text=item.text,
            canonical=item.canonical,
            date=item.date,
            ordered=tuple(ordered),
            shingles=own - common if common else own,
        )

    @cached_property
    def keys(self) -> frozenset[int]:
        """About twenty numbers (63 bits), of which two tellings of the same news share one at least.

        Its link, its title, and the least hashes among the shingles of its text and of its beginning:
        the same ones are least in any text that holds them.
        """
        lead = [one for one in self.ordered[:_LEAD] if one in self.shingles]
        found = {_key(_TEXT_KEY, one) for one in _least(self.shingles, _BOTTOM)}
        found |= {_key(_LEAD_KEY, one) for one in sorted(lead)[:_LEAD_BOTTOM]}
        if is_specific(self.canonical):
            found.add(_key(_LINK_KEY, shingles.hashed(self.canonical)))
        said = shingles.words(self.title)
        if _is_telling(said, self.title):
            found.add(_key(_TITLE_KEY, shingles.hashed(" ".join(said))))
        return frozenset(found)


def has_telling_title(title: str) -> bool:
    """Say whether a title is long enough that two items have it hardly by chance."""
    return _is_telling(shingles.words(title), title)


def _is_telling(said: Sequence[str], title: str) -> bool:
    return len(said) >= (2 * _TITLE if shingles.is_dense(title) else _TITLE)


def is_specific(link: str) -> bool:
    """Say whether a link leads to one text rather than to a site's front page."""
    return _SPECIFIC.match(link) is not None


def _least(hashes: frozenset[int], count: int) -> list[int]:
    """Return the least ``count`` of hashes, in order."""
    # They are spread evenly: those under a bound are enough. To put all in order takes four times as long.
    bound = (4 * count << 32) // (len(hashes) + 1)
    few = [one for one in hashes if one < bound]
    return sorted(few if len(few) >= count else hashes)[:count]


def _key(kind: int, value: int) -> int:
    return kind << 32 | value
