"""Reads the elements of an entry, or of a feed, in which nothing unusual stands, as feedparser would."""

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Final, cast

from feedparser.html import _cp1252
from feedparser.mixin import _FeedParserMixin
from feedparser.urls import _urljoin, make_safe_absolute_uri
from feedparser.util import FeedParserDict
from lxml import etree

from aggregator.parse import fields
from aggregator.parse.limits import Limits

Found = dict[str, Any]
"""What an entry or a feed says, in feedparser's own form and under its names."""

XML: Final = "{http://www.w3.org/XML/1998/namespace}"
_USERLAND: Final = "backend.userland.com/rss"
_SPACES: Final = {uri.lower(): prefix for uri, prefix in _FeedParserMixin.namespaces.items()}
_PREFIXES: Final = frozenset(_SPACES.values())
_SEMICOLON: Final = re.compile("(&[A-Za-z0-9_]+);")
_C1: Final = re.compile("[\x80-\x9f]")
_REMEMBERED: Final = 1_024

_KINDS: Final = {
    "text": "text/plain", "plain": "text/plain", "text/plain": "text/plain",
    "html": "text/html", "text/html": "text/html",
}  # fmt: skip
_DATES: Final = {
    "pubdate": "published", "published": "published", "issued": "published", "dcterms_issued": "published",
    "updated": "updated", "modified": "updated", "lastbuilddate": "updated", "dc_date": "updated",
    "dcterms_modified": "updated", "created": "created", "dcterms_created": "created",
}  # fmt: skip
_PRINTED: Final = frozenset({"prism_publicationdate", "prism_coverdate"})
_BESIDE: Final = frozenset({
    "cc_license", "contributor", "copyright", "creativecommons_license", "dc_contributor", "dc_publisher",
    "dc_rights", "expirationdate", "generator", "media_credit", "media_license", "media_player",
    "media_rating", "media_restriction", "rights",
})  # fmt: skip
"""What feedparser has a use for and we have none."""
_HOLDERS: Final = frozenset({"author", "dc_author", "dc_creator", "media_content", "media_group"})
"""What is read in which others may stand."""
_IN_MEDIA: Final = frozenset({"media_content", "media_description", "media_thumbnail", "media_title"})
_TAKEN: Final = frozenset({
    "domain", "height", "href", "ispermalink", "label", "length", "medium", "mode", "rel", "scheme", "src",
    "term", "type", "uri", "url", "width",
})  # fmt: skip
"""The attributes that are read; feedparser drops the namespaces of others that it does not know."""
_KEPT: Final = frozenset({
    "author", "authors", "author_detail", "content", "created", "guidislink", "id", "image", "language",
    "link", "links", "media_content", "media_thumbnail", "published", "summary", "summary_detail", "tags",
    "title", "title_detail", "updated",
})  # fmt: skip
"""The names of what we read, under which another element must not stand."""


class Unusual(Exception):  # noqa: N818  says what is
    """There is something that only feedparser knows how to read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """What holds for an element: the base of its addresses (XML Base), its language, whether it is Atom's."""

    base: str
    language: str | None
    atom: bool

    def within(self, element: etree._Element) -> "Scope":
        """Return what holds within ``element``."""
        if not element.attrib:
            return self
        base = element.get(f"{XML}base", element.get("base"))
        language = element.get(f"{XML}lang", element.get("lang"))
        if base is None and language is None:
            return self
        return Scope(
            base=(base and make_safe_absolute_uri(self.base, base)) or self.base,
            language=self.language if language is None else language.replace("_", "-") or None,
            atom=self.atom,
        )


