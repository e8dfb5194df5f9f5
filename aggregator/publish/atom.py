"""Writes the combined Atom feed (RFC 4287)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from aggregator.model import Item, Society, Source, Story
from aggregator.publish.origin import Language, Origin

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without entries was last changed."""

# What XML 1.0 §2.2 does not allow in a document, escaped or not.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """The feed as its readers know it; ``url`` is its own address, ``authority`` the host that names it."""

    title: str
    url: str
    site_url: str
    author: str
    language: str
    authority: str

    @property
    def id(self) -> str:
        """The feed's ``tag:`` URI (RFC 4151), the same whatever its title and address."""
        return f"tag:{self.authority},2026:feed"


def atom(
    feed: Feed, stories: Sequence[Story], societies: Mapping[str, Society], sources: Mapping[str, Source]
) -> bytes:
    """Return the feed of ``stories``, in their order, as UTF-8; the same input gives the same bytes.

    An entry's id is the story's, ``published`` the lead's date, ``updated`` the last time that its
    words changed. ``atom:source`` (§4.2.11) names where the lead came from.
    """
    made = FeedGenerator()
    made.id(feed.id)
    made.title(_clean(feed.title))
    made.link([{"href": feed.url, "rel": "self"}, {"href": feed.site_url, "rel": "alternate"}])
    made.author({"name": _clean(feed.author)})
    made.register_extension("spoken", Language, rss=False)
    made.spoken.language = feed.language
    made.generator("aggregator")
    made.updated(max((_updated(story.lead) for story in stories), default=_NEVER))
    for story in stories:
        made.add_entry(_entry(story, feed, societies, sources), order="append")
    content: bytes = made.atom_str(pretty=True)
    return content


def _entry(
    story: Story, feed: Feed, societies: Mapping[str, Society], sources: Mapping[str, Source]
) -> FeedEntry:
    lead = story.lead
    entry = FeedEntry()
    entry.id(story.id)
    entry.title(_clean(lead.title))
    entry.published(lead.date)
    entry.updated(_updated(lead))
    entry.author([{"name": _clean(name)} for name in lead.authors or (_name(lead, societies),)])
    entry.summary(_clean(lead.summary))
    # An entry without an alternate link must have content (RFC 4287 §4.1.2), be it the title.
    if lead.html or not lead.link:
        entry.content(_clean(lead.html) or escape(_clean(lead.title)), type="html")
    if lead.link:
        entry.link(href=lead.link)
    entry.category(list(_categories(lead, feed, societies)))
    entry.register_extension("origin", Origin, rss=False)
    entry.origin.language = lead.language
    entry.origin.related = _related(story)
    if source := sources.get(lead.source):
        entry.origin.id = f"tag:{feed.authority},2026:source/{source.key}"
        entry.origin.title = _name(lead, societies)
        entry.origin.address = source.url
        entry.origin.updated = _updated(lead)
    return entry


def _related(story: Story) -> tuple[str, ...]:
    """Return the addresses of the other voices, each once."""
    links = dict.fromkeys(item.link for item in story.others if item.link)
    return tuple(link for link in links if link != story.lead.link)


def _categories(item: Item, feed: Feed, societies: Mapping[str, Society]) -> Iterable[dict[str, str]]:
    yield {"term": item.society, "scheme": f"{feed.site_url}societies/", "label": _name(item, societies)}
    for topic in item.topics:
        yield {"term": topic, "scheme": f"{feed.site_url}topics/", "label": topic}


def _name(item: Item, societies: Mapping[str, Society]) -> str:
    society = societies.get(item.society)
    return _clean(society.name if society else item.society)


def _updated(item: Item) -> datetime:
    return max(item.updated or item.date, item.date)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
