"""Remembers what earlier versions of feeds held, so that a reader is told only what is new (RFC 3229)."""

import threading
from collections import OrderedDict
from collections.abc import Hashable

from aggregator.publish import delta
from aggregator.web.document import Stored


class Deltas:
    """The entries of the last ``versions`` versions of each of at most ``most`` feeds, as their hashes."""

    def __init__(self, *, versions: int, most: int) -> None:
        self._versions = versions
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, OrderedDict[str, frozenset[bytes]]] = OrderedDict()

    def note(self, key: Hashable, stored: Stored, ending: str) -> None:
        """Remember what a version of a feed holds."""
        with self._lock:
            if stored.etag in self._held.get(key, ()):
                return
        held = delta.pieces(stored.body, ending)
        with self._lock:
            versions = self._held.setdefault(key, OrderedDict())
            versions[stored.etag] = held
            self._held.move_to_end(key)
            while len(versions) > self._versions:
                versions.popitem(last=False)
            while len(self._held) > self._most:
                self._held.popitem(last=False)

    def since(self, key: Hashable, tags: list[str]) -> tuple[str, frozenset[bytes]] | None:
        """Return the latest version that one of the entity tags names, and what it held."""
        with self._lock:
            versions = self._held.get(key, OrderedDict())
            for etag in reversed(versions):
                for tag in tags:
                    # A tag is that of a version in one coding: the version's, then the coding's name.
                    if tag.strip('"').partition("-")[0] == etag:
                        return tag, versions[etag]
        return None
