"""Holds every feed as a document, made when it is first asked for and again when its stories change."""

from datetime import UTC, datetime
from typing import Final

from aggregator.publish import delta
from aggregator.web.deltas import Deltas
from aggregator.web.document import Stored
from aggregator.web.documents import Documents
from aggregator.web.library import Library
from aggregator.web.parts import ALL, Part

TYPES: Final = {
    "xml": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
    "opml": "text/x-opml; charset=utf-8",
}
"""Media types by what an address ends with."""

_COMBINED: Final = "feed.xml"
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Shelf:
    """The feeds of a library; what changes costs one visitor the making, all others none."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._documents = Documents(most=library.limits.documents)
        self._deltas = Deltas(versions=library.limits.versions, most=library.limits.documents)
        self._opened = library.now()

    def ready(self) -> Stored | None:
        """Return the combined feed if it is at hand: a look at the file's time, and nothing to wait for."""
        return self._documents.ready(_COMBINED, self._library.stamp)

    def feed(self, part: Part, ending: str, number: int = 1) -> Stored | None:
        """Return a page of the feed of a part of the news, ``None`` where there is none (yet)."""
        stamp = self._library.stamp
        if stamp is None:
            return None
        if ending == "xml" and part == ALL and number == 1:
            stored = self._documents.made(
                _COMBINED,
                stamp,
                self._library.combined,
                media_type=TYPES[ending],
                modified=datetime.fromtimestamp(stamp[0] / 1e9, UTC),
            )
        else:
            newest = self._library.newest()
            stored = self._documents.made(
                (part.path, ending, number),
                (stamp, newest.version),
                lambda: self._library.rendered(part, ending, number),
                media_type=TYPES[ending],
                modified=newest.at,
            )
        if stored and number == 1:
            self._deltas.note((part.path, ending), stored, ending)
        return stored

    def news(self, part: Part, ending: str, tags: list[str]) -> tuple[str, Stored, bytes] | None:
        """Return what a feed holds that one of its versions, named by entity tags, did not.

        That is that version's tag, the feed as it is now, and a feed of the new entries; ``None`` where
        the version is not remembered.
        """
        since = self._deltas.since((part.path, ending), tags)
        stored = self.feed(part, ending)
        if since is None or stored is None:
            return None
        tag, known = since
        return tag, stored, delta.only_new(stored.body, ending, known=known)

    def archive(self, key: str) -> Stored | None:
        """Return an archive document of the combined feed, ``None`` where there is none."""
        newest = self._library.newest()
        return self._documents.made(
            ("archive", key),
            newest.version,
            lambda: self._library.rendered_archive(key),
            media_type=TYPES["xml"],
            modified=newest.at,
        )

    def issues(self, digest: str) -> Stored | None:
        """Return the feed of a digest's issues."""
        issues = self._library.issues(digest)
        return self._documents.made(
            ("issues", digest),
            tuple(issue.number for issue in issues),
            lambda: self._library.rendered_issues(digest, issues),
            media_type=TYPES["xml"],
            modified=max((issue.at for issue in issues), default=_LONG_AGO),
        )

    def opml(self) -> Stored | None:
        """Return the list of sources; it changes with the configuration, which is read at the start."""
        return self._documents.made(
            "opml", None, self._library.opml, media_type=TYPES["opml"], modified=self._opened
        )
