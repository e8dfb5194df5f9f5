"""Reads the demo world's stories: files of HTML whose first comment holds ``key: value`` lines."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

WHEN = re.compile(r"(?P<days>\d+)d (?P<hour>\d\d):(?P<minute>\d\d)|(?P<hours>\d+)h")
KEYS = frozenset(
    {
        *("title", "when", "lead", "by", "tags", "guid", "id", "language"),
        *("since", "until", "edited", "renamed", "every", "retells", "tracking"),
    }
)
OLD = 14
"""Days after which a story is backlog to one who polls its source for the first time."""
ASCII = 0x80

TEXTS = Environment(
    loader=PackageLoader("aggregator.demo", "content"), autoescape=True, undefined=StrictUndefined
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Life:
    """What becomes of a story as the world's steps go by.

    It is listed from step ``since`` until before step ``until``; its words change at step
    ``edited``, its guid at step ``renamed``. Where there is ``every``, the file is a pattern for
    story after story, one at ``since`` and one at each ``every`` steps after it. ``retells``
    names the story of another source (``source/slug``) to whose page its link leads; ``old``
    says that it is dated more than ``OLD`` days before the world's start.
    """

    source: str
    slug: str
    since: int = 0
    until: int | None = None
    edited: int | None = None
    renamed: int | None = None
    every: int | None = None
    retells: str | None = None
    old: bool = False

    def told(self, step: int) -> range:
        """Return the numbers of those told up to ``step``: 1, or for a pattern any number of them."""
        if step < self.since:
            return range(0)
        return range(1, 2 + ((step - self.since) // self.every if self.every else 0))

    def listed(self, step: int) -> range:
        """Return the numbers of those in the source's list at ``step``: of a pattern the last four."""
        return range(0) if self.until is not None and step >= self.until else self.told(step)[-4:]


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A story as its source tells it at one step; its times are in the source's own time zone."""

    slug: str
    title: str
    html: str
    lead: str
    at: datetime
    updated: datetime
    by: str | None
    tags: tuple[str, ...]
    guid: str
    id: str
    language: str | None
    retells: str | None
    tracking: str | None


@cache
def lives(source: str) -> tuple[Life, ...]:
    """Return the lives of all stories of a source, by name of file."""
    folder = files("aggregator.demo").joinpath("content", source, "news")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".html"))
    return tuple(_life(source, name.removesuffix(".html")) for name in names)


def tell(life: Life, *, step: int, number: int, start: datetime, zone: ZoneInfo) -> Told:
    """Return the story as it stands at ``step`` of a world that starts at ``start``."""
    head, body = _read(life.source, life.slug, step=step, number=number)
    slug = f"{life.slug}-{number}" if life.every else life.slug
    published = _when(head["when"], start, zone)
    if life.every:
        # One after the other, and none in the future however many there are.
        published += timedelta(minutes=min(number, 50))
    edited = life.edited is not None and step >= life.edited
    return Told(
        slug=slug,
        title=head["title"],
        html=body,
        lead=head.get("lead", ""),
        at=published,
        updated=(start - timedelta(minutes=30)).astimezone(zone) if edited else published,
        by=head.get("by"),
        tags=tuple(tag.strip() for tag in head.get("tags", "").split(",") if tag.strip()),
        guid=head.get("guid", f"tag:{life.source}.example,2020:{slug}"),
        id=head.get("id", slug),
        language=head.get("language"),
        retells=head.get("retells"),
        tracking=head.get("tracking"),
    )


def _life(source: str, slug: str) -> Life:
    head, _ = _read(source, slug, step=0, number=1)

    def number(key: str) -> int | None:
        return int(head[key]) if key in head else None

    return Life(
        source=source,
        slug=slug,
        since=number("since") or 0,
        until=number("until"),
        edited=number("edited"),
        renamed=number("renamed"),
        every=number("every"),
        retells=head.get("retells"),
        old=int(_parts(head["when"])["days"] or 0) >= OLD,
    )


def _read(source: str, slug: str, *, step: int, number: int) -> tuple[dict[str, str], str]:
    """Return a story file's head and body, rendered."""
    text = TEXTS.get_template(f"{source}/news/{slug}.html").render(step=step, number=number, byte=_byte)
    comment, _, body = text.partition("-->")
    lines = comment.removeprefix("<!--").strip().splitlines()
    head = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    if unknown := head.keys() - KEYS:
        raise ValueError(f"{source}/news/{slug}.html has an unknown key: {', '.join(sorted(unknown))}")
    return head, body.strip()


def _byte(value: int) -> str:
    """Return the stand-in (PEP 383) for a raw byte that is not UTF-8, or a control character as it is."""
    return chr(0xDC00 + value) if value >= ASCII else chr(value)


def _parts(text: str) -> re.Match[str]:
    if match := WHEN.fullmatch(text):
        return match
    raise ValueError(f"'{text}' is no time such as '3d 09:30' or '5h'")


def _when(text: str, start: datetime, zone: ZoneInfo) -> datetime:
    """Read ``3d 09:30`` (three days before the start, at that local time) or ``5h`` (hours before it)."""
    match = _parts(text)
    if match["hours"]:
        return (start - timedelta(hours=int(match["hours"]))).replace(microsecond=0).astimezone(zone)
    day = start.astimezone(zone) - timedelta(days=int(match["days"]))
    hour, minute = int(match["hour"]), int(match["minute"])
    local = day.replace(hour=hour, minute=minute, second=minute // 2, microsecond=0)
    # Through UTC, lest a time that daylight saving skipped be shown with an offset that it never had.
    return local.astimezone(UTC).astimezone(zone)
