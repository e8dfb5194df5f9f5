"""Says what came where a feed was expected."""

import re

from lxml import etree, html

from aggregator.errors import NotAFeed

_FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
_HEAD = 200_000


def explain(body: bytes, *, url: str, content_type: str | None) -> NotAFeed:
    """Return the error that names what ``body`` is, and the feeds that it points to if it is a page."""
    if not body.strip():
        return NotAFeed("the answer is empty, not a feed")
    if not re.search(rb"<(!doctype html|html|head|body|title|p|div)\b", body[:_HEAD], re.IGNORECASE):
        said = f" ({content_type})" if content_type else ""
        return NotAFeed(f"the answer is no feed{said}: look at the address")
    try:
        page = html.document_fromstring(body[:_HEAD], base_url=url)
    except (etree.ParserError, ValueError):
        return NotAFeed("the answer is an HTML page, not a feed: look at the address")
    title = " ".join((page.findtext(".//title") or "").split())[:100]
    named = f"an HTML page, “{title}”," if title else "an HTML page,"
    alternates = tuple(_alternates(page, url))
    hint = f"it points to {alternates[0]}" if alternates else 'look at the address, or make it kind = "page"'
    return NotAFeed(f"the answer is {named} not a feed: {hint}", alternates=alternates)


def _alternates(page: html.HtmlElement, url: str) -> list[str]:
    page.make_links_absolute(url, handle_failures="discard")
    return [
        link.get("href", "")
        for link in page.iter("link")
        if "alternate" in (link.get("rel") or "").lower() and (link.get("type") or "").lower() in _FEED_TYPES
    ]
