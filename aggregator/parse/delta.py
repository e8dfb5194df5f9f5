"""Splits a feed into entries and hashes each, so that only unseen ones need be read closely."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from lxml import etree

from aggregator.errors import NotAFeed
from aggregator.parse import fields, xmltree
from aggregator.parse.elements import Unusual, ends, is_foreign, name_of
from aggregator.parse.limits import Limits

MARK = "aggregatorrawhash"
"""The element, in no namespace, by which an entry carries what ``mark_of`` says through feedparser."""

# What names a person or a thing in a few words; feedparser reads it in quadratic time.
_BRIEF = {
    "author",
    "category",
    "contributor",
    "creator",
    "email",
    "itunes_keywords",
    "keywords",
    "managingeditor",
}
_BRIEF |= {"name", "publisher", "subject", "tags", "webmaster"}
_MARKUP = ("{*}description", "{*}encoded")
_OWN = frozenset({"title", "dc_title", "link"})
_GUIDS = frozenset({"guid", "id"})
_NAMES = [f"{{*}}{name}" for name in ("item", "entry", "ITEM", "ENTRY", "Item", "Entry")]


@dataclass(frozen=True, kw_only=True, slots=True)
class Split:
    """A feed whose entries that were seen are taken out.

    ``entries`` are those that are left, by their hashes. ``known`` counts those taken out because
    they were seen or repeat another, ``standing`` are the hashes of those seen; ``left`` counts those
    beyond the limit, ``total`` all there were.
    """

    root: etree._Element
    entries: Mapping[str, etree._Element]
    known: int
    standing: frozenset[str]
    left: int
    total: int

    def document(self, limits: Limits) -> bytes:
        """Return the feed with the entries that are left, marked, in UTF-8, as feedparser is to read it."""
        for raw_hash, entry in self.entries.items():
            _drop_foreign(entry)
            etree.SubElement(entry, MARK, mark_of(entry, raw_hash))
        _escape(self.root)
        _lighten(self.root, limits)
        _keep_to_itself(self.root)
        return _written(self.root)

    def alone(self) -> Iterator[bytes]:
        """Yield the feed that ``document`` has made without entries, and then with each by itself."""
        places = [(entry.getparent(), entry) for entry in self.entries.values()]
        for entry in self.entries.values():
            _remove(entry)
        yield _written(self.root)
        for parent, entry in places:
            if parent is not None:
                parent.append(entry)
                yield _written(self.root)
                parent.remove(entry)


def split(text: str, *, seen: frozenset[str], limits: Limits, recover: bool = False) -> Split | None:
    """Return the feed without the entries in ``seen`` and those beyond the limit.

    Entities are not expanded, nothing is fetched, and libxml2's own bounds on depth and sizes hold.
    Raises ``lxml.etree.XMLSyntaxError`` where ``text`` is not well-formed, and ``NotAFeed`` for more
    attributes than any element has; with ``recover`` it is ``None`` where nothing can be made of it.
    """
    parser = xmltree.parser(recover=recover, encoding="utf-8")
    root: etree._Element | None = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:  # with recover, libxml2 may make nothing of it and not say so
        return None
    _refuse_attributes(root, limits)
    if recover:
        _put_back(root)
    entries = list(_entries(root))
    left_in: dict[str, etree._Element] = {}
    standing: set[str] = set()
    known = left = 0
    for element in entries:
        raw_hash = hash_of(element)
        if raw_hash in seen:
            standing.add(raw_hash)
        if raw_hash in seen or raw_hash in left_in:
            known += 1
            _remove(element)
        elif len(left_in) >= limits.entries:
            left += 1
            _remove(element)
        else:
            left_in[raw_hash] = element
            _mend_links(element)
    return Split(
        root=root,
        entries=left_in,
        known=known,
        standing=frozenset(standing),
        left=left,
        total=len(entries),
    )


def hash_of(entry: etree._Element) -> str:
    """Return the SHA-256 of what an entry says: its elements, attributes and text, and no envelope.

    Our own form of it, for canonical XML writes the prefixes of the envelope, refuses relative
    namespaces, and takes minutes for an element of a hundred thousand attributes.
    """
    said: list[str] = []
    for element in entry.iter():
        tag: object = element.tag  # an entity's is a function, and its text its name
        said += (tag if isinstance(tag, str) else "&", str(len(element)), element.text or "")
        pairs: Sequence[Any] = element.items()  # bytes go in there, and never come out
        if pairs:
            said += chain.from_iterable(sorted(pairs))
        if element is not entry:
            said.append(element.tail or "")
        said.append("\1")
    # XML holds neither U+0000 nor U+0001: no two entries are written alike.
    return hashlib.sha256("\0".join(said).encode()).hexdigest()


def mark_of(entry: etree._Element, raw_hash: str) -> dict[str, str]:
    """Return an entry's ``hash``, its ``guid`` as written, and whether that is said to be a ``permalink``.

    feedparser makes a guid absolute where it may be a link, and takes it for one where nothing is said.
    """
    said = [element for element in entry if _is_called(element, _GUIDS)]
    last = said[-1] if said else None
    if last is None:
        return {"hash": raw_hash, "guid": ""}
    permalink = last.get("isPermaLink", "")
    return {"hash": raw_hash, "guid": (last.text or "").strip(), "permalink": permalink}


def _entries(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements that feedparser takes for entries; those within another are a part of it."""
    last: etree._Element | None = None
    for element in root.iter(*_NAMES):
        if last is None or last not in element.iterancestors():
            last = element
            yield element


