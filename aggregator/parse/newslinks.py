"""Tells which of a page's links lead to its site's page of news, by what many languages call such a page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urldefrag, urlsplit

from bs4 import BeautifulSoup, Tag

from aggregator.parse import document, fields, newswords
from aggregator.parse.limits import Limits

_MOST = 2
"""Links that are told: a menu names its news first, or its press releases beside them."""
_LONGEST = 40
"""How much a link says beyond which it is a headline, not a part of a menu."""
_MOST_WORDS = 4
_MOST_PIECES = 6
"""Pieces of text within a link that are looked at."""
_ADDRESS = re.compile(
    r"(?:latest|all|our)?[-_]?(?:news|newsroom|aktuelles?|neuigkeiten|nachrichten|meldungen|actualites?|noticias"
    r"|novedades|actualidad|noticies|novidades|notizie|novita|nieuws|nyheter|nyheder|aktuelt|uutiset"
    r"|ajankohtaista|aktualnosci|aktuality|novinky|novosti|vijesti|hirek|haberler|berita|xwdt|xwzx)"
    r"(?:\.\w{1,5})?",
    re.IGNORECASE,
)
"""What the last part of such a page's address is called."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewsLink:
    """A link to a page of news: its address, and what it is called on the page."""

    url: str
    words: str


def of(page: BeautifulSoup, base: str, url: str) -> tuple[NewsLink, ...]:
    """Return where on its own site the page at ``url`` has its readers find news, the surest first."""
    ranked = sorted(_ranked(page, base, url), key=lambda one: one[0])
    told: dict[str, NewsLink] = {}
    for _, link in ranked:
        told.setdefault(link.url, link)
    return tuple(islice(told.values(), _MOST))


def _ranked(page: BeautifulSoup, base: str, url: str) -> Iterator[tuple[tuple[int, int], NewsLink]]:
    """Yield links with their rank: press after news, many words after few."""
    own, host = urldefrag(url)[0], _site(url)
    for anchor in page.find_all(["a", "area"], href=True):
        href = fields.web_address(base, str(anchor["href"]), most=Limits().line)
        address = urldefrag(href)[0] if href else ""
        if not address or address == own or _site(address) != host or _is_home(address):
            continue
        words = _words(anchor)
        rank = _rank(words, address)
        if rank is not None:
            yield (rank, len(words.split())), NewsLink(url=address, words=words)


def _rank(words: str, address: str) -> int | None:
    is_short = document.size(words) <= _LONGEST and len(words.split()) <= _MOST_WORDS
    if is_short and newswords.NEWS.search(words):
        return 0
    if _ADDRESS.fullmatch(urlsplit(address).path.rstrip("/").rpartition("/")[2]):
        return 1
    return 2 if is_short and newswords.PRESS.search(words) else None


def _words(anchor: Tag) -> str:
    """Return what a link is called: by its text, else by what it says for those who do not see it."""
    text = " ".join(" ".join(islice(anchor.strings, _MOST_PIECES)).split())
    image = anchor.find("img", alt=True)
    alt = image.get("alt") if isinstance(image, Tag) else None
    said = (text, anchor.get("aria-label"), anchor.get("title"), alt)
    return next((" ".join(one.split()) for one in said if isinstance(one, str) and one.strip()), "")


def _is_home(address: str) -> bool:
    parts = urlsplit(address)
    return parts.path in {"", "/"} and not parts.query


def _site(address: str) -> str:
    """Return the host of an address; a site with and without www. is one."""
    try:
        return (urlsplit(address).netloc.rpartition("@")[2]).lower().removeprefix("www.")
    except ValueError:
        return ""
