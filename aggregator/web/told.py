"""Works out what a story's own page shows: its whole text, every voice, and what machines are told of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from markupsafe import Markup

from aggregator.digest import dates, markup, strings
from aggregator.model import Item, Story, Topic
from aggregator.publish import pictures
from aggregator.publish.pictures import Pictures
from aggregator.store.revisions import Revision
from aggregator.web.shown import Moment, Reader, Shown

_HEADLINE = 110
"""Characters of a headline that search engines show."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """What one society said of the story, and when; ``same_title`` where it is the lead's."""

    society: str
    society_key: str | None
    title: str
    same_title: bool
    link: str | None
    host: str | None
    language: str | None
    date: date
    day: str
    time: Moment | None
    is_dated: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Earlier:
    """What the story's lead said until it was edited."""

    title: str
    text: Markup
    until: Moment
    day: str


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file that goes with the story: where it is, what it is called, its type and size as far as known."""

    link: str
    name: str
    said: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A story as its own page shows it; ``tellings`` are all its voices, the lead's first.

    ``earlier`` are its wordings before it was edited, the latest first; ``picture`` is the whole address of
    our copy of its picture.
    """

    shown: Shown
    text: Markup
    direction: str
    authors: tuple[str, ...]
    host: str | None
    description: str
    tellings: tuple[Telling, ...]
    earlier: tuple[Earlier, ...]
    data: dict[str, Any]
    topics: tuple[Topic, ...] = ()
    files: tuple[File, ...] = ()
    picture: str | None = None


def told(
    story: Story,
    *,
    reader: Reader,
    revisions: Sequence[Revision],
    kept: Pictures,
    image_word: str,
    topics: Mapping[str, Topic],
    address: str,
) -> Told:
    """Return what the page of ``story``, at ``address``, shows of it."""
    lead, shown = story.lead, reader.shown(story)
    html = pictures.settled(lead.html, kept, named=image_word)
    description = strings.line(lead.summary, limit=reader.limits.summary)
    return Told(
        shown=shown,
        # The cleaner has the last word on it once more, whatever way it came into the store.
        text=Markup(markup.mailable(html, title=lead.title, text=lead.text, top=2)),  # noqa: S704
        direction=dates.direction(lead.language, lead.title),
        authors=tuple(_names(lead, besides=shown.society)),
        host=strings.host(shown.link),
        description=description,
        tellings=tuple(_tellings(story, reader)),
        earlier=tuple(_earlier(one, reader) for one in revisions),
        data=_data(story, shown, description, address),
        topics=tuple(topics[key] for key in lead.topics if key in topics),
        files=tuple(_files(lead)),
        picture=urljoin(address, shown.picture.address) if shown.picture else None,
    )


def _names(item: Item, *, besides: str) -> Iterator[str]:
    """Give the authors' names, besides the society's own, which stands there anyway."""
    for one in item.authors:
        name = strings.line(one, limit=_HEADLINE)
        if name and name.casefold() != besides.casefold():
            yield name


def _files(item: Item) -> Iterator[File]:
    for one in item.enclosures:
        link = strings.url(one.url)
        if link:
            name = unquote(urlsplit(link).path).rstrip("/").rpartition("/")[2]
            size = f"{max(one.length / 1_000_000, 0.1):.1f} MB" if one.length else ""
            said = " · ".join(part for part in (one.type, size) if part)
            yield File(link=link, name=strings.line(name, limit=_HEADLINE) or link, said=said)


def _tellings(story: Story, reader: Reader) -> Iterator[Telling]:
    for item in (story.lead, *story.others):
        society = reader.societies.get(item.society)
        link, day = strings.url(item.link), item.day(reader.zone)
        yield Telling(
            society=society.name if society else item.society,
            society_key=society.key if society else None,
            title=item.title,
            same_title=item.title == story.lead.title,
            link=link,
            host=strings.host(link),
            language=dates.tag(item.language),
            date=day,
            day=reader.day_name(day),
            time=reader.time(item),
            is_dated=item.published is not None,
        )


def _earlier(revision: Revision, reader: Reader) -> Earlier:
    return Earlier(
        title=strings.line(revision.title, limit=reader.limits.title),
        text=Markup(markup.paragraphs(revision.text)),  # noqa: S704  made from text
        until=reader.moment(revision.until),
        day=reader.day_name(revision.until.astimezone(reader.zone).date()),
    )


def _data(story: Story, shown: Shown, description: str, address: str) -> dict[str, Any]:
    """Return the story as schema.org's NewsArticle, for JSON-LD."""
    lead = story.lead
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": strings.line(lead.title, limit=_HEADLINE),
        "description": description,
        "url": address,
        "isBasedOn": shown.link,
        "image": urljoin(address, shown.picture.address) if shown.picture else None,
        "inLanguage": shown.language,
        "datePublished": _published(lead),
        "dateModified": lead.updated.astimezone(UTC).isoformat() if lead.updated else None,
        "author": [{"@type": "Person", "name": name} for name in lead.authors],
        "publisher": {"@type": "Organization", "name": shown.society},
    }
    return {name: value for name, value in data.items() if value}


def _published(item: Item) -> str | None:
    if item.published is None:
        return None
    day = item.published.precision == "day"
    return item.published.at.date().isoformat() if day else item.published.at.astimezone(UTC).isoformat()
