"""Clears away what nobody needs any more: old log lines and hashes, unconfirmed wishes, old texts."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aggregator import store
from aggregator.jobs import archive
from aggregator.store import Store
from aggregator.store.retention import BATCH, Keep
from aggregator.store.stories import ALL, Chosen

KEPT = timedelta(days=90)
UNCONFIRMED = timedelta(days=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Retention:
    """Which texts are kept: of each source, of those that have a rule of their own, and in all.

    ``windows`` are the feeds that are published, each with the newest ``entries`` stories: these stay.
    So do news among which a digest may choose, for as long as ``choosing``.
    """

    each: Keep = field(default_factory=Keep)
    sources: Mapping[str, Keep] = field(default_factory=dict)
    in_all: int | None = None
    entries: int = 100
    windows: Collection[Chosen] = (ALL,)
    choosing: timedelta = timedelta()


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What tidying works with."""

    store: Store
    clock: Callable[[], datetime]
    retention: Retention = Retention()


@dataclass(frozen=True, kw_only=True, slots=True)
class Tidied:
    """How many rows and how many texts went."""

    rows: int
    texts: int


def tidy(tools: Tools) -> Tidied:
    """Drop what is older than ``KEPT``, who has not confirmed, and the texts that are not to be kept.

    Items and issues stay, with all by which they are known.
    """
    at = tools.clock()
    with tools.store.writing() as connection:
        rows = (
            store.polls.forget(connection, before=at - KEPT)
            + store.notices.forget(connection, before=at - KEPT)
            + store.subscribers.forget_pending(connection, before=at - UNCONFIRMED)
        )
    texts = _shed(tools, at)
    while _caught_up(tools.store):
        pass
    tools.store.optimise()
    return Tidied(rows=rows, texts=texts)


def _shed(tools: Tools, at: datetime) -> int:
    """Let texts go, some at a time: who writes meanwhile waits for one batch only."""
    rules = tools.retention
    with tools.store.reading() as connection:
        keeps = [(key, rules.sources.get(key, rules.each)) for key in store.polls.keys(connection)]
        wanted = [one for one in (*keeps, (None, Keep(most=rules.in_all))) if one[1] != Keep()]
        spared = _spared(tools) if wanted else frozenset()
        found = {
            identity
            for source, keep in wanted
            for identity in store.retention.outlived(
                connection, source, keep, spared=spared, at=at, choosing=rules.choosing
            )
        }
    gone = 0
    for some in store.chunks.chunks(sorted(found), size=BATCH):
        with tools.store.writing() as connection:
            gone += store.retention.shed(connection, some)
    return gone


def _spared(tools: Tools) -> frozenset[str]:
    """Return the stories that stand in a feed as readers fetch it now."""
    limit = tools.retention.entries
    with tools.store.reading() as connection:
        _, behind = archive.latest(connection)
        languages = {one.split("-")[0] for one in store.stories.languages(connection)}
        spoken = [Chosen(by="language", key=one) for one in sorted(languages)]
        shown = [
            story
            for window in (*tools.retention.windows, *spoken)
            for story, _ in store.stories.newest(connection, limit=limit, chosen=window)
        ]
    return frozenset((*shown, *behind))


def _caught_up(kept: Store) -> int:
    with kept.writing() as connection:
        return store.index.catch_up(connection)
