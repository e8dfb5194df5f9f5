"""Holds every feed as a document, made when it is first asked for and again when its stories change."""

from datetime import UTC, datetime
from typing import Final

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
        self._opened = library.now()

    def ready(self) -> Stored | None:
        """Return the combined feed if it is at hand: a look at the file's time, and nothing to wait for."""
        return self._documents.ready(_COMBINED, self._library.stamp)

    def feed(self, part: Part, ending: str) -> Stored | None:
        """Return the feed of a part of the news, ``None`` before anything was published."""
        stamp = self._library.stamp
        if stamp is None:
            return None
        if ending == "xml" and part == ALL:
            return self._documents.made(
                _COMBINED,
                stamp,
                self._library.combined,
                media_type=TYPES[ending],
                modified=datetime.fromtimestamp(stamp[0] / 1e9, UTC),
            )
        newest = self._library.newest()
        return self._documents.made(
            (part.path, ending),
            (stamp, newest.version),
            lambda: self._library.rendered(part, ending),
            media_type=TYPES[ending],
            modified=newest.at,
        )

    def issues(self, digest: str) -> Stored:
        """Return the feed of a digest's issues."""
        issues = self._library.issues(digest)
        return self._documents.made(
            ("issues", digest),
            tuple(issue.number for issue in issues),
            lambda: self._library.rendered_issues(digest, issues),
            media_type=TYPES["xml"],
            modified=max((issue.at for issue in issues), default=_LONG_AGO),
        )

    def opml(self) -> Stored:
        """Return the list of sources; it changes with the configuration, which is read at the start."""
        return self._documents.made(
            "opml", None, self._library.opml, media_type=TYPES["opml"], modified=self._opened
        )
