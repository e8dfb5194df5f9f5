"""Says what an entry said, from feedparser's reading of it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from aggregator.model import Enclosure, Entry, Image, Stamp, Text
from aggregator.parse import fields
from aggregator.parse.limits import Limits

Found = Mapping[str, Any]
"""A dictionary of feedparser's, in which a feed may have put a value of any type under any name."""

_MARKUP = {"text/html", "application/xhtml+xml"}
_MEDIA = ("image/", "audio/", "video/")
_MARKED = re.compile(r"<[A-Za-z/!?]|&(?:#|[A-Za-z][A-Za-z0-9]+;)")
_PARAGRAPHS = re.compile(r"\n[ \t\r]*\n|\n[ \t]*[-*•·–][ \t]")
_REST_OF_DOMAIN = re.compile(r"[A-Za-z0-9-][A-Za-z0-9.-]*")
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")
_PRINTED = ("prism_publicationdate", "prism_coverdate")
_MISREAD = ("â€", "Ã")
_AS_BYTES = {
    ord(sign): byte for byte in range(0x80, 0xA0) if (sign := bytes([byte]).decode("cp1252", "ignore"))
}
_PORTRAIT = "gravatar.com/avatar"
_MOST_PIXELS = 5  # digits
_MOST_BYTES = 15  # digits


def entry(
    one: Found,
    feed: Found,
    *,
    url: str,
    version: str,
    guid: str | None,
    limits: Limits,
    raw_hash: str = "",
) -> Entry:
    """Return the entry that feedparser read as ``one`` in ``feed``, whose document came from ``url``.

    ``guid`` is its identity as written, where that is known.
    """
    base = base_of(one, url, limits)
    # feedparser makes a guid absolute; as written it does not change with the address of the feed.
    own = guid or fields.string(one, "id")
    return Entry(
        raw_hash=raw_hash,
        base=base,
        guid=own if own and len(own) <= limits.line else None,
        link=_link(one, own, base, limits),
        title=_title(one, limits),
        summary=text_of(fields.mapping(one, "summary_detail"), limits),
        content=_content(one, limits),
        dates=tuple(Stamp(text=text[: limits.line], evidence="entry") for text in _dates(one, version)),
        updated=fields.line(one, "updated", most=limits.line),
        authors=_names(one, limits) or (_names(feed, limits) if version.startswith("atom") else ()),
        categories=_categories(one, limits),
        language=_language(one) or fields.line(feed, "language", most=limits.line),
        image=_image(one, base, limits),
        enclosures=_enclosures(one, base, limits),
    )


def base_of(one: Found, url: str, limits: Limits) -> str:
    """Return the address that the entry's relative links are relative to (XML Base over ``url``)."""
    said = next((base for detail in _details(one) if (base := fields.string(detail, "base"))), None)
    return fields.web_address(url, said, most=limits.line) or url


def _details(one: Found) -> list[Found]:
    return [
        *fields.mappings(one, "content"),
        fields.mapping(one, "summary_detail"),
        fields.mapping(one, "title_detail"),
    ]


def _link(one: Found, guid: str | None, base: str, limits: Limits) -> str | None:
    """Return the entry's own link, else an alternate of any type, else a guid that is an address.

    feedparser takes every guid for a link that is not said to be none, as ``yt:video:…`` and
    ``12345``; only those that can be one are taken here.
    """
    said = fields.string(one, "link")
    links = fields.mappings(one, "links")
    alternates = [fields.string(link, "href") for link in links if link.get("rel") == "alternate"]
    if said is None or (said == fields.string(one, "id") and fields.flag(one, "guidislink")):
        said = next((link for link in alternates if link), None) or _permalink(one, guid)
    return fields.address(base, said, most=limits.line)


def _permalink(one: Found, guid: str | None) -> str | None:
    """Return the guid of an entry that has no link, where it is not said to be none and looks like one."""
    is_link = fields.flag(one, "guidislink") or ("link" in one and not fields.string(one, "link"))
    return guid if guid and is_link and guid.startswith((*fields.WEB, "/")) else None


def _title(one: Found, limits: Limits) -> Text | None:
    """Return the entry's title; feedparser's detail may be that of a picture or of a source in it."""
    detail = fields.mapping(one, "title_detail")
    words = fields.written(one, "title")
    if words is not None and words != fields.string(detail, "value"):
        detail = {"value": words, "type": "text/html" if "<" in words or "&" in words else "text/plain"}
    return text_of(detail, limits)


def text_of(detail: Found, limits: Limits) -> Text | None:
    """Return what one of feedparser's details says, be it markup or not."""
    value, kind = fields.string(detail, "value"), fields.string(detail, "type") or "text/plain"
    if value is None or kind.startswith(_MEDIA):
        return None
    is_plain = kind.startswith("text/") and (kind not in _MARKUP or _is_written_plainly(value))
    return Text(value=_as_meant(value[: limits.field]), kind="text" if is_plain else "html")


