"""Turns bytes into entries: what the source said, and nothing added.

``feed`` reads feeds of every dialect, ``listing`` pages of news, ``article`` the page of one piece
of news. All are pure, and are meant to run in a worker process under limits.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from aggregator.errors import NotAFeed
from aggregator.model import ArticleRule, Entry, PageRule, Parsed
from aggregator.parse.feedlinks import is_of_comments
from aggregator.parse.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aggregator.parse.opml import Listed
    from aggregator.parse.proposals import Proposed

__all__ = [
    "Limits",
    "NotAFeed",
    "article",
    "feed",
    "has_turned",
    "is_of_comments",
    "is_page",
    "is_sitemap",
    "listing",
    "outlines",
    "propose",
    "sitemap",
]


def feed(
    body: bytes, *, url: str, content_type: str | None, seen: frozenset[str], limits: Limits = Limits()
) -> Parsed:
    """Return the entries of a feed that are not among the raw hashes ``seen``.

    RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, CDF, JSON Feed 1.0 and 1.1. Raises ``NotAFeed``, which
    says what came instead, and nothing else whatever the bytes.
    """
    read: Callable[..., Parsed] = _inner("feeds").read
    return read(body, url=url, content_type=content_type, seen=seen, limits=limits)


def listing(
    body: bytes,
    *,
    url: str,
    content_type: str | None,
    rule: PageRule,
    seen: frozenset[str],
    limits: Limits = Limits(),
) -> Parsed:
    """Return the entries of a page of news that are not among the raw hashes ``seen``."""
    read: Callable[..., Parsed] = _inner("list_page").read
    return read(body, url=url, content_type=content_type, rule=rule, seen=seen, limits=limits)


def has_turned(
    entries: "Sequence[Entry]", *, url: str, good: bytes, last: bytes, limits: Limits = Limits()
) -> bool:
    """Say whether the unknown ``entries`` of a page are of another kind than those it held when ``good``.

    ``last`` is the page as it was when this was last said of it; nothing where it never was.
    """
    found: bool = _inner("turned").has_turned(entries, url=url, good=good, last=last, limits=limits)
    return found


def article(
    entry: Entry,
    body: bytes,
    *,
    url: str,
    content_type: str | None,
    rule: ArticleRule,
    limits: Limits = Limits(),
) -> Entry:
    """Return ``entry``, found on a list page, completed from the page of its article."""
    complete: Callable[..., Entry] = _inner("article_page").complete
    return complete(entry, body, url=url, content_type=content_type, rule=rule, limits=limits)


def is_page(content_type: str | None) -> bool:
    """Say whether an article that is called so by its server can be a page that is read."""
    found: bool = _inner("article_page").is_page(content_type)
    return found


def sitemap(body: bytes, *, url: str, limits: Limits = Limits()) -> Parsed | None:
    """Return the pages that a sitemap names, as ``listing`` does; ``None`` where it is something else."""
    module = _inner("sitemaps")
    read: Callable[..., Parsed] = module.read
    return read(body, url=url, seen=frozenset(), limits=limits) if module.looks_like(body) else None


def is_sitemap(body: bytes) -> bool:
    """Say whether a document is a sitemap, or an index of such."""
    found: bool = _inner("sitemaps").looks_like(body)
    return found


def outlines(body: bytes, *, limits: Limits = Limits()) -> "tuple[Listed, ...]":
    """Return what a list of feeds (OPML) holds; raises ``NotAFeed`` where it is none or is hostile."""
    found: tuple[Listed, ...] = _inner("opml").read(body, limits=limits)
    return found


def propose(body: bytes, *, url: str, content_type: str | None, links: str = "") -> "Proposed":
    """Return what the page at ``url`` offers for polling: feeds, or selectors for its news.

    ``links`` is what the header Link said with it.
    """
    read: Callable[..., Proposed] = _inner("proposals").propose
    return read(body, url=url, content_type=content_type, links=links)


def _inner(name: str) -> Any:
    # The parsers' libraries take a second to import; only the worker processes pay for it.
    return import_module(f"aggregator.parse.{name}")
