"""Says of a story, once for all formats, what a feed says of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from typing import Final
from urllib.parse import urlsplit

from aggregator.model import Enclosure, Imprint, Item, Society, Source, Story
from aggregator.publish import fields, pictures
from aggregator.publish.feed import NEVER, Feed

_PICTURES: Final = (".avif", ".bmp", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp")


@dataclass(frozen=True, kw_only=True, slots=True)
class Author:
    """A person or a society by name, and where it is at home."""

    name: str
    url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Category:
    """A society or a topic: ``scheme`` with ``term`` behind it is the address of its page."""

    term: str
    scheme: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """The source that a post came from; ``feed`` and ``page`` are its addresses, as far as it has them."""

    id: str
    title: str
    updated: datetime
    feed: str | None = None
    page: str | None = None

    @property
    def address(self) -> str | None:
        """Where it is read: the feed, else the page."""
        return self.feed or self.page


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """An entry of a feed in any format, every value fit to stand in it.

    ``html`` is never empty where ``link`` is missing, and ``title`` and ``authors`` never are.
    ``related`` are the addresses where else the story is told, ``enclosures`` the files that go with it, of
    which no picture is another's than ours.
    """

    id: str
    title: str
    link: str | None
    summary: str
    html: str
    language: str | None
    published: datetime
    updated: datetime
    authors: tuple[Author, ...]
    categories: tuple[Category, ...] = ()
    related: tuple[str, ...] = ()
    image: str | None = None
    enclosures: tuple[Enclosure, ...] = ()
    origin: Origin | None = None


def of(story: Story, feed: Feed, societies: Mapping[str, Society], sources: Mapping[str, Source]) -> Post:
    """Return what is said of ``story``: its id, its lead's words, and where else it is told.

    ``published`` is the lead's date, ``updated`` the last time that its words changed.
    """
    lead = story.lead
    link = fields.address(lead.link)
    society = _society(lead, societies)
    title, image = _title(lead, society.name), _image(lead, feed)
    return Post(
        id=story.id,
        title=title,
        link=link,
        summary=fields.text(lead.summary).strip(),
        html=pictures.settled(fields.text(lead.html).strip(), feed.pictures, copies=feed.copies)
        or ("" if link else f"<p>{escape(title)}</p>"),
        language=fields.language(lead.language),
        published=lead.date,
        updated=_updated(lead),
        authors=_authors(lead) or (society,),
        categories=tuple(_categories(lead, feed, society.name)),
        related=_related(story, besides=link),
        image=image,
        enclosures=tuple(_enclosures(lead, image)),
        origin=_origin(lead, feed, society, sources),
    )


def updated(posts: Sequence[Post]) -> datetime:
    """Return when a feed of ``posts`` last changed: no clock says it, so that it changes with them only."""
    return max((post.updated for post in posts), default=NEVER)


def _image(item: Item, feed: Feed) -> str | None:
    """Return the address of our copy of an item's picture: readers are sent to no other."""
    if item.image is None or feed.pictures != "serve":
        return None
    copy = feed.copies(item.image.url)
    return copy.address if copy else None


def _enclosures(item: Item, image: str | None) -> Iterator[Enclosure]:
    """Give the files that go with an item; pictures are shown without being asked for, so only ours are."""
    for one in item.enclosures:
        url = fields.address(one.url)
        if url and not _is_picture(one):
            yield replace(one, url=url, type=fields.media_type(one.type))
    if image:
        yield Enclosure(url=image, type="image/webp")


def _is_picture(file: Enclosure) -> bool:
    if file.type:
        return file.type.startswith("image/")
    return urlsplit(file.url).path.lower().endswith(_PICTURES)


def _society(item: Item, societies: Mapping[str, Society]) -> Author:
    society = societies.get(item.society)
    name = fields.line(society.name if society else item.society)
    return Author(name=name or "unknown", url=fields.address(society.url) if society else None)


def _title(item: Item, society: str) -> str:
    return fields.line(item.title) or fields.line(item.summary)[:80] or society


def _authors(item: Item) -> tuple[Author, ...]:
    names = dict.fromkeys(fields.line(name) for name in item.authors)
    return tuple(Author(name=name) for name in names if name)


def _categories(item: Item, feed: Feed, society: str) -> Iterator[Category]:
    if key := fields.line(item.society):
        yield Category(term=key, scheme=f"{feed.site_url}societies/", label=society)
    for topic in dict.fromkeys(fields.line(one) for one in item.topics):
        if topic:
            yield Category(term=topic, scheme=f"{feed.site_url}topics/", label=topic)


def _related(story: Story, *, besides: str | None) -> tuple[str, ...]:
    """Return the addresses of the other voices, each once."""
    links = dict.fromkeys(fields.address(item.link) for item in story.others)
    return tuple(link for link in links if link and link != besides)


def _origin(item: Item, feed: Feed, society: Author, sources: Mapping[str, Source]) -> Origin | None:
    source = sources.get(item.source)
    if source is None:
        return None
    address, said = fields.address(source.url), feed.imprints.get(source.key, Imprint())
    return Origin(
        # As the feed says it, that readers who have it too may know; RSS has no ids.
        id=fields.identity(said.id) or address or f"tag:{feed.authority},2026:source/{source.key}",
        title=fields.line(said.title or "") or society.name,
        updated=_updated(item),
        feed=address if source.kind == "feed" else None,
        page=address if source.kind == "page" else fields.address(said.link) or society.url,
    )


def _updated(item: Item) -> datetime:
    return max(item.updated or item.date, item.date)
