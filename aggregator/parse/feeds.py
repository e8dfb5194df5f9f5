"""Reads feeds: splits them, lets feedparser read the unseen entries, and says what each entry said."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import feedparser
from lxml import etree

from aggregator.errors import NotAFeed
from aggregator.model import Entry, Parsed, Wishes
from aggregator.parse import (
    afresh,
    delta,
    depicted,
    feedtext,
    fields,
    hints,
    jsonfeed,
    mend,
    notfeed,
    quicker,
    usual,
)
from aggregator.parse.entries import entry as entry_of
from aggregator.parse.limits import Limits

quicker.spare()
afresh.begin()

_Marked = tuple[Mapping[str, Any], Mapping[str, Any] | None]
"""What an entry said in feedparser's form, and its mark, where it has one."""

# How libxml2 says that a document is not broken but beyond its bounds.
_EXCESS = ("XML_PARSE_HUGE", "too long", "Excessive")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """What the caller gave, handed down together."""

    url: str
    seen: frozenset[str]
    limits: Limits


def read(body: bytes, *, url: str, content_type: str | None, seen: frozenset[str], limits: Limits) -> Parsed:
    """Return the unseen entries of a feed; raises ``NotAFeed`` where it is none."""
    notfeed.refuse_binary(body)
    decoded = feedtext.decode(body, content_type)
    asked = _Asked(url=url, seen=seen, limits=limits)
    if jsonfeed.looks_like(decoded.text):
        parsed = jsonfeed.read(decoded.text, url=url, seen=seen, limits=limits)
    else:
        found = mend.find(decoded.text)
        said = _said(found, asked) if found else None
        if said is None:
            raise notfeed.explain(body, decoded.text, url=url, content_type=content_type)
        parsed = said
    if decoded.fault:
        parsed = replace(parsed, faults=(decoded.fault, *parsed.faults))
    return parsed


def _said(found: mend.Found, asked: _Asked) -> Parsed | None:
    """Return what a feed says, or ``None`` where it is a page that only speaks of feeds."""
    try:
        parsed = _read(found, asked)
    except NotAFeed:
        if notfeed.is_page(found.stray):
            return None
        raise
    if not parsed.entries and not parsed.known and notfeed.is_page(found.stray):
        return None
    return replace(parsed, faults=(*found.faults, *parsed.faults))


def _read(found: mend.Found, asked: _Asked) -> Parsed:
    """Read the feed as it is, else as it is mended, else as far as it can be recovered."""
    parts = _well_formed(found.text, asked)
    if isinstance(parts, delta.Split):
        return _read_split(parts, asked)
    fault = f"the feed is not well-formed ({parts})"
    mended = mend.mend(found)
    if mend.is_cut_off(found):
        return _read_cut_off(mended, asked)
    parts = _well_formed(mended, asked)
    if isinstance(parts, delta.Split):
        return _read_split(parts, asked, faults=(f"{fault}; it was mended and read",))
    return _read_broken(mended, asked, faults=(f"{fault}; what could be read was read",))


def _well_formed(text: str, asked: _Asked) -> delta.Split | str:
    """Return the feed split, or why it is not well-formed; ``NotAFeed`` where it is beyond all bounds."""
    try:
        parts = delta.split(text, seen=asked.seen, limits=asked.limits)
    except etree.XMLSyntaxError as error:
        said = " ".join(str(error.msg).split())
        if any(sign in said for sign in _EXCESS):
            raise NotAFeed(f"the feed goes beyond the bounds of what is read ({said})") from error
        return said
    return parts or "there is nothing in it"


def _read_cut_off(mended: str, asked: _Asked) -> Parsed:
    fault = "the feed is cut off; the entries up to there were read"
    parts = _recovered(mended, asked)
    # libxml2's recovery gives up where a quotation mark is missing.
    if mend.entries(mended) > (parts.total if parts else 0):
        parsed = _read_broken(mended, asked, faults=(fault,))
    elif parts is None or not parts.total:
        raise NotAFeed("the feed is cut off before its first entry: was the answer complete?")
    else:
        parsed = _read_split(parts, asked, faults=(fault,))
    return replace(parsed, complete=False)


def _read_broken(text: str, asked: _Asked, *, faults: tuple[str, ...]) -> Parsed:
    """Read broken XML by feedparser's patience or libxml2's recovery, whichever finds more entries."""
    read = mend.shortened(text, asked.limits.broken)
    recovered = _recovered(read, asked)
    # Without its address, so that guids stay as written: they can't be had from the entries here.
    whole = _feedparser(read.encode("utf-8", "replace"))
    if whole and (recovered is None or len(whole.entries) >= recovered.total):
        wishes = hints.read(recovered.root, limits=asked.limits) if recovered else Wishes()
        parsed = _parsed(whole, [(one, None) for one in whole.entries], asked, wishes, faults=faults)
    elif recovered:
        parsed = _read_split(recovered, asked, faults=faults)
    else:
        raise NotAFeed("the feed is broken XML of which nothing can be read: tell its editors")
    if not parsed.entries and not parsed.known and mend.names_entry(text):
        raise NotAFeed("the feed is broken XML of which no entry can be read: tell its editors")
    return replace(parsed, complete=parsed.complete and len(text) <= asked.limits.broken)


def _recovered(text: str, asked: _Asked) -> delta.Split | None:
    try:
        return delta.split(text, seen=asked.seen, limits=asked.limits, recover=True)
    except etree.XMLSyntaxError:
        return None