def _lighten(root: etree._Element, limits: Limits) -> None:
    """Spare feedparser what costs it much and tells nothing.

    Escaped markup goes into CDATA sections, which expat hands over in fewer pieces: half the time.
    Names and categories are cut in length and number, for their time is quadratic, as is that of
    attributes: a hundred thousand take 100 s.
    """
    brief = 0
    for element in list(root.iter()):
        text, name = element.text, _name(element)
        if name in ("item", "entry"):
            brief = 0
        elif name in _BRIEF and not len(element):
            brief += 1
            if brief > 10 * limits.each:  # each person may have several
                _remove(element)
            elif text and len(text) > limits.name:
                element.text = text[: limits.name]
        elif text and "<" in text and "]]>" not in text and not len(element):
            element.text = etree.CDATA(text)


def _escape(root: etree._Element) -> None:
    """Make text of markup that should have been text, by RSS, where feedparser would stop within it."""
    for element in root.iter(*_MARKUP):
        if any(map(ends, element.iterdescendants(etree.Element))):
            whole = etree.tostring(element, encoding="unicode", with_tail=False)
            del element[:]
            element.text = whole[whole.index(">") + 1 : whole.rindex("</")]


def _mend_links(entry: etree._Element) -> None:
    """Have links that begin with a host and no scheme joined as such, before they are joined as files."""
    for link in entry.iterchildren("{*}link"):
        if link.text:
            link.text = fields.with_slashes(link.text)
        if href := link.get("href"):
            link.set("href", fields.with_slashes(href))


def _drop_foreign(entry: etree._Element) -> None:
    """Empty elements of unknown vocabularies that tell of something else, as Yandex's related news do.

    feedparser does not know whose the titles, texts, dates and authors in them are, and takes all for the
    entry's.
    """
    foreign = [child for child in entry if len(child) and is_foreign(child)]
    if foreign and any(_is_called(child, _OWN) for child in entry):
        for child in foreign:
            if any(_is_called(one, _OWN) for one in child.iterdescendants(etree.Element)):
                del child[:]


def _is_called(element: etree._Element, names: frozenset[str]) -> bool:
    """Say whether feedparser knows an element by one of ``names``; those of others have a prefix."""
    try:
        return name_of(element) in names
    except Unusual:
        return False


def _keep_to_itself(root: etree._Element) -> None:
    """Remove what a feed says of itself at length: said twice, feedparser reads the next entry otherwise."""
    for holder in _heads(root):
        for one in [one for one in holder if _name(one) in ("description", "summary")]:
            _remove(one)


def _put_back(root: etree._Element) -> None:
    """Move out of an element at the head of a feed what recovery left in it for want of an end tag."""
    heads = _heads(root)
    for holder in heads:
        for one in list(holder):
            # An entry is itself the first that is found: what stands in it is a part of it.
            if one not in heads and next(one.iter(*_NAMES), one) is not one:
                for child in list(one):
                    one.addprevious(child)


def _heads(root: etree._Element) -> tuple[etree._Element, ...]:
    """Return the elements in which a feed says what it is."""
    return (root, *(one for one in root if _name(one) == "channel"))


def _refuse_attributes(root: etree._Element, limits: Limits) -> None:
    most = max((len(element.attrib) for element in root.iter()), default=0)
    if most > limits.attributes:
        raise NotAFeed(f"the feed goes beyond the bounds of what is read (an element of {most} attributes)")


def _name(element: etree._Element) -> str:
    tag: object = element.tag  # a function for an entity
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