def _as_meant(text: str) -> str:
    """Return a text whose UTF-8 was taken for Windows-1252 as it was; feedparser undoes that of Latin-1."""
    if not any(sign in text for sign in _MISREAD):
        return text
    try:
        return text.translate(_AS_BYTES).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _is_written_plainly(value: str) -> bool:
    """Say whether what is called markup has none, and paragraphs or a list that would be lost as such."""
    return "\n" in value and bool(_PARAGRAPHS.search(value)) and not _MARKED.search(value)


def _content(one: Found, limits: Limits) -> Text | None:
    """Return the entry's content; of several, markup before plain text, and the longest."""
    texts = [text for detail in fields.mappings(one, "content") if (text := text_of(detail, limits))]
    return max(texts, key=lambda text: (text.kind == "html", len(text.value)), default=None)


def _dates(one: Found, version: str) -> Iterable[str]:
    """Return what the entry says of its date, best first.

    To feedparser Dublin Core's date is an update; in RSS, which has no updates, it is the date. In
    Atom the update counts only where there is nothing else. The day on a journal's cover may be weeks
    from that on which an article appeared: it comes last.
    """
    said = [text for name in ("published", "created") if (text := fields.string(one, name))]
    updated = fields.string(one, "updated")
    if updated and (not said or not version.startswith("atom")):
        said.append(updated)
    said += (text for name in _PRINTED if (text := fields.string(one, name)))
    return dict.fromkeys(said)


def _names(holder: Found, limits: Limits) -> tuple[str, ...]:
    people = fields.mappings(holder, "authors")[: limits.each]
    written = fields.string(holder, "author") or ""
    names = [_name(one, written) for one in people]
    return tuple(dict.fromkeys(_as_meant(name[: limits.name]) for name in names if name))


def _name(person: Found, written: str) -> str | None:
    """Return a person's name; feedparser leaves the rest of a top-level domain of over four letters in it."""
    name, email = fields.string(person, "name"), fields.string(person, "email")
    place = written.find(email) if email else -1
    rest = _REST_OF_DOMAIN.match(written, place + len(email or "")) if place >= 0 else None
    if name is None or email is None or rest is None:
        return name
    return written.replace(email + rest[0], "").strip(" ()<>,;:\"'")


def _categories(one: Found, limits: Limits) -> tuple[str, ...]:
    tags = fields.mappings(one, "tags")
    terms = [fields.string(tag, "label") or fields.string(tag, "term") for tag in tags[: limits.each]]
    return tuple(dict.fromkeys(_as_meant(term[: limits.name]) for term in terms if term))


def _language(one: Found) -> str | None:
    own = fields.string(one, "language")
    return own or next((said for one in _details(one) if (said := fields.string(one, "language"))), None)


def _image(one: Found, base: str, limits: Limits) -> Image | None:
    """Return the largest picture of the first kind of element that has one."""
    contents = [media for media in fields.mappings(one, "media_content") if is_picture(media)]
    files = [link for link in fields.mappings(one, "links") if link.get("rel") == "enclosure"]
    groups = (
        contents,
        fields.mappings(one, "media_thumbnail"),
        [fields.mapping(one, "image")],
        [link for link in files if is_picture(link)],
    )
    for group in groups:
        pictures = [image for media in group if (image := picture(media, base, limits))]
        if pictures:
            return max(pictures, key=lambda image: image.width or 0)
    return None


def is_picture(media: Found) -> bool:
    """Say whether attributes are those of a picture."""
    kind = fields.string(media, "type") or fields.string(media, "medium") or ""
    place = fields.string(media, "url") or fields.string(media, "href") or ""
    return kind.startswith("image") or (not kind and place.partition("?")[0].lower().endswith(_PICTURES))


def picture(media: Found, base: str, limits: Limits) -> Image | None:
    """Return the picture that attributes name, unless it is an author's portrait."""
    place = fields.string(media, "url") or fields.string(media, "href")
    address = fields.web_address(base, place, most=limits.line)
    # Blogs give their authors' portraits before an entry's own pictures.
    if address is None or _PORTRAIT in address:
        return None
    width = fields.number(media, "width", digits=_MOST_PIXELS)
    return Image(url=address, width=width, height=fields.number(media, "height", digits=_MOST_PIXELS))


def _enclosures(one: Found, base: str, limits: Limits) -> tuple[Enclosure, ...]:
    found = (
        Enclosure(
            url=address,
            type=fields.line(link, "type", most=limits.line),
            length=fields.number(link, "length", digits=_MOST_BYTES),
        )
        for link in fields.mappings(one, "links")[: limits.each]
        if link.get("rel") == "enclosure"
        and (address := fields.address(base, fields.string(link, "href"), most=limits.line))
    )
    return tuple(dict.fromkeys(found))
