"""Works out what a page shows of a story: names for keys, times in the site's zone, bounded words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from babel.dates import format_date

from aggregator.digest import dates, strings
from aggregator.model import Item, Society, Story
from aggregator.publish import addresses
from aggregator.publish.pictures import Copies, Copy, no_copies
from aggregator.refine.searchable import Marked
from aggregator.store.search import Hit
from aggregator.web.limits import Limits


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A time of day as it is shown, for machines, and exactly, for who points at it."""

    text: str
    machine: str
    exact: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Voice:
    """Another society that tells the story, and where."""

    name: str
    acronym: str
    link: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A story as a page shows it; ``time`` is ``None`` where only its day is known.

    ``page`` is the address of its own page on the site.
    """

    society: str
    society_key: str | None
    title: str
    link: str | None
    summary: str
    language: str | None
    language_name: str | None
    time: Moment | None
    is_dated: bool
    voices: tuple[Voice, ...]
    page: str | None = None
    picture: Copy | None = None
    picture_words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A story that was searched for; ``title`` and ``excerpt`` are of the voice that fits, hits marked."""

    shown: Shown
    title: Marked
    excerpt: Marked
    date: date
    day: str
    host: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A day's stories; ``name`` is the day in the site's language."""

    date: date
    name: str
    stories: tuple[Shown, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """What showing depends on: the site's language and zone, its societies, and the bounds of a page."""

    language: str
    zone: ZoneInfo
    societies: Mapping[str, Society]
    limits: Limits
    copies: Copies = no_copies

    def days(self, stories: Iterable[Story]) -> list[Day]:
        """Return the stories by day, newest first, as many as a page holds."""
        # A date without a time stands at midnight UTC, which is another day elsewhere: days go first.
        ordered = sorted(stories, key=lambda story: story.lead.day(self.zone), reverse=True)
        fitting = self._fitting(ordered)
        return [
            Day(date=day, name=self.day_name(day), stories=tuple(shown for _, shown in group))
            for day, group in groupby(fitting, key=lambda pair: pair[0])
        ]

    def day_name(self, day: date) -> str:
        """Return a day with its weekday in the site's language."""
        return format_date(day, "full", locale=dates.locale(self.language))

    def moment(self, at: datetime) -> Moment:
        """Return a time of day in the site's zone."""
        local = at.astimezone(self.zone)
        return Moment(
            text=f"{local:%H:%M}",
            machine=local.isoformat(timespec="seconds"),
            exact=f"{local:%Y-%m-%d %H:%M:%S %Z}",
        )

    def time(self, item: Item) -> Moment | None:
        """Return an item's time of day, ``None`` where only its day is known."""
        is_exact = item.published is None or item.published.precision == "second"
        return self.moment(item.date) if is_exact else None

    def host(self, url: str) -> str:
        """Return the host of an address as readers know it."""
        return strings.host(url) or url

    def _fitting(self, stories: Sequence[Story]) -> list[tuple[date, Shown]]:
        """Return what is shown of the stories; where that is too much, with ever shorter summaries."""
        for limit in (self.limits.summary, self.limits.summary // 2, self.limits.summary // 5, 0):
            fitting = [(story.lead.day(self.zone), self.shown(story, summary=limit)) for story in stories]
            if sum(_weight(shown) for _, shown in fitting) <= self.limits.story_bytes:
                break
        return fitting

    def shown(self, story: Story, *, summary: int | None = None) -> Shown:
        """Return what a list of stories shows of one, with at most ``summary`` characters of its own."""
        lead = story.lead
        limit = self.limits.summary if summary is None else summary
        society = self.societies.get(lead.society)
        foreign = lead.language and dates.primary(lead.language) != dates.primary(self.language)
        return Shown(
            society=society.name if society else lead.society,
            society_key=society.key if society else None,
            title=strings.line(lead.title, limit=self.limits.title),
            link=strings.url(lead.link),
            summary=strings.line(lead.summary, limit=limit) if limit else "",
            language=dates.tag(lead.language),
            language_name=self._language_name(lead) if foreign else None,
            time=self.time(lead),
            is_dated=lead.published is not None,
            voices=tuple(self._voices(story)),
            page=addresses.story(story.id),
            picture=self.copies(lead.image.url) if lead.image else None,
            picture_words=strings.line(lead.image.alt or "", limit=self.limits.title) if lead.image else "",
        )

    def match(self, hit: Hit, story: Story) -> Match:
        """Return what a page shows of a story that was searched for."""
        shown, day = self.shown(story), story.lead.day(self.zone)
        return Match(
            shown=shown,
            title=hit.title,
            excerpt=hit.excerpt,
            date=day,
            day=self.day_name(day),
            host=strings.host(shown.link),
        )

    def _language_name(self, item: Item) -> str | None:
        return dates.language_name(item.language or "", in_language=self.language)

    def _voices(self, story: Story) -> Iterator[Voice]:
        """Give the societies that tell the story besides its lead, each once, by their first word on it."""
        told = {story.lead.society}
        for item in story.others:
            if item.society not in told and len(told) <= self.limits.voices:
                told.add(item.society)
                society = self.societies.get(item.society)
                name, acronym = (society.name, society.acronym) if society else (item.society, item.society)
                yield Voice(name=name, acronym=acronym, link=strings.url(item.link))


def _weight(shown: Shown) -> int:
    """Return about how many bytes a story takes in a page: its words, addresses and what is around them."""
    words = [shown.society, shown.title, shown.link, shown.summary, shown.page]
    if shown.picture:
        words += [shown.picture.address, shown.picture_words, " " * 120]
    for voice in shown.voices:
        words += [voice.name, voice.acronym, voice.link, " " * 60]
    # Four of a hundred letters in prose are written as entities in markup.
    return 450 + sum(len(one.encode()) * 104 // 100 for one in words if one)
