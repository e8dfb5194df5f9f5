"""Reads JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from aggregator.errors import NotAFeed
from aggregator.model import Enclosure, Entry, Image, Parsed, Stamp, Text
from aggregator.parse import fields
from aggregator.parse.limits import Limits

_VERSION = "jsonfeed.org/version/"
_MOST_BYTES = 15  # digits


def looks_like(text: str) -> bool:
    """Say whether the text begins like JSON."""
    return text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def says_feed(text: str) -> bool:
    """Say whether JSON calls itself a feed."""
    return _VERSION in text.replace("\\/", "/")


def read(text: str, *, url: str, seen: frozenset[str], limits: Limits) -> Parsed:
    """Return the unseen items of a JSON feed; raises ``NotAFeed`` for other JSON."""
    document = _document(text)
    entries: dict[str, Entry] = {}
    standing: set[str] = set()
    known = left = 0
    for item in fields.mappings(document, "items"):
        raw_hash = hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()
        if raw_hash in seen:
            standing.add(raw_hash)
        if raw_hash in seen or raw_hash in entries:
            known += 1
        elif len(entries) >= limits.entries:
            left += 1
        else:
            entries[raw_hash] = _entry(item, raw_hash, document, url, limits)
    more = f"the feed has {left} entries more than the {limits.entries} that are read at once"
    hubs = (fields.string(hub, "url") for hub in fields.mappings(document, "hubs"))
    return Parsed(
        entries=tuple(entries.values()),
        known=known,
        standing=frozenset(standing),
        title=(fields.string(document, "title") or "")[: limits.line] or None,
        link=fields.address(url, fields.string(document, "home_page_url"), most=limits.line),
        language=fields.line(document, "language", most=limits.line),
        faults=(more,) if left else (),
        complete=not left,
        hub=fields.address(url, next((hub for hub in hubs if hub), None), most=limits.line),
        topic=fields.address(url, fields.string(document, "feed_url"), most=limits.line),
    )


def _document(text: str) -> Mapping[str, Any]:
    try:
        # Some write tabs and line breaks into strings as they are.
        document = json.loads(text.lstrip("\ufeff"), strict=False)
    except RecursionError as error:
        raise NotAFeed("the answer is JSON, nested too deeply to be read") from error
    except json.JSONDecodeError as error:
        raise NotAFeed(f"the answer begins like JSON but is broken or cut off ({error})") from error
    except ValueError as error:  # thousands of digits
        raise NotAFeed("the answer is JSON with a number too long to be read") from error
    is_feed = isinstance(document, dict) and isinstance(document.get("items"), list)
    if not is_feed or _VERSION not in str(document.get("version")):
        raise NotAFeed("the answer is JSON, but no JSON Feed: look at the address")
    found: Mapping[str, Any] = document
    return found


def _entry(
    item: Mapping[str, Any], raw_hash: str, document: Mapping[str, Any], url: str, limits: Limits
) -> Entry:
    guid = _identity(item.get("id"), limits)
    own = guid if guid and guid.startswith(fields.WEB) else None
    link = fields.string(item, "url") or fields.string(item, "external_url") or own
    updated = fields.line(item, "date_modified", most=limits.line)
    published = fields.line(item, "date_published", most=limits.line) or updated
    image = fields.string(item, "image") or fields.string(item, "banner_image")
    picture = fields.address(url, image, most=limits.line)
    language = fields.line(item, "language", most=limits.line)
    return Entry(
        raw_hash=raw_hash,
        base=url,
        guid=guid,
        link=fields.address(url, link, most=limits.line),
        title=_text(item, "title", limits),
        summary=_text(item, "summary", limits),
        content=_text(item, "content_html", limits) or _text(item, "content_text", limits),
        dates=(Stamp(text=published, evidence="entry"),) if published else (),
        updated=updated,
        authors=_authors(item, limits) or _authors(document, limits),
        categories=_tags(item, limits),
        language=language or fields.line(document, "language", most=limits.line),
        image=Image(url=picture) if picture else None,
        enclosures=tuple(_enclosures(item, url, limits)),
    )


def _identity(value: object, limits: Limits) -> str | None:
    """Return an item's id, which the specification wants as a string and some write as a number."""
    is_id = isinstance(value, str | int | float) and not isinstance(value, bool)
    written = str(value).strip() if is_id else ""
    return written if 0 < len(written) <= limits.line else None


def _text(item: Mapping[str, Any], name: str, limits: Limits) -> Text | None:
    value = fields.string(item, name)
    if value is None:
        return None
    return Text(value=value[: limits.field], kind="html" if name == "content_html" else "text")


def _authors(holder: Mapping[str, Any], limits: Limits) -> tuple[str, ...]:
    """Return the names of 1.1's ``authors``, or of 1.0's one ``author``."""
    authors = [*fields.mappings(holder, "authors"), fields.mapping(holder, "author")][: limits.each]
    names = (fields.string(author, "name") for author in authors)
    return tuple(dict.fromkeys(name[: limits.name] for name in names if name))


def _tags(item: Mapping[str, Any], limits: Limits) -> tuple[str, ...]:
    tags = item.get("tags")
    given = tags[: limits.each] if isinstance(tags, list) else []
    return tuple(
        dict.fromkeys(tag.strip()[: limits.name] for tag in given if isinstance(tag, str) and tag.strip())
    )


def _enclosures(item: Mapping[str, Any], url: str, limits: Limits) -> dict[Enclosure, None]:
    return {
        Enclosure(
            url=address,
            type=fields.line(file, "mime_type", most=limits.line),
            length=fields.number(file, "size_in_bytes", digits=_MOST_BYTES),
        ): None
        for file in fields.mappings(item, "attachments")[: limits.each]
        if (address := fields.address(url, fields.string(file, "url"), most=limits.line))
    }
