"""Says what came where a page of news was expected."""

import re

from aggregator.parse import document, jsonfeed, mend, notfeed, withheld
from aggregator.parse.limits import Limits

_JSON = re.compile(r"\{\s*[\"}]|\[\s*[\[{\"\]]")
_FEEDS = frozenset({"rss", "feed", "rdf", "channel"})


def is_feed(text: str) -> bool:
    """Say whether a feed came, whose entries may hold what looks like rows."""
    return notfeed.root(text) in _FEEDS


def explain(body: bytes, text: str, *, url: str, limits: Limits) -> str | None:
    """Return why what came at ``url`` can hold no list of news, and what to do; ``None`` where it might."""
    if other := _other(body, text):
        return f"the answer is {other[0]}, not a page: {other[1]}"
    page = document.tree(text, limits=limits)
    title = notfeed.title_of(page)
    named = f"the page “{title}”" if title else "the page"
    kept = withheld.why(page, text, url=url)
    return f"{named} {kept}" if kept else None


def _other(body: bytes, text: str) -> tuple[str, str] | None:
    """Return what came that is no page, and what to do then."""
    name = notfeed.binary(body)
    if not name and _holds_feed(text):
        return "a feed", 'make it kind = "feed"'
    name = name or _named(notfeed.beginning(text), notfeed.root(text))
    return (name, "look at the address") if name else None


def _holds_feed(text: str) -> bool:
    start = notfeed.beginning(text)
    if _JSON.match(start):
        return jsonfeed.says_feed(start)
    found = mend.find(text)
    return is_feed(text) or (found is not None and not notfeed.is_page(found.stray))


def _named(start: str, root: str) -> str | None:
    """Return what text is that begins so and has such a root, where it is no page."""
    if _JSON.match(start):
        return "JSON"
    if root in notfeed.OTHER_XML:
        return notfeed.OTHER_XML[root]
    if root and start.startswith("<?xml") and not notfeed.is_page(start):
        return f"XML of another kind (<{root}>)"
    return (notfeed.plain(start) or "nothing that can be read") if start and "<" not in start else None
