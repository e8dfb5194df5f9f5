"""Reads feeds that say only what feeds usually say, as feedparser would and in a fraction of its time."""

from dataclasses import dataclass
from typing import Final

from feedparser.urls import make_safe_absolute_uri
from lxml import etree

from aggregator.parse import fields
from aggregator.parse.elements import XML, Found, Reader, Scope, Unusual, is_beside_whole, name_of, written
from aggregator.parse.limits import Limits

_RSS_1: Final = ("http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/")
_ENTRIES: Final = frozenset({"item", "entry"})
_HEAD: Final = frozenset({"title", "link", "id", "guid", "language", "dc_language"})
_PEOPLE: Final = frozenset({"author", "dc_author", "dc_creator"})
_ALIKE: Final = frozenset({
    "author_detail", "authors", "cc_license", "channel", "creativecommons_license", "dc_title", "feed",
    "itunes_title", "links", "media_title", "rss",
})  # fmt: skip
"""What feedparser, at the head of a feed, keeps under a name that is read here, or takes for another head."""
_NAMED: Final = frozenset({"itunes_author", "managingeditor"})
"""Who besides is an author to feedparser; those of a feed count in Atom only."""
_WITHIN: Final = {
    "image": frozenset({"title", "link", "description", "url", "href", "width", "height"}),
    "textinput": frozenset({"title", "link", "description", "name"}),
}
"""What stands in elements that have a head of their own."""
_TELLING: Final = frozenset({"about", "base", "href", "lang", "lastmod"})
"""Attributes by which an entry says something."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A feed in feedparser's form: what it says of itself, and its entries, by their elements."""

    version: str
    feed: Found
    entries: dict[etree._Element, Found]


def read(root: etree._Element, *, url: str, limits: Limits) -> Document | None:
    """Return what a feed of RSS 0.9x or 2.0 or of Atom says, whose document came from ``url``.

    Where there is anything that feedparser might read in another way, it is ``None``.
    """
    try:
        within, holder = _opened(root, url)
        entries = {
            one: _entry(one, within, limits)
            for one in holder.iterchildren(etree.Element)
            if name_of(one) in _ENTRIES
        }
        feed = _feed(holder, within, limits)
    except Unusual:
        return None
    return Document(version="atom" if within.atom else "rss", feed=feed, entries=entries)


def _opened(root: etree._Element, url: str) -> tuple[Scope, etree._Element]:
    """Return the element that holds the entries, and what they are said in."""
    atom = name_of(root) == "feed"
    path = [root] if atom else [root, *root]
    names = [name_of(one) for one in path]
    if names not in (["feed"], ["rss", "channel"]) or any(uri in _RSS_1 for uri in root.nsmap.values()):
        raise Unusual
    base = url if fields.is_whole(url) else make_safe_absolute_uri(url, url) or url
    within = Scope(base=base, language=None, atom=atom)
    for one in path:
        within = within.within(one)
    if not atom and len(root[0].attrib):  # the Channel Definition Format says much in attributes
        raise Unusual
    return within, path[-1]


def _entry(element: etree._Element, within: Scope, limits: Limits) -> Found:
    own = (name for name in written(element) if not name.startswith(XML))
    if any(name.rpartition("}")[2].lower() in _TELLING for name in own):
        raise Unusual
    reader = Reader(within.within(element), limits)
    for child in element:
        reader.read(child)
    return reader.done()


def _feed(holder: etree._Element, within: Scope, limits: Limits) -> Found:
    reader = Reader(within, limits)
    for child in holder:
        name = name_of(child)
        if name in _HEAD or (within.atom and name in _PEOPLE):
            _refuse_references(child)
            reader.read(child)
        elif name not in _ENTRIES and not _is_beside(child, name, atom=within.atom):
            raise Unusual
    found = reader.done()
    return found if "language" in found else found | {"language": within.language}


def _refuse_references(element: etree._Element) -> None:
    """Refuse an address with references left in it: feedparser reads a feed's otherwise than an entry's."""
    if "&" in (element.text or "") and name_of(element) == "link":
        raise Unusual


def _is_beside(element: etree._Element, name: str, *, atom: bool) -> bool:
    """Say whether an element at the head of a feed changes nothing of what is read there."""
    if name in _WITHIN:
        return all(name_of(one) in _WITHIN[name] for one in element.iterdescendants())
    if len(element):
        return is_beside_whole(element)
    return name not in _ALIKE and not (atom and name in _NAMED)
