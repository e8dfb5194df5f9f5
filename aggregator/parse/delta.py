"""Splits a feed into entries and hashes each, so that only unseen ones need be read closely."""

import hashlib
import re
from dataclasses import dataclass

from lxml import etree

_ENTRIES = {"item", "entry"}
_CONTAINERS = {"channel", "rss", "RDF", "feed"}
_TAG = re.compile(rb"<[A-Za-z][^<>]*>")
_BARE_VALUE = re.compile(rb"""(\s[\w:.-]+)=([^\s"'<>]+)(?=[\s>/])""")


@dataclass(frozen=True, kw_only=True, slots=True)
class Split:
    """A feed without the entries that were seen: what is left as UTF-8, and the hashes of its entries.

    ``known`` counts the entries that were taken out because they were seen, ``total`` all of them.
    """

    document: bytes
    hashes: tuple[str, ...]
    known: int
    total: int


def split(body: bytes, *, seen: frozenset[str], limit: int, recover: bool = False) -> Split | None:
    """Return the feed ``body`` without the entries in ``seen`` and those beyond ``limit``.

    ``None`` where it is not well-formed XML (with ``recover``: where nothing can be made of it). A
    hash is the SHA-256 of the entry's exclusive canonical form, so that neither the envelope nor
    the prefixes that it declares change it.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, recover=recover, remove_comments=True
    )
    try:
        root = etree.fromstring(_quoted(body) if recover else body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    if recover:
        _drop_undeclared_prefixes(root)
    entries = [element for element in root.iter() if _is_entry(element)]
    hashes: dict[str, None] = {}
    for element in entries:
        raw_hash = hashlib.sha256(
            etree.tostring(element, method="c14n", exclusive=True, with_tail=False)
        ).hexdigest()
        if raw_hash in seen or raw_hash in hashes or len(hashes) >= limit:
            _remove(element)
        else:
            hashes[raw_hash] = None
    document = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return Split(
        document=document, hashes=tuple(hashes), known=len(entries) - len(hashes), total=len(entries)
    )


def _quoted(body: bytes) -> bytes:
    """Put quotes around bare attribute values, at which even libxml2's recovery stops."""
    return _TAG.sub(lambda tag: _BARE_VALUE.sub(rb'\1="\2"', tag[0]), body)


def _drop_undeclared_prefixes(root: etree._Element) -> None:
    """Take the prefixes off names that recovery left with one, as ``rss:item``, where none is declared."""
    for element in root.iter("*"):
        tag = str(element.tag)
        if ":" in tag and "}" not in tag:
            element.tag = tag.rpartition(":")[2]


def _is_entry(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and _name(element) in _ENTRIES and _name(parent) in _CONTAINERS


def _name(element: etree._Element) -> str:
    tag: object = element.tag  # a function for processing instructions
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
