"""Puts the items that tell one story together and says which of them leads."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from aggregator.model import Item, Society, Story


def assemble(items: Iterable[Item], *, story: str, societies: Mapping[str, Society]) -> Story:
    """Return the story that ``items`` tell.

    Its lead is the original: the item of the society on whose own site the text stands; else the
    earliest. The others follow by date, one voice for each source and society.
    """
    ordered = sorted(
        items, key=lambda item: (not _is_own(item, societies), item.date, item.first_seen, item.id)
    )
    return Story(id=story, lead=ordered[0], others=tuple(ordered[1:]))


def _is_own(item: Item, societies: Mapping[str, Society]) -> bool:
    society = societies.get(item.society)
    home = _host(society.url) if society else ""
    host = _host(item.link)
    return bool(home) and (host == home or host.endswith("." + home))


def _host(url: str | None) -> str:
    return (urlsplit(url or "").hostname or "").removeprefix("www.")
