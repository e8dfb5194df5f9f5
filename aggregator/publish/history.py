"""Tells readers of a feed what is gone (RFC 6721) and what is archived (RFC 5005)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from feedgen.ext.base import BaseExtension
from lxml import etree

DELETED: Final = "http://purl.org/atompub/tombstones/1.0"
ARCHIVE: Final = "http://purl.org/syndication/history/1.0"
_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_MOST: Final = 100
"""Deleted entries that a feed tells of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deleted:
    """An entry that was in the feed and is no more, and since when."""

    id: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Earlier:
    """What an earlier document of the feed held."""

    ids: tuple[str, ...] = ()
    deleted: tuple[Deleted, ...] = ()


class History(BaseExtension):  # type: ignore[misc]  # feedgen publishes no types
    """Adds to a feed that it is an archive document (RFC 5005 §4), and its deleted entries (RFC 6721 §3)."""

    is_archive = False
    deleted: tuple[Deleted, ...] = ()

    def extend_ns(self) -> dict[str, str]:
        """Name the two vocabularies where they are used."""
        archive = {"fh": ARCHIVE} if self.is_archive else {}
        return archive | ({"at": DELETED} if self.deleted else {})

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        """Add the elements."""
        if self.is_archive:
            etree.SubElement(feed, f"{{{ARCHIVE}}}archive")
        for one in self.deleted:
            said = {"ref": one.id, "when": one.at.astimezone(UTC).isoformat()}
            etree.SubElement(feed, f"{{{DELETED}}}deleted-entry", said)
        return feed


def earlier(document: bytes) -> Earlier:
    """Return what a feed of ours held; nothing where the document cannot be read."""
    try:
        root = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))
        return Earlier(
            ids=tuple(entry.findtext(f"{_ATOM}id") or "" for entry in root.iterfind(f"{_ATOM}entry")),
            deleted=tuple(
                Deleted(id=one.get("ref", ""), at=datetime.fromisoformat(one.get("when", "")))
                for one in root.iterfind(f"{{{DELETED}}}deleted-entry")
            ),
        )
    except (etree.XMLSyntaxError, ValueError):
        return Earlier()


def deleted(
    before: Earlier, gone: Sequence[str], *, present: Collection[str], at: datetime, held: timedelta
) -> tuple[Deleted, ...]:
    """Return the deleted entries that a feed tells of now, the latest first.

    ``gone`` are those of the earlier document that are no more; one that is ``present`` again is not
    told of, nor one that has been told of for as long as ``held``.
    """
    told = [one for one in before.deleted if one.id not in present and one.at > at - held]
    known = {one.id for one in told}
    fresh = [Deleted(id=one, at=at) for one in gone if one not in known and one not in present]
    return (*fresh, *told)[:_MOST]
