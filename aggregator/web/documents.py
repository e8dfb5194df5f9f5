"""Keeps documents ready to be served, each made once for each version of what it is made from."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime

from aggregator.web.document import Stored


class Documents:
    """The documents that were asked for lately, at most ``most`` of them."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Hashable, Stored]] = OrderedDict()

    def ready(self, key: Hashable, version: Hashable) -> Stored | None:
        """Return a document if it is there in that version."""
        with self._lock:
            found = self._kept.get(key)
            if found is None or found[0] != version:
                return None
            self._kept.move_to_end(key)
            return found[1]

    def made(
        self,
        key: Hashable,
        version: Hashable,
        make: Callable[[], bytes | None],
        *,
        media_type: str,
        modified: datetime,
    ) -> Stored | None:
        """Return a document, made where it is not ready; one that comes out the same stays the same.

        ``None`` where there is nothing to make it of.
        """
        found = self.ready(key, version)
        if found is not None:
            return found
        body = make()
        if body is None:
            return None
        stored = Stored.of(body, media_type=media_type, modified=modified)
        with self._lock:
            before = self._kept.get(key)
            if before and before[1].etag == stored.etag:
                stored = before[1]
            self._kept[key] = (version, stored)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return stored
