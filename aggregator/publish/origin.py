"""Adds to feedgen's entries what it leaves out: links with their relation, ``atom:source``, the language."""

from datetime import UTC

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.util import xml_elem
from lxml import etree

from aggregator.publish.posts import Origin, Post

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Language(BaseExtension):  # type: ignore[misc]  # feedgen publishes no types
    """The language of the whole feed, as ``xml:lang`` (RFC 4287 §2)."""

    language: str | None = None

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        """Set the language on the feed's element."""
        if self.language:
            feed.set(_LANG, self.language)
        return feed


class Voices(BaseEntryExtension):  # type: ignore[misc]  # feedgen publishes no types
    """Where an entry came from (RFC 4287 §4.2.11), where else it is told, and its language.

    feedgen 1.0 writes every link of an entry without its relation, so the links come from here.
    """

    post: Post | None = None

    def extend_atom(self, entry: etree._Element) -> etree._Element:
        """Complete the links, append ``atom:source``, and set ``xml:lang``."""
        if self.post is None:
            return entry
        if self.post.language:
            entry.set(_LANG, self.post.language)
        for link in entry.findall("link"):
            link.set("rel", "alternate")
        for address in self.post.related:
            xml_elem("link", entry, rel="related", href=address)
        for file in self.post.enclosures:
            said = {"type": file.type, "length": str(file.length) if file.length else None}
            known = {name: value for name, value in said.items() if value}
            xml_elem("link", entry, rel="enclosure", href=file.url, **known)
        if self.post.origin:
            _add_source(entry, self.post.origin)
        return entry


def _add_source(entry: etree._Element, origin: Origin) -> None:
    if origin.address:
        xml_elem("link", entry, rel="via", href=origin.address, title=origin.title)
    source = xml_elem("source", entry)
    xml_elem("id", source).text = origin.id
    xml_elem("title", source).text = origin.title
    xml_elem("updated", source).text = origin.updated.astimezone(UTC).isoformat()
    if origin.feed:
        xml_elem("link", source, rel="self", href=origin.feed)
    if origin.page:
        xml_elem("link", source, rel="alternate", href=origin.page)
