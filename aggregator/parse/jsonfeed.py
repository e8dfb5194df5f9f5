"""Reads JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from aggregator.errors import NotAFeed
from aggregator.model import Entry, Image, Parsed, Stamp, Text
from aggregator.parse.limits import Limits


def looks_like(body: bytes) -> bool:
    """Say whether the bytes begin like JSON."""
    return body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def read(body: bytes, *, url: str, seen: frozenset[str], limits: Limits) -> Parsed:
    """Return the unseen items of a JSON feed; raises ``NotAFeed`` for other JSON."""
    try:
        document = json.loads(body.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise NotAFeed(f"the answer begins like JSON but cannot be read: {error}") from error
    items = document.get("items")
    if not isinstance(items, list) or not str(document.get("version", "")).startswith(
        "https://jsonfeed.org/"
    ):
        raise NotAFeed("the answer is JSON, but no JSON Feed: look at the address")
    entries: dict[str, Entry] = {}
    known = 0
    for item in [one for one in items if isinstance(one, dict)][: limits.entries]:
        raw_hash = hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()
        if raw_hash in seen:
            known += 1
        else:
            entries.setdefault(raw_hash, _entry(item, raw_hash, document, url, limits))
    return Parsed(
        entries=tuple(entries.values()),
        known=known,
        title=_string(document, "title"),
        link=_string(document, "home_page_url"),
        language=_string(document, "language"),
    )


def _entry(
    item: Mapping[str, Any], raw_hash: str, document: Mapping[str, Any], url: str, limits: Limits
) -> Entry:
    link = _string(item, "url") or _string(item, "external_url")
    published = _string(item, "date_published") or _string(item, "date_modified")
    image = _string(item, "image") or _string(item, "banner_image")
    return Entry(
        raw_hash=raw_hash,
        base=url,
        guid=_identity(item.get("id")),
        link=urljoin(url, link) if link else None,
        title=_text(item, "title", limits),
        summary=_text(item, "summary", limits),
        content=_text(item, "content_html", limits) or _text(item, "content_text", limits),
        dates=(Stamp(text=published, evidence="entry"),) if published else (),
        updated=_string(item, "date_modified"),
        authors=_authors(item) or _authors(document),
        categories=tuple(tag for tag in _list(item, "tags") if isinstance(tag, str)),
        language=_string(item, "language") or _string(document, "language"),
        image=Image(url=urljoin(url, image)) if image else None,
    )


def _identity(value: object) -> str | None:
    """Return an item's id, which the specification wants as a string and some write as a number."""
    return str(value) if isinstance(value, str | int | float) and value != "" else None


def _text(item: Mapping[str, Any], name: str, limits: Limits) -> Text | None:
    value = _string(item, name)
    if value is None:
        return None
    return Text(value=value[: limits.field], kind="html" if name == "content_html" else "text")


def _authors(holder: Mapping[str, Any]) -> tuple[str, ...]:
    authors = [*_list(holder, "authors"), holder.get("author")]
    names = (author.get("name") for author in authors if isinstance(author, dict))
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name))


def _list(holder: Mapping[str, Any], name: str) -> list[Any]:
    value = holder.get(name)
    return value if isinstance(value, list) else []


def _string(holder: Mapping[str, Any], name: str) -> str | None:
    value = holder.get(name)
    return value if isinstance(value, str) and value.strip() else None
