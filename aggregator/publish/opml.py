"""Writes the list of sources as OPML 2.0, which feed readers import."""

from collections.abc import Mapping
from itertools import groupby

from lxml import etree

from aggregator.model import Society, Source
from aggregator.publish import fields
from aggregator.publish.feed import Feed


def opml(feed: Feed, societies: Mapping[str, Society], sources: Mapping[str, Source]) -> bytes:
    """Return the sources under their societies as UTF-8; the same input gives the same bytes.

    A source that is a page, not a feed, is an outline of the type ``link``.
    """
    root = etree.Element("opml", {"version": "2.0"})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = fields.line(feed.title) or feed.id
    etree.SubElement(head, "ownerName").text = fields.line(feed.author) or feed.authority
    etree.SubElement(head, "ownerId").text = feed.site_url
    body = etree.SubElement(root, "body")
    places = {key: place for place, key in enumerate(societies)}
    ordered = sorted(sources.values(), key=lambda one: (places.get(one.society, len(places)), one.society))
    for key, group in groupby(ordered, key=lambda one: one.society):
        society = societies.get(key)
        name = fields.line(society.name if society else key) or "unknown"
        under = etree.SubElement(body, "outline", {"text": name})
        for source in group:
            _add(under, source, name, society)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _add(under: etree._Element, source: Source, name: str, society: Society | None) -> None:
    address = fields.address(source.url)
    if address is None:
        return
    home = fields.address(society.url) if society else None
    said = {"text": name, "title": name}
    if source.kind == "feed":
        # "rss" is OPML's word for a feed of any format.
        said |= {"type": "rss", "xmlUrl": address} | ({"htmlUrl": home} if home else {})
    else:
        said |= {"type": "link", "url": address}
    if language := fields.language(source.language):
        said["language"] = language
    etree.SubElement(under, "outline", said)
