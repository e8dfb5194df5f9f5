"""Reads sitemaps, news sitemaps and their indexes: the pages that a site names for search engines."""

import hashlib
import re
import zlib
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml import etree

from aggregator.errors import NotAFeed
from aggregator.model import Entry, Image, Parsed, Stamp, Text
from aggregator.parse.limits import Limits

_GZIP = b"\x1f\x8b"
_HEAD = 2_000
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(urlset|sitemapindex)[\s>]")
_NEWS = re.compile(r"news|press|article|post|aktuell|actualit", re.IGNORECASE)


def looks_like(body: bytes) -> bool:
    """Say whether a document is a sitemap or an index of such, zipped or not."""
    head = _unzipped(body, _HEAD) if body.startswith(_GZIP) else body[:_HEAD]
    return bool(_ROOT.search(head))


def read(body: bytes, *, url: str, seen: frozenset[str], limits: Limits) -> Parsed:
    """Return the unseen pages of a sitemap (https://www.sitemaps.org/protocol.html), the newest first.

    Of a news sitemap they have title, date and picture; of another they have their address alone: when
    a page was modified is not when it was published, and serves to order them only. An index has no
    entries, and names in ``next`` the sitemap that most likely holds the news. Raises ``NotAFeed``
    where the document is broken or beyond the bounds.
    """
    text = _unzipped(body, limits.sitemap) if body.startswith(_GZIP) else body[: limits.sitemap]
    root = _tree(text)
    if _name(root) == "sitemapindex":
        return Parsed(entries=(), next=_best(root, url))
    pages = sorted(
        (one for one in root if _name(one) == "url"), key=lambda one: (_day(one), _is_news(one)), reverse=True
    )
    entries: dict[str, Entry] = {}
    standing: set[str] = set()
    for page in pages[: limits.pages]:
        entry = _entry(page, url, limits)
        if entry is None or entry.link in entries:
            continue
        if entry.raw_hash in seen:
            standing.add(entry.raw_hash)
        else:
            entries[entry.link or ""] = entry
    alarms = () if entries or standing else ("the sitemap names no pages: is it the right one?",)
    return Parsed(
        entries=tuple(entries.values()),
        known=len(standing),
        standing=frozenset(standing),
        alarms=alarms,
    )


def _unzipped(body: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(body, most)
    except zlib.error:
        return b""


def _tree(text: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, recover=True, remove_comments=True
    )
    try:
        root: etree._Element | None = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise NotAFeed(f"the sitemap cannot be read ({error.msg})") from error
    if root is None:
        raise NotAFeed("the sitemap is broken XML of which nothing can be read")
    return root


def _entry(page: etree._Element, base: str, limits: Limits) -> Entry | None:
    link = _address(_said(page, "loc"), base)
    if link is None:
        return None
    news = _inner(page, "news")
    title, date = _said(news, "title"), _said(news, "publication_date")
    image = _address(_said(_inner(page, "image"), "loc"), base)
    return Entry(
        # Not when it was modified: a new template modifies every page.
        raw_hash=hashlib.sha256("\n".join((link, title or "", date or "")).encode()).hexdigest(),
        base=link,
        link=link,
        title=Text(value=title[: limits.field]) if title else None,
        dates=(Stamp(text=date, evidence="list page"),) if date else (),
        language=_said(_inner(news, "publication"), "language"),
        image=Image(url=image) if image else None,
    )


def _best(root: etree._Element, base: str) -> str | None:
    """Return the sitemap of an index that most likely holds the news: by its name, then by its date."""
    named = [
        (bool(_NEWS.search(urlsplit(address).path)), _said(one, "lastmod") or "", address)
        for one in root
        if _name(one) == "sitemap" and (address := _address(_said(one, "loc"), base))
    ]
    return max(named)[2] if named else None


def _day(page: etree._Element) -> str:
    """Return when a page was published or modified, as far as it is said, in a form that can be ordered."""
    return next((words for name in ("publication_date", "lastmod") for words in _all(page, name)), "")


def _is_news(page: etree._Element) -> bool:
    return any(_name(one) == "news" for one in page)


def _all(element: etree._Element, name: str) -> Iterator[str]:
    yield from ((one.text or "").strip() for one in element.iter() if _name(one) == name)


def _inner(element: etree._Element | None, name: str) -> etree._Element | None:
    return next((one for one in element if _name(one) == name), None) if element is not None else None


def _said(element: etree._Element | None, name: str) -> str | None:
    inner = _inner(element, name)
    return (inner.text or "").strip() or None if inner is not None else None


def _name(element: etree._Element) -> str:
    tag: object = element.tag  # a function for an entity or a processing instruction
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _address(said: str | None, base: str) -> str | None:
    try:
        address = urljoin(base, said) if said else ""
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in {"http", "https"} and parts.hostname else None
