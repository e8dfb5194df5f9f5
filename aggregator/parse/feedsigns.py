"""Tells by address, words or classes whether a link that a page shows its readers leads to a feed."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

_OF_FEEDS = frozenset({"rss", "atom", "rdf"})
"""How the names of files end that are feeds."""
_OF_PROGRAMS = frozenset({"xml", "php", "asp", "aspx", "ashx", "axd", "cfm", "cgi", "jsp", "json"})
_FILE = re.compile(r"(?<![a-z])rss|rss(?![a-z])|feeds?(?![a-z])|syndicat|(?<![a-z])(?:atom|rdf)(?![a-z])")
"""What is in the names of programs that write feeds, and of files that they wrote."""
_PART = re.compile(r"(?:[a-z0-9]+[-_])*rss2?(?:[-_]?feeds?)?|atom|rdf|(?:news|web|show)?feeds?")
"""How a part of an address is called that leads to a feed."""
_FOLDERS = frozenset({"rss", "feeds"})
_WITHIN_FEED = frozenset({"rss", "rss2", "atom", "rdf", "json", "news", "podcast"})
"""What comes after ``feed/``; ``feed/`` alone may be what a social network calls its start page."""
_QUERY = re.compile(
    r"(?:^|[&;])(?:(?:format|type|feed|output|alt|view|mode)=(?:feed|rss2?|atom|rdf)|rss(?:=\w*)?|type=9818)"
    r"(?=[&;]|$)"
)
"""9818 is by what TYPO3 tells its feed of news from its pages."""
_HOST = re.compile(r"(?:feeds?\d?\.[\w-]+\.|feedproxy\.)", re.ASCII)
_SHARING = (".facebook.com", ".linkedin.com", ".feedly.com")
"""What these call feeds is where their members read and share."""
_OF_ITEM = re.compile(r"/~[34]/")
"""How FeedBurner leads on to what its feeds tell of."""
_SAID = re.compile(r"(?<![a-z])rss(?:[-_]?feeds?|2(?:\.0)?)?(?![a-z])", re.IGNORECASE)
_ITSELF = frozenset({"feed", "feeds", "newsfeed", "newsfeeds", "webfeed", "atom"})
_BESIDE = frozenset({"1.0", "xml", "news", "blog", "subscribe", "to", "our", "the", "all"})
"""What stands beside them in a link that is called a feed; beside other words, feed means many a thing."""
_LONGEST = 60
"""Characters of a link beyond which it is a text."""
_CALLED = re.compile(
    r"(?:[a-z0-9]+[-_])*rss(?:[-_]?(?:feeds?|icon|link|square|button|btn|logo|fill|alt|o|\d))*"
    r"|(?:fa|icons?|ico)[-_]feed|feed[-_](?:icon|image|link)|xml-icon|syndicate-module"
)
"""Classes of links and icons; those of what a feed tells begin alike (rsswidget, rss-item, feed-item)."""


def is_usual(address: str) -> bool:
    """Say whether the address of a link that a page shows its readers is one that feeds often have."""
    try:
        parts = urlsplit(address.lower())
        host = parts.hostname or ""
    except ValueError:
        return False
    if f".{host}".endswith(_SHARING):
        return False
    if _HOST.match(host) and len(parts.path) > 1:
        return not _OF_ITEM.search(parts.path)
    return _QUERY.search(parts.query) is not None or _is_usual_path(parts.path)


def _is_usual_path(path: str) -> bool:
    *folders, name = path.strip("/").split("/")
    if not _FOLDERS.isdisjoint(folders) or ("feed" in folders[-1:] and name in _WITHIN_FEED):
        return True
    return _is_usual_name(name)


def _is_usual_name(name: str) -> bool:
    stem, dot, end = name.rpartition(".")
    if not dot:
        return _PART.fullmatch(name) is not None
    if end == "xml":
        return "sitemap" not in stem
    return end in _OF_FEEDS or (end in _OF_PROGRAMS and _FILE.search(stem) is not None)


def is_said(words: str) -> bool:
    """Say whether the words of a link call what it leads to a feed."""
    if len(words) > _LONGEST:
        return False
    single = frozenset(words.lower().split())
    return _SAID.search(words) is not None or (single <= _ITSELF | _BESIDE and not single.isdisjoint(_ITSELF))


def is_called(names: Iterable[str]) -> bool:
    """Say whether the classes of a link, or of an icon within it, are those of feeds."""
    return any(len(one) <= _LONGEST and _CALLED.fullmatch(one.lower()) for one in names)
