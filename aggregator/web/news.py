"""Keeps the newest stories at hand, so that a visitor costs the store nothing."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregator.model import Story


@dataclass(frozen=True, kw_only=True, slots=True)
class Newest:
    """The newest stories, newest first; ``version`` counts their changes, ``at`` is the last one's time."""

    stories: tuple[Story, ...]
    version: int
    at: datetime


class News:
    """The newest stories, asked for anew when the feed was, and otherwise every so often."""

    def __init__(
        self, ask: Callable[[], Sequence[Story]], *, clock: Callable[[], datetime], refresh: float
    ) -> None:
        self._ask = ask
        self._clock = clock
        self._refresh = refresh
        self._lock = threading.Lock()
        self._newest: Newest | None = None
        self._asked: tuple[object, datetime] | None = None

    def newest(self, stamp: object, *, published: datetime | None) -> Newest:
        """Return the newest stories; ``stamp`` says which feed was ``published`` when."""
        with self._lock:
            if self._newest is None or self._is_stale(stamp):
                self._asked = (stamp, self._clock())
                self._newest = self._renewed(tuple(self._ask()), published or self._clock())
            return self._newest

    def _is_stale(self, stamp: object) -> bool:
        if self._asked is None or self._asked[0] != stamp:
            return True
        return not 0 <= (self._clock() - self._asked[1]).total_seconds() < self._refresh

    def _renewed(self, stories: tuple[Story, ...], at: datetime) -> Newest:
        before = self._newest
        if before is None:
            return Newest(stories=stories, version=1, at=at)
        if before.stories == stories:
            return before
        return Newest(stories=stories, version=before.version + 1, at=max(at, self._clock()))
