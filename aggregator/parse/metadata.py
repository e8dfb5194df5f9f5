"""Reads what a page says of itself for machines: JSON-LD, Open Graph, meta elements, microdata."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from lxml import html

from aggregator.model import Image
from aggregator.parse import document, microdata

_KIND = re.compile(r"(Article|BlogPosting|Report)$")
_EVENT = re.compile(r"Event$")
_PAGE = re.compile(r"WebPage$")
"""What tells when the article came where no article is declared."""
_DEPTH = 6
_LONGEST = 1_000_000
_SCRIPTS = 20
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "published_time", "pubdate",
    "publishdate", "publish_date", "publish-date", "parsely-pub-date", "sailthru.date", "dc.date.issued",
    "dcterms.issued", "citation_publication_date", "citation_online_date",
    "citation_date", "vr:published-time", "displaydate", "release:date", "pub_date", "published_at",
    "publication_date", "date_published", "originalpublicationdate", "rnews:datepublished", "gsa_date",
    "firstpublishedtime",
)  # fmt: skip
_INEXACT = re.compile(r"\d{4}(?:[-/]\d{1,2})?")
"""A year, or the month of an issue: a day that is declared beside it is the better date."""
_TITLES = ("og:title", "twitter:title", "dc.title", "citation_title", "headline")
_NO_NAME = re.compile(
    r"[\W\d_]*|#.*|.*://.*|name\W.*@.*"
    r"|(?:wp|site|web)?[-_ ]?(?:admin|administrator|editor|user|webmaster)[-_ ]?\d*",
    re.IGNORECASE | re.DOTALL,
)
"""What systems write where nobody has said who the author is; a byline tells more."""
_AUTHORS = ("author", "article:author", "dc.creator", "citation_author", "parsely-author", "byl")


@dataclass(frozen=True, kw_only=True, slots=True)
class Declared:
    """What a page declares of its article; ``body`` is plain text, the date is as written.

    ``sure`` says that the date is marked as an article's, in JSON-LD or microdata, not in a loose meta
    element; ``begins`` is the day of an event that the page tells of, ``sites`` are the names of its site.
    """

    headline: str | None = None
    titles: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    body: str | None = None
    published: str | None = None
    sure: bool = False
    begins: str | None = None
    authors: tuple[str, ...] = ()
    image: Image | None = None
    language: str | None = None


def declared(root: html.HtmlElement, *, base: str) -> Declared:
    """Return what the page says of its article; addresses are absolute against ``base``."""
    things = _linked(root)
    meta = _meta(root)
    said = [meta[name] for name in _TITLES if name in meta]
    shown = [document.plain(one) for one in (title(root), *said, *map(document.words, root.iter("h1")))]

    def is_own(headline: str) -> bool:
        key = document.plain(headline)
        return bool(key) and any(key in one for one in shown)

    articles = list(_all(things, _KIND))
    named = (one for one in articles if is_own(_headline(one) or ""))
    linked = next(iter((*named, *articles)), None) or microdata.article(root, is_own=is_own)
    in_meta = sorted(
        (meta[name] for name in _PUBLISHED if name in meta), key=lambda one: bool(_INEXACT.fullmatch(one))
    )
    page_dated = _string(_first(things, _PAGE).get("datePublished"))
    dated = _string(linked.get("datePublished")) or _string(linked.get("dateCreated"))
    names = _names(linked.get("author")) or [meta[name] for name in _AUTHORS if name in meta][:1]
    return Declared(
        headline=_headline(linked),
        titles=tuple(dict.fromkeys(said)),
        sites=(*filter(None, [meta.get("og:site_name")]), *_names(linked.get("publisher"))),
        body=_string(linked.get("articleBody")),
        published=dated or next(iter(in_meta), None) or page_dated,
        sure=dated is not None,
        begins=_string(_first(things, _EVENT).get("startDate")),
        authors=tuple(dict.fromkeys(name for name in names if not _NO_NAME.fullmatch(name))),
        image=_image(linked.get("image"), meta, base),
        language=root.get("lang") or meta.get("content-language") or meta.get("og:locale"),
    )


def _linked(root: html.HtmlElement) -> list[Mapping[str, Any]]:
    """Return the things that a page declares in JSON-LD (https://schema.org/)."""
    scripts = (one for one in root.iter("script") if (one.get("type") or "").lower() == "application/ld+json")
    found = zip(range(_SCRIPTS), scripts, strict=False)
    return [thing for _, script in found for thing in _things(_load(script.text or ""))]


def _headline(thing: Mapping[str, Any]) -> str | None:
    return _string(thing.get("headline")) or _string(thing.get("name"))


def _first(things: Sequence[Mapping[str, Any]], kind: re.Pattern[str]) -> Mapping[str, Any]:
    """Return the first thing of a kind, or nothing."""
    return next(_all(things, kind), {})


def _all(things: Sequence[Mapping[str, Any]], kind: re.Pattern[str]) -> Iterator[Mapping[str, Any]]:
    """Yield the things of a kind."""
    for thing in things:
        kinds = thing.get("@type")
        names = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(one, str) and kind.search(one) for one in names):
            yield thing


def _load(text: str) -> Any:
    try:
        return json.loads(text[:_LONGEST].strip().strip(";"), strict=False)
    except (json.JSONDecodeError, RecursionError):
        return None


def _things(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Yield every object of a document, outer ones first, down to ``_DEPTH``."""
    if depth > _DEPTH:
        return
    if isinstance(value, dict):
        yield value
        inner = [value.get("@graph"), value.get("mainEntity"), value.get("mainEntityOfPage")]
    else:
        inner = value if isinstance(value, list) else []
    for one in inner:
        yield from _things(one, depth + 1)


def _meta(root: html.HtmlElement) -> dict[str, str]:
    """Return the first content of each named meta element, and of microdata that stands in one.

    What several articles say there, each for itself, is of none.
    """
    said: dict[str, str] = {}
    apart = dict[str, list[str]]()
    for element in root.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(attribute) or "").strip().lower()
            if not name or not content:
                continue
            if attribute == "itemprop" and microdata.is_of_article(element):
                apart.setdefault(name, []).append(content)
            else:
                said.setdefault(name, content)
    return {name: told[0] for name, told in apart.items() if len(told) == 1} | said


def _names(value: Any) -> list[str]:
    found = []
    for one in value if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        inner = name if isinstance(name, list) else [name]
        found += [part.strip() for part in inner if isinstance(part, str) and part.strip()]
    return found


def _image(value: Any, meta: Mapping[str, str], base: str) -> Image | None:
    first = value[0] if isinstance(value, list) and value else value
    address = first.get("url") if isinstance(first, dict) else first
    given = meta.get("og:image") or meta.get("twitter:image") or _string(address)
    if not given or given.startswith("data:"):
        return None
    try:
        return Image(
            url=urljoin(base, given),
            alt=meta.get("og:image:alt"),
            width=_size(meta.get("og:image:width")),
            height=_size(meta.get("og:image:height")),
        )
    except ValueError:
        return None


def _size(written: str | None) -> int | None:
    return int(written) if written and written.isascii() and written.isdigit() and len(written) < 6 else None  # noqa: PLR2004  no picture has 100,000 pixels a side


def _string(value: Any) -> str | None:
    return value.strip() if isinstance(value, str) and value.strip() else None


def title(root: html.HtmlElement) -> str:
    """Return the words of the page's title element."""
    return document.words(next(root.iter("title"), None))
