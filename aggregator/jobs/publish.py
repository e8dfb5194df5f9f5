"""Writes the combined feed.

::

    store → stories → PUBLISH → feed.xml
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aggregator import publish as rendering
from aggregator import store
from aggregator.model import Society, Source, Story
from aggregator.recognise import assemble
from aggregator.store import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """What was written: whether the file changed, and how many stories it holds."""

    path: Path
    changed: bool
    stories: int


def publish(
    kept: Store,
    folder: Path,
    *,
    feed: rendering.Feed,
    entries: int,
    societies: Mapping[str, Society],
    sources: Mapping[str, Source],
) -> Published:
    """Write ``feed.xml`` with the newest ``entries`` stories into ``folder``, where it has changed."""
    stories = newest_stories(kept, societies, limit=entries)
    content = rendering.atom(feed, stories, societies, sources)
    path = folder / "feed.xml"
    return Published(path=path, changed=store.files.replace(path, content), stories=len(stories))


def newest_stories(kept: Store, societies: Mapping[str, Society], *, limit: int) -> list[Story]:
    """Return the newest stories that are news, by their leads' dates, newest first."""
    with kept.reading() as connection:
        found = store.items.newest(connection, limit=limit)
    stories = [assemble(items, story=story, societies=societies) for story, items in found]
    return sorted(stories, key=lambda story: (story.lead.date, story.id), reverse=True)
