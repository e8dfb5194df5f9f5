"""Writes the combined feed.

::

    store → stories → PUBLISH → feed.xml

Beside the newest stories by date it holds what came since the last archive document was full: with the
archive (RFC 5005 §4) it has every story, whatever date it bears. What it held and is no more in the store
stays in it as a deleted entry (RFC 6721).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from aggregator import publish as rendering
from aggregator import store
from aggregator.jobs import archive
from aggregator.model import Imprint, Society, Source, Story
from aggregator.recognise import assemble
from aggregator.store import Store
from aggregator.store.stories import ALL, Chosen


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """For how long a feed tells of an entry that is gone."""

    deleted: timedelta = timedelta(days=90)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What publishing works with; the feed is written into ``folder`` with the newest ``entries`` stories."""

    store: Store
    folder: Path
    feed: rendering.Feed
    entries: int
    societies: Mapping[str, Society]
    sources: Mapping[str, Source]
    clock: Callable[[], datetime]
    limits: Limits = Limits()


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """What was written: whether the file changed, and how many stories it holds."""

    path: Path
    changed: bool
    stories: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Combined:
    """The stories of the combined feed, newest first; ``held`` are their ids.

    ``more`` says that there are older ones, ``last`` is the newest archive document that is full.
    """

    stories: tuple[Story, ...]
    held: frozenset[str]
    more: bool
    last: archive.Archived | None


def publish(tools: Tools) -> Published:
    """Write ``feed.xml`` into the folder, where it has changed."""
    path = tools.folder / "feed.xml"
    before = rendering.history.earlier(store.files.content(path))
    with tools.store.reading() as connection:
        found = combined(connection, tools.societies, entries=tools.entries)
        feed = replace(
            tools.feed,
            imprints=imprints(connection, found.stories),
            links=(*tools.feed.links, *_links(tools.feed, found.last, more=found.more)),
            deleted=_deleted(connection, before, set(found.held), tools),
        )
    content = rendering.atom(feed, found.stories, tools.societies, tools.sources)
    return Published(path=path, changed=store.files.replace(path, content), stories=len(found.stories))


def combined(connection: Connection, societies: Mapping[str, Society], *, entries: int) -> Combined:
    """Return what the combined feed holds, in whatever format, with the ``entries`` newest stories."""
    newest = store.stories.newest(connection, limit=entries + 1)
    stories = [assemble(items, story=one, societies=societies) for one, items in newest]
    more, stories = len(stories) > entries, stories[:entries]
    held = {story.id for story in stories}
    last, behind = archive.latest(connection)
    late = store.items.stories(connection, [one for one in behind if one not in held])
    stories += [assemble(items, story=one, societies=societies) for one, items in late]
    return Combined(stories=tuple(by_date(stories)), held=frozenset(held.union(behind)), more=more, last=last)


def combined_stories(kept: Store, societies: Mapping[str, Society], *, entries: int) -> tuple[Story, ...]:
    """Return the stories of the combined feed, newest first."""
    with kept.reading() as connection:
        return combined(connection, societies, entries=entries).stories


def _links(feed: rendering.Feed, last: archive.Archived | None, *, more: bool) -> list[tuple[str, str]]:
    links = [("next", f"{feed.site_url}page/2/feed.xml")] if more else []
    return [*links, ("prev-archive", f"{feed.site_url}{last.path}")] if last else links


def _deleted(
    connection: Connection, before: rendering.history.Earlier, held: set[str], tools: Tools
) -> tuple[rendering.history.Deleted, ...]:
    asked = [one for one in (*before.ids, *(gone.id for gone in before.deleted)) if one not in held]
    present = held | (store.stories.existing(connection, asked) if asked else set())
    gone = [one for one in before.ids if one not in present]
    at, held_for = tools.clock(), tools.limits.deleted
    return rendering.history.deleted(before, gone, present=present, at=at, held=held_for)


def imprints(connection: Connection, stories: Iterable[Story]) -> dict[str, Imprint]:
    """Return what the feeds that stories come from say of themselves."""
    return store.naming.imprints(connection, (story.lead.source for story in stories))


def newest_stories(
    kept: Store, societies: Mapping[str, Society], *, limit: int, offset: int = 0, chosen: Chosen = ALL
) -> list[Story]:
    """Return the newest stories that are news, by the newest of their voices, after the ``offset`` newest."""
    with kept.reading() as connection:
        found = store.stories.newest(connection, limit=limit, offset=offset, chosen=chosen)
    return [assemble(items, story=story, societies=societies) for story, items in found]


def by_date(stories: Sequence[Story]) -> list[Story]:
    """Return stories by their leads' dates, newest first."""
    return sorted(stories, key=lambda story: (story.lead.date, story.id), reverse=True)
