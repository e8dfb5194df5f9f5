"""What a digest is: which stories it takes, how it looks at them, and when its issues go."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """Which stories a digest takes, and in what order they stand.

    Empty ``societies``, ``topics``, ``languages`` and ``keep`` take all there are; ``keep`` and ``block``
    are words and phrases of titles and texts. ``max_age`` is how long a story waits at most, counted from
    when it was first seen; ``max_stories`` of an issue, ``max_per_section`` of one of its sections.
    """

    societies: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    block: tuple[str, ...] = ()
    max_per_section: int = 8
    max_stories: int | None = None
    max_age: timedelta = timedelta(days=90)
    societies_by: Literal["order", "weight"] = "order"
    stories_by: Literal["date", "score"] = "date"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """When an issue goes out, and what is done where it is not ready.

    Fewer than ``min_stories`` wait for more, until the oldest has waited for ``force_after``. Where a
    person must approve an issue, ``editors`` are told so ``notice`` before its time; if nobody has by
    then, ``fallback`` says what is done.
    """

    min_stories: int = 1
    force_after: timedelta | None = None
    editors: tuple[str, ...] = ()
    notice: timedelta = timedelta(days=1)
    fallback: Literal["hold", "send", "skip"] = "hold"


ANY = Selection()
USUAL = Rules()


@dataclass(frozen=True, kw_only=True, slots=True)
class Digest:
    """A recurring publication and how its issues are made; ``schedule`` is a cron line in ``timezone``."""

    key: str
    title: str
    timezone: str
    language: str
    intro: str | None = None
    banner: str | None = None
    schedule: str | None = None
    review: bool = False
    sections: Literal["society", "topic"] = "society"
    selection: Selection = ANY
    rules: Rules = USUAL


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What was decided of one date of a digest, and why in words.

    ``due`` is the date on the digest's own clock, as ``2026-11-23T07:00``, ``number`` that of the issue in
    question, if there is one.
    """

    digest: str
    due: str
    number: int | None
    outcome: Literal["began", "send", "hold", "wait", "skip"]
    why: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """A link by which one editor may approve an issue, once; ``due`` is the date that it is meant for."""

    id: str
    digest: str
    number: int
    due: str
    editor: str
    at: datetime
    used_at: datetime | None = None
