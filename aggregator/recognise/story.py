"""Puts the items that tell one story together and says which of them leads."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from aggregator.model import Item, Society, Story

_BEGINNING = 500


def assemble(items: Iterable[Item], *, story: str, societies: Mapping[str, Society]) -> Story:
    """Return the story that ``items`` tell.

    Its lead is the original: the item of the society that it is about and on whose own site it stands;
    else one on its society's own site; else the earliest, and of one time the longest. The others follow in
    the same order.
    """
    ordered = sorted(
        items,
        key=lambda item: (
            not (_is_own(item, societies) and _is_about(item, societies)),
            not _is_own(item, societies),
            item.date,
            -len(item.text),
            item.first_seen,
            item.id,
        ),
    )
    return Story(id=story, lead=ordered[0], others=tuple(ordered[1:]))


def _is_own(item: Item, societies: Mapping[str, Society]) -> bool:
    society = societies.get(item.society)
    home = _host(society.url) if society else ""
    host = _host(item.link)
    return bool(home) and (host == home or host.endswith("." + home))


def _is_about(item: Item, societies: Mapping[str, Society]) -> bool:
    """Say whether an item names its society in its title or where it begins."""
    society = societies.get(item.society)
    beginning = f"{item.title} {item.text[:_BEGINNING]}"
    names = [name for name in (society.name, society.acronym) if name] if society else []
    return any(re.search(rf"\b{re.escape(name)}\b", beginning) for name in names)


def _host(url: str | None) -> str:
    return (urlsplit(url or "").hostname or "").removeprefix("www.")
