"""Reads lists of feeds (OPML 1.0 and 2.0) as feed readers write them: feeds, and the folders around them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from aggregator.errors import NotAFeed
from aggregator.model import OPML_NAMESPACE
from aggregator.parse import xmltree
from aggregator.parse.limits import Limits

_BARE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d+|#[xX][0-9a-fA-F]+);)")
"""An ampersand that is none in XML: many readers write addresses as they are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Folder:
    """A folder as the list names it; ``key`` and ``acronym`` stand in our own lists only."""

    name: str
    home: str | None = None
    key: str | None = None
    acronym: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One line of a list: a feed, a page that we poll (in our own lists), a mere link, or an empty folder."""

    kind: Literal["feed", "page", "link", "folder"]
    folder: Folder | None
    title: str = ""
    url: str = ""
    home: str | None = None
    language: str | None = None
    key: str | None = None


def read(body: bytes, *, limits: Limits) -> tuple[Listed, ...]:
    """Return what an OPML document lists, in its order; what stands in several folders is there so often.

    A feed belongs to the innermost folder. Raises ``NotAFeed`` where the document is no OPML, declares
    entities, or lists more than the bounds allow.
    """
    root = _tree(body)
    if root is None or _name(root) != "opml":
        raise NotAFeed("it is no OPML: such a file begins with <opml>")
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotAFeed("it declares a document type, which no list of feeds needs: remove <!DOCTYPE …>")
    listed: list[Listed] = []
    for one in _walk(root, limits):
        listed.append(one)
        if len(listed) > limits.listed:
            raise NotAFeed(f"it lists more than {limits.listed:,} feeds: cut it into parts")
    return tuple(listed)


def _tree(body: bytes) -> etree._Element | None:
    try:
        return etree.fromstring(body, xmltree.parser(recover=False))
    except etree.XMLSyntaxError:
        mended = _BARE.sub(b"&amp;", body)
    try:
        return etree.fromstring(mended, xmltree.parser(recover=True))
    except etree.XMLSyntaxError as error:
        raise NotAFeed(f"it is no OPML: {error.msg}") from error


def _walk(root: etree._Element, limits: Limits) -> Iterator[Listed]:
    # Not by recursion: how deep a document nests is the document's choice.
    places = [(one, None) for one in root if _name(one) == "body"]
    waiting: list[tuple[etree._Element, Folder | None]] = list(reversed(places))
    while waiting:
        element, folder = waiting.pop()
        inside = [one for one in element if _name(one) == "outline"]
        if _name(element) == "outline":
            said = {name.lower(): " ".join(value.split()) for name, value in _attributes(element, limits)}
            found = _listed(said, folder, empty=not inside)
            if found:
                yield found
            elif name := _title(said):
                folder = _folder(name, said)
        waiting += [(one, folder) for one in reversed(inside)]


def _listed(said: Mapping[str, str], folder: Folder | None, *, empty: bool) -> Listed | None:
    """Return the line that an outline is, ``None`` where it is a folder with something in it."""
    ours = said.get(f"{{{OPML_NAMESPACE}}}key")
    url = said.get("xmlurl", "")
    kind: Literal["feed", "page", "link"] = "feed"
    if not url:
        url = said.get("url", "") or (said.get("htmlurl", "") if empty and not ours else "")
        kind = "page" if ours else "link"
    if not url:
        name = _title(said)
        return Listed(kind="folder", folder=_folder(name, said)) if empty and name else None
    return Listed(
        kind=kind,
        folder=folder,
        title=_title(said),
        url=url,
        home=said.get("htmlurl") or None,
        language=said.get("language") or None,
        key=ours or None,
    )


def _folder(name: str, said: Mapping[str, str]) -> Folder:
    return Folder(
        name=name,
        home=said.get("htmlurl") or None,
        key=said.get(f"{{{OPML_NAMESPACE}}}key") or None,
        acronym=said.get(f"{{{OPML_NAMESPACE}}}acronym") or None,
    )


def _title(said: Mapping[str, str]) -> str:
    return said.get("text") or said.get("title", "")


def _attributes(element: etree._Element, limits: Limits) -> Iterator[tuple[str, str]]:
    for name, value in element.items():
        yield str(name), str(value)[: limits.line]


def _name(element: etree._Element) -> str:
    # Not by QName, which refuses the odd names that a mended document may have.
    return str(element.tag).rpartition("}")[2].lower()