class Reader:
    """Reads the elements of one entry, or of one feed, in their order."""

    # A person is a name, an address, or both in one line: feedparser's own way of telling.
    _sync_author_detail = _FeedParserMixin._sync_author_detail  # noqa: SLF001
    _save_author = _FeedParserMixin._save_author  # noqa: SLF001

    def __init__(self, within: Scope, limits: Limits) -> None:
        self._scope, self._limits = within, limits
        self._found: Found = {}
        self._brief = 0
        self._of_media = self._of_source = False

    def _get_context(self) -> Found:
        return self._found

    def done(self) -> Found:
        """Return all that was read."""
        if self._of_media and (self._of_source or not self._found.get("title")):
            raise Unusual
        return self._found

    def read(self, element: etree._Element) -> None:
        """Take what an element says; raises ``Unusual``."""
        name = name_of(element)
        if known := self._HOW.get(name):
            if len(element) and name not in _HOLDERS:
                raise Unusual
            known(self, element)
        elif date := _DATES.get(name):
            self._found[date] = _text(element)
        elif name in _PRINTED:
            if not element.attrib:
                self._found[name] = _text(element)
        elif not (is_beside_whole(element) if len(element) else is_beside(name)):
            raise Unusual

    def _title(self, element: etree._Element) -> None:
        if "title_detail" in self._found:
            raise Unusual
        self._found["title_detail"] = self._detail(element, "text/plain")
        self._found["title"] = self._found["title_detail"]["value"]

    def _description(self, element: etree._Element) -> None:
        self._sum_up(element, "text/html")

    def _summary(self, element: etree._Element) -> None:
        self._sum_up(element, "text/plain")

    def _sum_up(self, element: etree._Element, kind: str) -> None:
        # A second one is the content, where there is none.
        if "summary" in self._found and "content" not in self._found:
            self._content(element)
        else:
            self._found["summary_detail"] = self._detail(element, kind)
            self._found["summary"] = self._found["summary_detail"]["value"]

    def _content(self, element: etree._Element, kind: str = "text/plain") -> None:
        detail = self._detail(element, kind)
        self._found.setdefault("content", []).append(detail)
        self._found.setdefault("summary", detail["value"])

    def _encoded(self, element: etree._Element) -> None:
        self._content(element, "text/html")

    def _detail(self, element: etree._Element, kind: str) -> Found:
        said = _attributes(element)
        given = _KINDS.get(said.get("type", kind))
        if given is None or "mode" in said or "src" in said:
            raise Unusual
        value, holds = _text(element), self._scope.within(element)
        if given == "text/plain" and not holds.atom and _looks_like_html(value):
            given = "text/html"
        return {"type": given, "language": holds.language, "base": holds.base, "value": value}

    def _link(self, element: etree._Element) -> None:
        said = _attributes(element)
        base = self._scope.within(element).base
        said.setdefault("rel", "alternate")
        kind = said.setdefault("type", "application/atom+xml" if said["rel"] == "self" else "text/html")
        _FeedParserMixin._enforce_href(said)  # noqa: SLF001  what may stand for an address
        self._found.setdefault("links", []).append(said)
        if "href" in said:
            said["href"] = joined(base, said["href"])
            if said["rel"] == "alternate" and (_KINDS.get(kind, kind) in _FeedParserMixin.html_types):
                self._found["link"] = said["href"]
            return
        written = _SEMICOLON.sub(r"\1", _text(element, base=base).replace("&amp;", "&"))
        self._found["link"] = written
        if written:
            said["href"] = written

    def _enclosure(self, element: etree._Element) -> None:
        said = _FeedParserMixin._enforce_href(_attributes(element))  # noqa: SLF001
        self._found.setdefault("links", []).append(said | {"rel": "enclosure"})

    def _guid(self, element: etree._Element) -> None:
        is_link = _attributes(element).get("ispermalink", "true") == "true"
        value = _text(element, base=self._scope.within(element).base if is_link else None)
        self._found["id"] = value
        self._found.setdefault("guidislink", is_link and "link" not in self._found)
        if is_link:
            self._found.setdefault("link", value)

    def _category(self, element: etree._Element) -> None:
        said, value = _attributes(element), self._words(element)
        tags = self._found.setdefault("tags", [])
        _add(tags, said.get("term"), said.get("scheme", said.get("domain")), said.get("label"))
        if value and tags and not tags[-1]["term"]:
            tags[-1]["term"] = value
        elif value:
            _add(tags, value, None, None)

    def _author(self, element: etree._Element) -> None:
        self._found.setdefault("authors", []).append({})
        said = self._words(element) if not len(element) else ""
        if len(element) and "".join((element.text or "", *(one.tail or "" for one in element))).strip():
            raise Unusual
        for child in element:
            name = name_of(child)
            if name in ("name", "email") and not len(child):
                self._save_author(name, (child.text or "")[: self._limits.name].strip())
            elif name not in ("uri", "url") and not is_beside(name):
                raise Unusual
        self._found["author"] = said
        self._sync_author_detail()

    def _language(self, element: etree._Element) -> None:
        self._found["language"] = _text(element)

    def _source(self, _: etree._Element) -> None:
        self._of_source = True

    def _media(self, element: etree._Element) -> None:
        self._found.setdefault("media_content", []).append(_attributes(element))
        self._group(element)

    def _thumbnail(self, element: etree._Element) -> None:
        said = _attributes(element)
        if "url" not in said and _text(element):
            raise Unusual
        self._found.setdefault("media_thumbnail", []).append(said)

    def _group(self, element: etree._Element) -> None:
        for child in element:
            if name_of(child) in _IN_MEDIA:
                self.read(child)
            elif not is_beside_whole(child):
                raise Unusual

    def _media_title(self, _: etree._Element) -> None:
        # It counts only where the entry has no title of its own.
        self._of_media = True

    def _words(self, element: etree._Element) -> str:
        """Return what names a person or a thing, as short and as often as feedparser is given them."""
        self._brief += 1
        if self._brief > self._limits.each:
            raise Unusual
        return _text(element, most=self._limits.name)

    _HOW: ClassVar = {
        "title": _title,
        "description": _description,
        "summary": _summary,
        "content": _content,
        "content_encoded": _encoded,
        "link": _link,
        "enclosure": _enclosure,
        "guid": _guid,
        "id": _guid,
        "category": _category,
        "dc_subject": _category,
        "author": _author,
        "dc_creator": _author,
        "dc_author": _author,
        "language": _language,
        "dc_language": _language,
        "source": _source,
        "media_content": _media,
        "media_thumbnail": _thumbnail,
        "media_group": _group,
        "media_description": _description,
        "media_title": _media_title,
    }


