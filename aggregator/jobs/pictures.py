"""Makes copies of the pictures of the newest stories, so that readers ask us for them and not the sources.

::

    stories → pictures without a copy → FETCH → SHRINK in a worker → kept
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from aggregator import store
from aggregator.errors import AggregatorError
from aggregator.fetch import Fetcher
from aggregator.model import Failed, Request
from aggregator.refine import picture
from aggregator.store import Store
from aggregator.store.pictures import Pictures
from aggregator.workers import Workers

_COPIES: Final = picture.Limits()


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """The newest stories whose pictures are copied, how many copies are made at once, and times to wait.

    A picture that could not be had is tried again after ``retry``; a copy that no story needs any more
    goes after ``held``.
    """

    stories: int = 300
    at_once: int = 20
    retry: timedelta = timedelta(days=3)
    held: timedelta = timedelta(days=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What copying pictures works with; the copies go into ``folder``."""

    store: Store
    fetcher: Fetcher
    workers: Workers
    folder: Path
    clock: Callable[[], datetime]
    limits: Limits = Limits()
    copies: picture.Limits = _COPIES


def copy(tools: Tools) -> int:
    """Copy the pictures of the newest stories that have no copy yet; return how many were made."""
    at, limits = tools.clock(), tools.limits
    kept = Pictures(tools.folder)
    with tools.store.reading() as connection:
        newest = store.stories.newest(connection, limit=limits.stories)
    images = {item.image.url: item.source for _, items in newest for item in items if item.image}
    wanted = [url for url in images if kept.is_wanted(url, at=at, retry=limits.retry)]
    made = sum(_copied(url, images[url], kept, tools) for url in wanted[: limits.at_once])
    kept.forget(images, at=at, held=limits.held)
    return made


def _copied(url: str, source: str, kept: Pictures, tools: Tools) -> bool:
    answer = tools.fetcher.get(Request(source=source, url=url))
    if isinstance(answer, Failed):
        kept.miss(url, why=answer.why)
        return False
    try:
        small = tools.workers.run(picture.shrunk, answer.body, limits=tools.copies)
    except AggregatorError as error:
        kept.miss(url, why=str(error))
        return False
    if small is None:
        kept.miss(url, why="it is no picture that can be shown")
        return False
    kept.keep(url, small.content, width=small.width, height=small.height)
    return True
