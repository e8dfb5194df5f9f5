"""Splits a feed into entries and hashes each, so that only unseen ones need be read closely."""

import hashlib
from collections.abc import Collection, Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

MARK = "aggregatorrawhash"
"""The element, in no namespace, by which an entry carries its hash through feedparser."""

_NAMES = [f"{{*}}{name}" for name in ("item", "entry", "ITEM", "ENTRY", "Item", "Entry")]


@dataclass(frozen=True, kw_only=True, slots=True)
class Split:
    """A feed whose entries that were seen are taken out.

    ``hashes`` are those of the entries that are left. ``known`` counts those taken out because
    they were seen or repeat another, ``left`` those beyond the limit, ``total`` all there were.
    """

    root: etree._Element
    hashes: tuple[str, ...]
    known: int
    left: int
    total: int

    def document(self, hashes: Collection[str] | None = None) -> bytes:
        """Return the feed in UTF-8, with only the entries of ``hashes`` where they are given."""
        root = self.root
        if hashes is not None:
            root = deepcopy(root)
            for mark in list(root.iter(MARK)):
                entry = mark.getparent()
                if entry is not None and mark.text not in hashes:
                    _remove(entry)
        return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def split(text: str, *, seen: frozenset[str], limit: int, recover: bool = False) -> Split | None:
    """Return the feed without the entries in ``seen`` and those beyond ``limit``.

    Raises ``lxml.etree.XMLSyntaxError`` where ``text`` is not well-formed; with ``recover`` it is
    ``None`` where nothing can be made of it. Entities are not expanded, nothing is fetched, and libxml2's
    own bounds on depth and sizes hold.
    """
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
    )
    root: etree._Element | None = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:  # with recover, libxml2 may make nothing of it and not say so
        return None
    entries = list(_entries(root))
    hashes: dict[str, None] = {}
    known = left = 0
    for element in entries:
        raw_hash = hash_of(element)
        if raw_hash in seen or raw_hash in hashes:
            known += 1
            _remove(element)
        elif len(hashes) >= limit:
            left += 1
            _remove(element)
        else:
            hashes[raw_hash] = None
            etree.SubElement(element, MARK).text = raw_hash
    return Split(root=root, hashes=tuple(hashes), known=known, left=left, total=len(entries))


def hash_of(entry: etree._Element) -> str:
    """Return the SHA-256 of what an entry says: its elements, attributes and text, and no envelope.

    Our own form of it, for canonical XML writes the prefixes of the envelope, refuses relative
    namespaces, and takes minutes for an element of a hundred thousand attributes.
    """
    said: list[str] = []
    for element in entry.iter():
        tag: object = element.tag  # an entity's is a function, and its text its name
        said += (tag if isinstance(tag, str) else "&", str(len(element)), element.text or "")
        said += (str(part) for pair in sorted(element.items()) for part in pair)
        if element is not entry:
            said.append(element.tail or "")
        said.append("\1")
    # XML holds neither U+0000 nor U+0001: no two entries are written alike.
    return hashlib.sha256("\0".join(said).encode()).hexdigest()


def _entries(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements that feedparser takes for entries; those within another are a part of it."""
    last: etree._Element | None = None
    for element in root.iter(*_NAMES):
        if last is None or last not in element.iterancestors():
            last = element
            yield element


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