def name_of(element: etree._Element) -> str:
    """Return what feedparser calls an element."""
    tag: object = element.tag  # a function for an entity
    if not isinstance(tag, str):
        raise Unusual
    return _known_as(tag, element.prefix)


@lru_cache(_REMEMBERED)
def _known_as(tag: str, prefix: str | None) -> str:
    """Return what feedparser calls an element: what its namespace is known as and its name, in lower case."""
    space, _, name = tag.rpartition("}")
    space = space.removeprefix("{").lower()
    if ":" in name:
        raise Unusual
    known = "" if _USERLAND in space else _SPACES.get(space, prefix or "")
    return f"{known}_{name}".lower() if known else name.lower()


def is_foreign(element: etree._Element) -> bool:
    """Say whether an element is of a vocabulary that feedparser knows neither by namespace nor by prefix."""
    if not element.prefix or element.prefix.lower() in _PREFIXES:
        return False
    space = element.tag.rpartition("}")[0].removeprefix("{").lower()
    return space not in _SPACES and _USERLAND not in space


def ends(element: etree._Element) -> bool:
    """Say whether feedparser, wherever such an element ends, takes it for the end of what it is reading."""
    try:
        return hasattr(_FeedParserMixin, f"_end_{name_of(element)}")
    except Unusual:
        return False


def is_beside_whole(element: etree._Element) -> bool:
    """Say whether an element and all that it holds is beside what is read here."""
    return all(is_beside(name_of(one)) for one in element.iter())


@lru_cache(_REMEMBERED)
def is_beside(name: str) -> bool:
    """Say whether what feedparser makes of such an element is nothing that is read here."""
    is_handled = any(hasattr(_FeedParserMixin, f"_{at}_{name}") for at in ("start", "end"))
    return name in _BESIDE or not (is_handled or name in _KEPT or name in FeedParserDict.keymap)


def written(element: etree._Element) -> Mapping[str, str]:
    """Return an element's attributes as they are written, namespaces in braces before their names."""
    return cast("Mapping[str, str]", element.attrib)  # bytes go in there, and never come out


def _attributes(element: etree._Element) -> dict[str, str]:
    said = {}
    for key, value in written(element).items():
        if key[0] != "{":
            name = key.lower()
            said[name] = value.lower() if name in ("rel", "type") else value
        elif key[key.index("}") + 1 :].lower() in _TAKEN:
            raise Unusual
    return said


def _text(element: etree._Element, *, base: str | None = None, most: int | None = None) -> str:
    """Return the words of an element that holds no others, as an address made absolute against ``base``."""
    if len(element):
        raise Unusual
    text = (element.text or "")[:most].strip()
    if base is not None and text:
        text = joined(base, text)
    return text if text.isascii() else _mended(text)


def joined(base: str, link: str) -> str:
    """Return a link made absolute against ``base``, as feedparser would."""
    return link if fields.is_whole(link) else str(_urljoin(base, link))


def _mended(text: str) -> str:
    """Return text without the slips that feedparser mends: UTF-8 and Windows-1252 taken for Latin-1."""
    with contextlib.suppress(UnicodeError):
        text = text.encode("latin-1").decode("utf-8")
    return text.translate(_cp1252) if _C1.search(text) else text


def _looks_like_html(text: str) -> bool:
    return ("<" in text or "&" in text) and bool(_FeedParserMixin.looks_like_html(text))


def _add(tags: list[Found], term: str | None, scheme: str | None, label: str | None) -> None:
    tag = {"term": term, "scheme": scheme, "label": label}
    if (term or scheme or label) and tag not in tags:
        tags.append(tag)
