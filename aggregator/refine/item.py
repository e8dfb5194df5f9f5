"""Refining, from an entry to an item, as one straight line."""

import re
from collections.abc import Sequence
from datetime import datetime
from html import unescape
from html.entities import html5
from typing import Final

from aggregator.model import Dated, Entry, Image, Item, Refused, Source, Text, Topic
from aggregator.refine import (
    boilerplate,
    dates,
    enclosures,
    html,
    hygiene,
    identity,
    images,
    links,
    people,
    plain,
    summary,
    titles,
)
from aggregator.refine.language import language
from aggregator.refine.limits import Limits
from aggregator.refine.topics import topics as matching

DEFAULT = Limits()
_MARKUP: Final = re.compile(
    r"\s*<(p|div|span|a|b|strong|em|i|ul|ol|table|h[1-6]|blockquote|figure|section|article)(?:\s[^<>]*)?>"
    r"|\s*<(?:img|br|hr)\b[^<>]*>",
    re.IGNORECASE,
)
"""How a text begins that is markup as a whole."""
_ESCAPED_TWICE: Final = re.compile(
    r"<[^<>]*>|&amp;(#\d{2,7};|#[xX][0-9a-fA-F]{2,6};|[A-Za-z][A-Za-z0-9]{1,31};)"
)
_SHOWN_AS_CODE: Final = re.compile(r"<(?:code|pre|kbd|samp|tt|xmp)\b", re.IGNORECASE)
"""Where signs may be escaped twice on purpose, for they are spoken of."""
_NO_WORDS: Final = frozenset({"null", "undefined", "none", "nan"})
"""What a site's software writes where its author wrote nothing."""


def refine(
    entry: Entry,
    *,
    source: Source,
    topics: Sequence[Topic],
    authority: str,
    at: datetime,
    limits: Limits = DEFAULT,
) -> Item | Refused:
    """Return ``entry``, clean, true and complete, as an item first seen at ``at``; or why it does not get in.

    ``authority`` is the naming authority of the item's ``tag:`` URI (RFC 4151), a domain name of the site's.
    Whatever comes out can be stored, published and mailed. Never raises on account of the entry.
    """
    link = links.absolute(entry.link, entry.base, limit=limits.url) if entry.link else None
    own, content = (_clean(given, entry, limits) for given in (entry.summary, entry.content))
    # To Media RSS's readers, a description of a picture is an entry's content; standing first, its summary.
    if own.text and _is_caption(content, entry):
        content = html.Clean()
    elif content.text and _is_caption(own, entry):
        own = html.Clean()
    body = max(content, own, key=lambda one: len(one.text) or len(one.markup) / 100)
    text = body.text or plain.text(body.markup, captions=True)[: limits.text]
    pictures = (*body.pictures, *content.pictures, *own.pictures)
    image = images.image(entry.image, others=pictures, base=entry.base, limits=limits)
    title = titles.title(entry.title, text=text or _shown(image), link=link, limits=limits)
    if not title:
        return Refused(raw_hash=entry.raw_hash, why="It has no title, no text and no link.")
    guid = hygiene.line(entry.guid, limit=len(entry.guid)) if entry.guid else None
    # The sections of a page all lead to it: none is known by that.
    canonical = links.canonical(link) if link and not source.page.split else ""
    published, updated = _dated(entry, source, at)
    day = published.at.date() if published else None
    name = identity.identity(guid=guid, canonical=canonical, title=title, day=day)
    files = enclosures.enclosures(entry.enclosures, base=entry.base, limits=limits)
    tongue = language(entry.language, source.language, text=f"{title}\n{text}", sample=limits.sample)
    return Item(
        id=identity.item_id(name, source=source.key, authority=authority, at=at),
        source=source.key,
        society=source.society,
        guid=guid if guid is None or len(guid) <= limits.guid else identity.digest(guid),
        link=link or next((one.url for one in files if not enclosures.is_picture(one)), None),
        canonical=canonical,
        title=title,
        html=body.markup,
        text=text,
        summary=summary.summary(own.text, title=title, text=text, limits=limits),
        published=published,
        updated=updated,
        first_seen=at,
        language=tongue,
        topics=matching(source.topics, topics, title=title, text=text, limit=limits.names),
        authors=people.people(entry.authors, limits=limits, language=tongue),
        image=image,
        fingerprint=identity.fingerprint(title, text),
        raw_hash=entry.raw_hash,
        enclosures=files,
    )


def _is_caption(given: html.Clean, entry: Entry) -> bool:
    """Say whether what was given is what ``entry`` says of one of its pictures."""
    alt = entry.image.alt if entry.image else None
    captions = (*entry.captions, alt) if alt else entry.captions
    return bool(captions) and bool(given.text) and " ".join(given.text.split()) in captions


def _shown(image: Image | None) -> str:
    """Return what a picture is said to show, if that is more than its file's name or a single word."""
    said = (image.alt if image else None) or ""
    return said if " " in said or not said.isascii() else ""


def _dated(entry: Entry, source: Source, at: datetime) -> tuple[Dated | None, datetime | None]:
    """Return when ``entry`` was published, and when it was updated, as far as it says."""
    customs = dates.Customs.of(source, declared=entry.language)
    # A first sight of what says only when it was updated is all the same dated.
    published = dates.published((*entry.dates, *entry.updates), at=at, customs=customs)
    updated = dates.published(entry.updates, at=at, customs=customs)
    return published, updated.at if updated else None


def _clean(given: Text | None, entry: Entry, limits: Limits) -> html.Clean:
    """Return what was given as clean markup and as plain text."""
    if given is None:
        return html.Clean()
    markup = _markup(given)
    if markup is not None:
        markup = _escaped_once(markup)
        clean = html.sanitise(markup, base=entry.base, limits=limits)
        return clean if clean.pictures or clean.text.lower() not in _NO_WORDS else html.Clean()
    text = plain.tidied(boilerplate.without_shortcodes(hygiene.clean(given.value, limit=limits.text)))
    return html.Clean(markup=html.paragraphs(text), text=text)


def _escaped_once(markup: str) -> str:
    """Return ``markup`` with the signs that a source has escaped once too often escaped once."""
    if "&amp;" not in markup or _SHOWN_AS_CODE.search(markup):
        return markup
    return _ESCAPED_TWICE.sub(lambda found: f"&{found[1]}" if _is_known(found[1]) else found[0], markup)


def _is_known(reference: str | None) -> bool:
    return reference is not None and (reference[0] == "#" or reference in html5)


def _markup(given: Text) -> str | None:
    """Return the markup that was given, which some sources escape once more or do not call so."""
    value = given.value
    if given.kind == "text":
        start = _MARKUP.match(value) if "</" in value else None
        return value if start and start[1] and f"</{start[1]}>" in value else None
    if "<" in value or "&lt;" not in value:
        return value
    written = unescape(value)
    links = "<a href=" in written and "</a>" in written
    return written if links or _MARKUP.match(written) else value
