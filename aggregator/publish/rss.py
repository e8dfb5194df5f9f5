"""Writes a feed as RSS 2.0, for readers that know no Atom.

By lxml, as feedgen writes the dates of RSS by changing the locale of the whole process.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Final

from lxml import etree

from aggregator.model import Society, Source, Story
from aggregator.publish import fields, posts
from aggregator.publish.feed import Feed
from aggregator.publish.posts import Post

_ATOM: Final = "http://www.w3.org/2005/Atom"
_CONTENT: Final = "http://purl.org/rss/1.0/modules/content/"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_NAMES: Final = {"atom": _ATOM, "content": _CONTENT, "dc": _DC}


def rss(
    feed: Feed, stories: Sequence[Story], societies: Mapping[str, Society], sources: Mapping[str, Source]
) -> bytes:
    """Return the feed of ``stories``, in their order, as UTF-8; the same input gives the same bytes.

    ``guid`` is the id that the Atom feed gives, ``description`` the summary, ``content:encoded``
    the whole text.
    """
    entries = [posts.of(story, feed, societies, sources) for story in stories]
    root = etree.Element("rss", {"version": "2.0"}, nsmap=_NAMES)
    channel = etree.SubElement(root, "channel")
    title = fields.line(feed.title) or feed.id
    _add(channel, "title", title)
    _add(channel, "link", fields.address(feed.home) or feed.home)
    said = dict.fromkeys((title, fields.line(feed.author)))
    _add(channel, "description", " · ".join(one for one in said if one))
    _add(channel, "language", fields.language(feed.language))
    _add(channel, "lastBuildDate", _date(posts.updated(entries)))
    _add(channel, "generator", "aggregator")
    for rel, href in (("self", feed.url), *feed.links):
        link = {"rel": rel, "href": fields.address(href) or href}
        if rel == "self":
            link["type"] = "application/rss+xml"
        etree.SubElement(channel, f"{{{_ATOM}}}link", link)
    for post in entries:
        _add_item(channel, post)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _add_item(channel: etree._Element, post: Post) -> None:
    item = etree.SubElement(channel, "item")
    _add(item, "title", post.title)
    _add(item, "link", post.link)
    _add(item, "guid", post.id, isPermaLink="false")
    _add(item, "pubDate", _date(post.published))
    _add(item, "description", escape(post.summary, quote=False))
    _add(item, f"{{{_CONTENT}}}encoded", post.html)
    for file in post.enclosures[:1]:
        # One is all that most readers take; what is not known of it must be said all the same.
        kind, length = file.type or "application/octet-stream", str(file.length or 0)
        etree.SubElement(item, "enclosure", {"url": file.url, "length": length, "type": kind})
    for author in post.authors:
        _add(item, f"{{{_DC}}}creator", author.name)
    for category in post.categories:
        _add(item, "category", category.label, domain=category.scheme)
    if post.origin and post.origin.address:
        _add(item, "source", post.origin.title, url=post.origin.address)


def _add(parent: etree._Element, tag: str, value: str | None, **attributes: str) -> None:
    """Append an element where there is something to say."""
    if value:
        etree.SubElement(parent, tag, attributes).text = value


def _date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
