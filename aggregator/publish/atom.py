"""Writes a feed as Atom (RFC 4287)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from aggregator.model import Society, Source, Story
from aggregator.publish import fields, posts
from aggregator.publish.feed import Feed
from aggregator.publish.history import History
from aggregator.publish.origin import Language, Voices
from aggregator.publish.posts import Author, Post


def atom(
    feed: Feed, stories: Sequence[Story], societies: Mapping[str, Society], sources: Mapping[str, Source]
) -> bytes:
    """Return the feed of ``stories``, in their order, as UTF-8; the same input gives the same bytes.

    An entry's id is the story's, ``published`` the lead's date, ``updated`` the last time that its
    words changed. ``atom:source`` (§4.2.11) names where the lead came from.
    """
    return render(feed, [posts.of(story, feed, societies, sources) for story in stories])


def render(feed: Feed, entries: Sequence[Post]) -> bytes:
    """Return the document that holds ``entries``."""
    made = FeedGenerator()
    made.id(feed.id)
    made.title(fields.line(feed.title) or feed.id)
    links = (("self", feed.url), ("alternate", feed.home), *feed.links)
    made.link([{"href": fields.address(href) or href, "rel": rel} for rel, href in links])
    made.author({"name": fields.line(feed.author) or feed.authority} | _mail(feed.contact))
    made.register_extension("spoken", Language, rss=False)
    made.spoken.language = fields.language(feed.language)
    made.register_extension("history", History, rss=False)
    made.history.is_archive, made.history.deleted = feed.is_archive, feed.deleted
    made.generator("aggregator")
    made.updated(_utc(max([posts.updated(entries), *(one.at for one in feed.deleted)])))
    for post in entries:
        made.add_entry(_entry(post), order="append")
    content: bytes = made.atom_str(pretty=True)
    return content


def _entry(post: Post) -> FeedEntry:
    entry = FeedEntry()
    entry.id(post.id)
    entry.title(post.title)
    entry.published(_utc(post.published))
    entry.updated(_utc(post.updated))
    entry.author([_person(author) for author in post.authors])
    if post.summary:
        entry.summary(post.summary)
    if post.html:
        entry.content(post.html, type="html")
    if post.link:
        entry.link(href=post.link)
    categories = [{"term": one.term, "scheme": one.scheme, "label": one.label} for one in post.categories]
    entry.category(categories)
    entry.register_extension("voices", Voices, rss=False)
    entry.voices.post = post
    return entry


def _person(author: Author) -> dict[str, str]:
    return {"name": author.name} | ({"uri": author.url} if author.url else {})


def _mail(contact: str | None) -> dict[str, str]:
    return {"email": contact} if contact and "@" in contact else {}


def _utc(moment: datetime) -> datetime:
    """Return ``moment`` in UTC, so that the same instant is always written in the same way."""
    return moment.astimezone(UTC)
