"""Adds to feedgen's entries what it leaves out: links with their relation, ``atom:source``, the language."""

from datetime import datetime

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.util import xml_elem
from lxml import etree

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Language(BaseExtension):  # type: ignore[misc]  # feedgen publishes no types
    """The language of the whole feed, as ``xml:lang`` (RFC 4287 §2)."""

    language = "en"

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        """Set the language on the feed's element."""
        feed.set(_LANG, self.language)
        return feed


class Origin(BaseEntryExtension):  # type: ignore[misc]  # feedgen publishes no types
    """Where an entry came from (RFC 4287 §4.2.11), where else it is told, and its language.

    feedgen 1.0 writes every link of an entry without its relation, so the links come from here.
    """

    id = title = address = ""
    updated: datetime | None = None
    language: str | None = None
    related: tuple[str, ...] = ()

    def extend_atom(self, entry: etree._Element) -> etree._Element:
        """Append links and ``atom:source``, and set ``xml:lang``."""
        if self.language:
            entry.set(_LANG, self.language)
        for link in entry.findall("link"):
            link.set("rel", "alternate")
        for address in self.related:
            xml_elem("link", entry, href=address, rel="related")
        if self.id and self.updated:
            source = xml_elem("source", entry)
            xml_elem("id", source).text = self.id
            xml_elem("title", source).text = self.title
            xml_elem("updated", source).text = self.updated.isoformat()
            xml_elem("link", source, href=self.address, rel="self")
        return entry