def _read_split(parts: delta.Split, asked: _Asked, *, faults: tuple[str, ...] = ()) -> Parsed:
    wishes = hints.read(parts.root, limits=asked.limits)
    if (read := _usual(parts, asked)) is not None:
        return _completed(_parsed(*read, asked, wishes, faults=faults), parts, asked)
    found = _feedparser(parts.document(asked.limits), url=asked.url)
    if found is None:
        return _read_one_by_one(parts, asked, wishes, faults=faults)
    parsed = _parsed(found, _marked(found, parts), asked, wishes, faults=faults)
    return _completed(parsed, parts, asked)


def _usual(parts: delta.Split, asked: _Asked) -> tuple[usual.Document, list[_Marked]] | None:
    """Return what a feed and its entries say, or ``None`` where it must be left to feedparser."""
    document = usual.read(parts.root, url=asked.url, limits=asked.limits)
    if document is None or document.entries.keys() != set(parts.entries.values()):
        return None
    return document, [
        (document.entries[one], delta.mark_of(one, raw_hash)) for raw_hash, one in parts.entries.items()
    ]


def _read_one_by_one(parts: delta.Split, asked: _Asked, wishes: Wishes, *, faults: tuple[str, ...]) -> Parsed:
    """Read entries by themselves where one of them makes feedparser fail, and leave that one out."""
    read: list[Entry] = []
    documents = parts.alone()
    envelope = _feedparser(next(documents), url=asked.url)
    if envelope is None:
        raise NotAFeed("the feed cannot be read: something outside its entries makes the parser fail")
    for document in documents:
        found = _feedparser(document, url=asked.url)
        if found:
            read += _parsed(found, _marked(found, parts), asked, wishes, faults=()).entries
    lost = len(parts.entries) - len(read)
    said = (*faults, f"{lost} of its entries cannot be read: the parser fails on them")
    parsed = replace(_parsed(envelope, [], asked, wishes, faults=said), entries=tuple(read))
    return _completed(parsed, parts, asked)


def _completed(parsed: Parsed, parts: delta.Split, asked: _Asked) -> Parsed:
    """Return ``parsed`` with its pictures described and the entries counted that feedparser never saw."""
    faults = parsed.faults
    entries = tuple(depicted.described(one, parts.entries, asked.limits) for one in parsed.entries)
    if parts.left:
        most = asked.limits.entries
        faults = (*faults, f"the feed has {parts.left} entries more than the {most} that are read at once")
    complete = parsed.complete and not parts.left
    known, standing = parsed.known + parts.known, parsed.standing | parts.standing
    return replace(parsed, entries=entries, known=known, standing=standing, faults=faults, complete=complete)


def _feedparser(document: bytes, *, url: str | None = None) -> Any:
    """Return feedparser's reading of a document in UTF-8, or ``None`` where it fails.

    With ``url``, all that it takes for an address becomes absolute, guids too; without, none does.
    """
    headers = {"content-type": "application/xml; charset=utf-8"} | ({"content-location": url} if url else {})
    try:
        # A file object, never bytes: feedparser opens short bytes as a file's name.
        return feedparser.parse(
            BytesIO(document), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception:  # noqa: BLE001  what a feed may put where feedparser expects another type has no end
        return None


def _marked(found: Any, parts: delta.Split) -> list[_Marked]:
    """Return feedparser's entries, each with the mark that it was sent in with, if it was."""
    marks = ((one, fields.mapping(one, delta.MARK)) for one in found.entries)
    return [(one, mark if mark.get("hash") in parts.entries else None) for one, mark in marks]


def _parsed(
    found: Any, said: Sequence[_Marked], asked: _Asked, wishes: Wishes, *, faults: tuple[str, ...]
) -> Parsed:
    """Return the entries that were ``said`` in a feed, and what that is, as ``found``."""
    entries: dict[str, Entry] = {}
    standing: set[str] = set()
    known = left = 0
    for one, mark in said:
        entry = _entry(one, found, mark, asked)
        if mark is None and entry.raw_hash in asked.seen:
            standing.add(entry.raw_hash)
        if entry.raw_hash in entries or (mark is None and entry.raw_hash in asked.seen):
            known += 1
        elif len(entries) >= asked.limits.entries:
            left += 1
        else:
            entries[entry.raw_hash] = entry
    feed, most = found.feed, asked.limits.line
    links = {link.get("rel"): link for link in reversed(list(fields.mappings(feed, "links")))}
    return Parsed(
        entries=tuple(entries.values()),
        known=known,
        standing=frozenset(standing),
        id=fields.line(feed, "id", most=most),
        title=(fields.string(feed, "title") or "")[:most] or None,
        link=fields.address(asked.url, fields.string(feed, "link"), most=most),
        language=fields.line(feed, "language", most=most),
        faults=faults,
        complete=not left,
        wishes=wishes,
        hub=fields.address(asked.url, fields.string(links.get("hub", {}), "href"), most=most),
        topic=fields.address(asked.url, fields.string(links.get("self", {}), "href"), most=most),
    )


def _is_true(said: Any) -> bool:
    """Say whether an attribute says yes, in whatever case: that of .NET writes ``True``."""
    return isinstance(said, str) and said.strip().lower() == "true"


def _entry(one: Any, found: Any, mark: Mapping[str, Any] | None, asked: _Asked) -> Entry:
    guid, raw_hash = (fields.string(mark, "guid"), mark["hash"]) if mark else (None, "")
    read = entry_of(
        one,
        found.feed,
        url=asked.url,
        version=found.version or "",
        guid=guid,
        limits=asked.limits,
        raw_hash=raw_hash,
    )
    if mark and read.link is None and guid and _is_true(mark.get("permalink")):
        read = replace(read, link=fields.address(read.base, guid, most=asked.limits.line))
    if mark:
        return read
    # What was not hashed as XML is hashed by what was read of it.
    raw_hash = hashlib.sha256(repr(read).encode("utf-8", "backslashreplace")).hexdigest()
    return replace(read, raw_hash=raw_hash)
