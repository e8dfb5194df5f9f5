"""Tells which of a page's links name a feed, as the many ways of writing them have it."""

import re
from collections.abc import Iterator

_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/xml",
    "text/xml",
    "application/json",
}
_NO_FEED = re.compile(r"/wp-json/|/oembed\b|/xmlrpc\.php|/osd\.xml", re.IGNORECASE)
"""What WordPress and others name beside their feeds."""
_COMMENTS = re.compile(
    r"/comments/|comments?-(?:rss|atom)|\bcomments? (?:feed|on|for)\b|commentaires|kommentar", re.IGNORECASE
)

_HEADER = re.compile(r'<([^<>]*)>((?:[^<,"]|"(?:[^"\\]|\\.)*+")*+)')
_PARAMETER = re.compile(r';\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*+)"|([^\s;,"]+))', re.ASCII)


def of_header(said: str) -> Iterator[str]:
    """Yield the addresses of the feeds that a header Link names (RFC 8288 §3), as they are written."""
    for link in _HEADER.finditer(said):
        given: dict[str, str] = {}
        for name, quoted, bare in _PARAMETER.findall(link[2]):
            given.setdefault(name.lower(), quoted or bare)
        rel, kind, language = (given.get(name, "") for name in ("rel", "type", "hreflang"))
        if names_feed(rel=rel, kind=kind, language=language, href=link[1]):
            yield link[1]


def names_feed(*, rel: str, kind: str, language: str, href: str) -> bool:
    """Say whether a link with these attributes, each empty where it is not there, names a feed."""
    relations, kind = rel.lower().split(), kind.partition(";")[0].strip().lower()
    if not href.strip() or _NO_FEED.search(href):
        return False
    if "feed" in relations:
        return not kind or kind in _TYPES
    # Without a type it may be one; in another language it is the page.
    return "alternate" in relations and (kind in _TYPES if kind else not language)


def is_of_comments(words: str) -> bool:
    """Say whether a feed's address and title are those of comments, not of news."""
    return _COMMENTS.search(words) is not None


def address(href: str) -> str:
    """Return a link to a feed as it is fetched: ``feed:`` before the address is for feed readers."""
    href = re.sub(r"^feed:(?=https?:)", "", href.strip(), flags=re.IGNORECASE)
    return re.sub(r"^feed://", "http://", href, flags=re.IGNORECASE)
