"""Finds on a page the feeds that it names for programs, and the links that it shows its readers as feeds."""

from collections.abc import Iterator
from itertools import islice
from urllib.parse import urldefrag

from bs4 import BeautifulSoup, Tag

from aggregator.parse import feedlinks, feedsigns, fields
from aggregator.parse.limits import Limits

_MOST_PIECES = 12
"""Pieces of text, and elements, within a link that are looked at."""
_OF_ANOTHER = "rsswidget"
"""What WordPress calls the links of a box in which it shows what another site tells."""


def named(page: BeautifulSoup, base: str) -> Iterator[str]:
    """Yield the feeds that a page names for programs."""
    for link in page.find_all(["link", "a"], rel=True, href=True):
        rel = link["rel"]
        if feedlinks.names_feed(
            rel=rel if isinstance(rel, str) else " ".join(rel),
            kind=str(link.get("type") or ""),
            language=str(link.get("hreflang") or ""),
            href=str(link["href"]),
        ) and (address := _address(link, base)):
            yield address


def shown(page: BeautifulSoup, base: str, url: str) -> Iterator[str]:
    """Yield where links of a page at ``url`` lead that may be feeds: by their address, then by their words.

    Of those the ones with the fewest words come first, which say no more than that it is a feed.
    """
    said: list[tuple[int, str]] = []
    for link in page.find_all(["a", "area"], href=True):
        address = _address(link, base)
        if not address or urldefrag(address)[0] == urldefrag(url)[0] or _OF_ANOTHER in _classes(link):
            continue
        if feedsigns.is_usual(address):
            yield address
        elif (words := _said(link)) is not None:
            said.append((words, address))
    yield from (address for _, address in sorted(said, key=lambda one: one[0]))


def _said(link: Tag) -> int | None:
    """Return of how many words what calls a link a feed is made; ``None`` where nothing does."""
    inner = [one for one in islice(link.descendants, _MOST_PIECES) if isinstance(one, Tag)]
    texts = (
        " ".join(islice(link.stripped_strings, _MOST_PIECES)),
        *(str(one.get(name) or "") for one in (link, *inner) for name in ("title", "aria-label", "alt")),
    )
    if found := [len(text.split()) for text in texts if feedsigns.is_said(text)]:
        return min(found)
    return 1 if any(feedsigns.is_called(_classes(one)) for one in (link, *inner)) else None


def _classes(element: Tag) -> list[str]:
    said = element.get("class") or []
    return said.split() if isinstance(said, str) else list(said)


def _address(link: Tag, base: str) -> str | None:
    return fields.web_address(base, feedlinks.address(str(link["href"])), most=Limits().line)
