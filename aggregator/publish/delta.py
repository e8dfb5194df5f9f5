"""Takes from a feed the entries that a reader has already (RFC 3229's "feed"), whatever the format."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from lxml import etree

_PIECES: Final = {
    "xml": (
        "{http://www.w3.org/2005/Atom}entry",
        "{http://purl.org/atompub/tombstones/1.0}deleted-entry",
    ),
    "rss": ("item",),
}


def pieces(document: bytes, ending: str) -> frozenset[bytes]:
    """Return what tells each entry, in each wording, from all others."""
    if ending == "json":
        return frozenset(_hash(_json(one)) for one in json.loads(document)["items"])
    root = _read(document)
    return frozenset(_hash(_xml(one)) for one in root.iter(*_PIECES[ending]))


def only_new(document: bytes, ending: str, *, known: Collection[bytes]) -> bytes:
    """Return the feed with only those entries that are not ``known`` in their present wording."""
    return _MADE[ending](document, known)


def _json_only(document: bytes, known: Collection[bytes]) -> bytes:
    feed: dict[str, Any] = json.loads(document)
    feed["items"] = [one for one in feed["items"] if _hash(_json(one)) not in known]
    return json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n"


def _xml_only(names: tuple[str, ...]) -> Callable[[bytes, Collection[bytes]], bytes]:
    def only(document: bytes, known: Collection[bytes]) -> bytes:
        root = _read(document)
        for element in [one for one in root.iter(*names) if _hash(_xml(one)) in known]:
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True)

    return only


_MADE: Final[Mapping[str, Callable[[bytes, Collection[bytes]], bytes]]] = {"json": _json_only} | {
    ending: _xml_only(names) for ending, names in _PIECES.items()
}


def _read(document: bytes) -> etree._Element:
    return etree.fromstring(
        document, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    )


def _xml(element: etree._Element) -> bytes:
    return etree.tostring(element, with_tail=False)


def _json(item: Mapping[str, Any]) -> bytes:
    return json.dumps(item, ensure_ascii=True).encode()


def _hash(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=12).digest()
