"""Reads feeds: splits them, lets feedparser read the unseen entries, and says what each entry said."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import feedparser

from aggregator.model import Entry, Image, Parsed, Stamp, Text
from aggregator.parse import jsonfeed, notfeed
from aggregator.parse.delta import Split, split
from aggregator.parse.limits import Limits

# Whatever other XML parsers are installed, every machine reads a feed alike.
feedparser.api.PREFERRED_XML_PARSERS.clear()

_UTF8 = "application/xml; charset=utf-8"


def read(body: bytes, *, url: str, content_type: str | None, seen: frozenset[str], limits: Limits) -> Parsed:
    """Return the unseen entries of a feed; raises ``NotAFeed`` where it is none."""
    if jsonfeed.looks_like(body):
        return jsonfeed.read(body, url=url, seen=seen, limits=limits)
    parts = split(body, seen=seen, limit=limits.entries)
    if parts and parts.total:
        return _read_split(parts, url=url, seen=seen, limits=limits)
    return _read_whole(body, url=url, content_type=content_type, seen=seen, limits=limits)


def _read_split(
    parts: Split, *, url: str, seen: frozenset[str], limits: Limits, faults: tuple[str, ...] = ()
) -> Parsed:
    found = _feedparser(parts.document, url=url, content_type=_UTF8)
    if len(found.entries) == len(parts.hashes):
        entries = [
            _entry(one, raw, found, url, limits) for one, raw in zip(found.entries, parts.hashes, strict=True)
        ]
        return _parsed(found, entries, known=parts.known, url=url, faults=faults)
    # The two disagree about what an entry is: then feedparser's own entries are hashed.
    return _hashed(found, url=url, seen=seen, limits=limits, faults=faults)


def _read_whole(
    body: bytes, *, url: str, content_type: str | None, seen: frozenset[str], limits: Limits
) -> Parsed:
    """Read what lxml could not split, and let its recovery try where feedparser finds nothing."""
    found = _feedparser(body, url=url, content_type=content_type)
    if not found.entries:
        recovered = split(body, seen=seen, limit=limits.entries, recover=True)
        if recovered and recovered.total:
            mended = ("the feed is broken XML; what could be mended was read",)
            return _read_split(recovered, url=url, seen=seen, limits=limits, faults=mended)
        if not found.get("version"):
            raise notfeed.explain(body, url=url, content_type=content_type)
    faults = (
        (f"the feed is not well-formed ({_words(found)}); what could be read was read",) if found.bozo else ()
    )
    return _hashed(found, url=url, seen=seen, limits=limits, faults=faults)


def _feedparser(body: bytes, *, url: str, content_type: str | None) -> Any:
    headers = {"content-location": url}
    if content_type:
        headers["content-type"] = content_type
    # A file object, never bytes: feedparser opens short bytes as a file's name.
    return feedparser.parse(
        BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


def _hashed(found: Any, *, url: str, seen: frozenset[str], limits: Limits, faults: tuple[str, ...]) -> Parsed:
    entries: dict[str, Entry] = {}
    known = 0
    for one in found.entries[: limits.entries]:
        raw_hash = hashlib.sha256(json.dumps(one, sort_keys=True, default=str).encode()).hexdigest()
        if raw_hash in seen:
            known += 1
        else:
            entries.setdefault(raw_hash, _entry(one, raw_hash, found, url, limits))
    return _parsed(found, entries.values(), known=known, url=url, faults=faults)


def _parsed(found: Any, entries: Iterable[Entry], *, known: int, url: str, faults: tuple[str, ...]) -> Parsed:
    link = found.feed.get("link")
    return Parsed(
        entries=tuple(entries),
        known=known,
        title=found.feed.get("title"),
        link=urljoin(url, link) if link else None,
        language=found.feed.get("language"),
        faults=faults,
    )


def _entry(one: Any, raw_hash: str, found: Any, url: str, limits: Limits) -> Entry:
    base = _base(one) or url
    link = one.get("link") or (one.get("id") if one.get("guidislink") else None)
    return Entry(
        raw_hash=raw_hash,
        base=urljoin(url, base),
        guid=one.get("id") or None,
        link=_join(urljoin(url, base), link),
        title=_text(one.get("title_detail"), limits),
        summary=_text(one.get("summary_detail"), limits),
        content=_content(one, limits),
        dates=_dates(one),
        # dict.get: feedparser's own get invents an updated date where there is none.
        updated=dict.get(one, "updated"),
        authors=_authors(one),
        categories=tuple(dict.fromkeys(tag["term"] for tag in one.get("tags", ()) if tag.get("term"))),
        language=_language(one) or found.feed.get("language"),
        image=_image(one, urljoin(url, base)),
    )


def _join(base: str, link: str | None) -> str | None:
    try:
        return urljoin(base, link.strip()) if link and link.strip() else None
    except ValueError:
        return None


def _text(detail: Mapping[str, Any] | None, limits: Limits) -> Text | None:
    if not detail or not detail.get("value"):
        return None
    is_plain = detail.get("type") == "text/plain"
    return Text(value=detail["value"][: limits.field], kind="text" if is_plain else "html")


def _content(one: Any, limits: Limits) -> Text | None:
    details = [detail for detail in one.get("content", ()) if detail.get("value")]
    details.sort(key=lambda detail: ("html" not in (detail.get("type") or ""), -len(detail["value"])))
    return _text(details[0], limits) if details else None


def _base(one: Any) -> str | None:
    details = (*one.get("content", ()), one.get("summary_detail") or {}, one.get("title_detail") or {})
    return next((detail["base"] for detail in details if detail.get("base")), None)


def _language(one: Any) -> str | None:
    details = (*one.get("content", ()), one.get("summary_detail") or {}, one.get("title_detail") or {})
    return next((detail["language"] for detail in details if detail.get("language")), None)


def _dates(one: Any) -> tuple[Stamp, ...]:
    said = [dict.get(one, name) for name in ("published", "created", "issued", "date")]
    texts = dict.fromkeys(text for text in said if text) or dict.fromkeys(
        text for text in (dict.get(one, "updated"),) if text
    )
    return tuple(Stamp(text=text, evidence="entry") for text in texts)


def _authors(one: Any) -> tuple[str, ...]:
    names = [author.get("name") for author in one.get("authors", ()) if author.get("name")]
    return tuple(dict.fromkeys(names or ([one["author"]] if one.get("author") else [])))


def _image(one: Any, base: str) -> Image | None:
    for media in (*one.get("media_content", ()), *one.get("media_thumbnail", ()), *one.get("enclosures", ())):
        kind = media.get("type") or media.get("medium") or ""
        address = _join(base, media.get("url") or media.get("href"))
        if address and (kind.startswith("image") or media in one.get("media_thumbnail", ())):
            return Image(url=address, width=_number(media.get("width")), height=_number(media.get("height")))
    itunes = one.get("image")
    address = _join(base, itunes.get("href")) if isinstance(itunes, Mapping) else None
    return Image(url=address) if address else None


def _number(value: object) -> int | None:
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 6 else None  # noqa: PLR2004  pixels


def _words(found: Any) -> str:
    error = found.get("bozo_exception")
    return " ".join(str(error).split())[:200] if error else "no reason given"
