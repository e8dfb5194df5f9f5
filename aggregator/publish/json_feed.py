"""Writes a feed as JSON Feed 1.1."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from aggregator.model import Enclosure, Society, Source, Story
from aggregator.publish import fields, posts
from aggregator.publish.feed import Feed
from aggregator.publish.posts import Author, Origin, Post


def json_feed(
    feed: Feed, stories: Sequence[Story], societies: Mapping[str, Society], sources: Mapping[str, Source]
) -> bytes:
    """Return the feed of ``stories``, in their order, as UTF-8; the same input gives the same bytes.

    What the format has no field for (the source, the other voices) stands in the items' extension
    ``_aggregator``.
    """
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": fields.line(feed.title) or feed.id,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "language": fields.language(feed.language),
        "authors": [_author(Author(name=fields.line(feed.author) or feed.authority, url=feed.site_url))],
        "hubs": [{"type": "WebSub", "url": href} for rel, href in feed.links if rel == "hub"],
        "next_url": next((href for rel, href in feed.links if rel == "next"), None),
    }
    items = [_item(posts.of(story, feed, societies, sources)) for story in stories]
    return json.dumps(_said(document) | {"items": items}, ensure_ascii=False, indent=1).encode() + b"\n"


def _item(post: Post) -> dict[str, Any]:
    # An item must have content: html, or text where there is none.
    content = {"content_html": post.html} if post.html else {"content_text": post.summary or post.title}
    return _said({
        "id": post.id,
        "url": post.link,
        "title": post.title,
        **content,
        "summary": post.summary,
        "image": post.image,
        "date_published": _date(post.published),
        "date_modified": _date(post.updated),
        "authors": [_author(author) for author in post.authors],
        "tags": [category.label for category in post.categories],
        "language": post.language,
        "attachments": [_attachment(file) for file in post.enclosures],
        "_aggregator": _said({"source": _source(post.origin), "related": list(post.related)}),
    })  # fmt: skip


def _attachment(file: Enclosure) -> dict[str, Any]:
    kind = file.type or "application/octet-stream"
    return _said({"url": file.url, "mime_type": kind, "size_in_bytes": file.length})


def _source(origin: Origin | None) -> dict[str, Any] | None:
    return _said({"id": origin.id, "title": origin.title, "url": origin.address}) if origin else None


def _author(author: Author) -> dict[str, Any]:
    return _said({"name": author.name, "url": author.url})


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Return ``values`` without those that say nothing."""
    return {name: value for name, value in values.items() if value}


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
