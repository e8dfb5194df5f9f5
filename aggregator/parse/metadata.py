"""Reads what a page says of itself for machines: JSON-LD of articles (https://schema.org/Article)."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup

_KIND = re.compile(r"(Article|BlogPosting|Report)$")
_DEPTH = 6
_LONGEST = 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Declared:
    """What an article's JSON-LD declares; ``body`` is plain text, the dates are as written."""

    headline: str | None = None
    body: str | None = None
    published: str | None = None
    authors: tuple[str, ...] = ()


def declared(page: BeautifulSoup) -> Declared:
    """Return what the page's first article in JSON-LD says of itself; nothing where there is none."""
    for script in page.find_all("script", type="application/ld+json", limit=20):
        for thing in _things(_load(script.get_text())):
            kinds = thing.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(one, str) and _KIND.search(one) for one in names):
                return Declared(
                    headline=_string(thing.get("headline")),
                    body=_string(thing.get("articleBody")),
                    published=_string(thing.get("datePublished")),
                    authors=tuple(dict.fromkeys(_names(thing.get("author")))),
                )
    return Declared()


def _load(text: str) -> Any:
    try:
        return json.loads(text[:_LONGEST], strict=False)
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


def _names(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str) and name.strip() and not name.startswith(("http:", "https:")):
            yield name.strip()


def _string(value: Any) -> str | None:
    return value.strip() if isinstance(value, str) and value.strip() else None
