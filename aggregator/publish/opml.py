"""Writes the list of sources as OPML 2.0, which feed readers import, and which makes another site of ours."""

from collections.abc import Iterable, Mapping

from lxml import etree

from aggregator.model import OPML_NAMESPACE, Society, Source
from aggregator.publish import fields
from aggregator.publish.feed import Feed


def opml(feed: Feed, societies: Mapping[str, Society], sources: Mapping[str, Source]) -> bytes:
    """Return the sources under their societies as UTF-8; the same input gives the same bytes.

    A source that is a page, not a feed, is an outline of the type ``link``. Sources of this machine are
    left out.
    """
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"our": OPML_NAMESPACE})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = fields.line(feed.title) or feed.id
    etree.SubElement(head, "ownerName").text = fields.line(feed.author) or feed.authority
    etree.SubElement(head, "ownerId").text = feed.site_url
    body = etree.SubElement(root, "body")
    unknown = sorted({one.society for one in sources.values()} - set(societies))
    for key in (*societies, *unknown):
        _add_society(body, key, societies.get(key), [one for one in sources.values() if one.society == key])
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _add_society(body: etree._Element, key: str, society: Society | None, sources: Iterable[Source]) -> None:
    name = fields.line(society.name if society else key) or "unknown"
    said = {"text": name, _our("key"): key}
    home = fields.address(society.url) if society else None
    if society:
        said[_our("acronym")] = fields.line(society.acronym) or key
    if home:
        said["htmlUrl"] = home
    under = etree.SubElement(body, "outline", said)
    for source in sources:
        _add(under, source, name, home)


def _add(under: etree._Element, source: Source, name: str, home: str | None) -> None:
    address = fields.address(source.url)
    if address is None:
        return
    said = {"text": name, "title": name, _our("key"): source.key}
    if source.kind == "feed":
        # "rss" is OPML's word for a feed of any format.
        said |= {"type": "rss", "xmlUrl": address} | ({"htmlUrl": home} if home else {})
    else:
        said |= {"type": "link", "url": address}
    if language := fields.language(source.language):
        said["language"] = language
    etree.SubElement(under, "outline", said)


def _our(name: str) -> str:
    return f"{{{OPML_NAMESPACE}}}{name}"
