"""Tells of which day the newest is of what a feed or a page holds."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from aggregator.errors import AggregatorError
from aggregator.jobs.asking import Desk
from aggregator.model import Source, Stamp
from aggregator.refine import dates

_OLD = timedelta(days=90)
"""How long ago the newest is from which on a feed or page may have been left behind."""


def newest(dated: Sequence[tuple[Stamp, ...]], desk: Desk, *, language: str | None) -> date | None:
    """Return the day of the newest of pieces of news with these dates, read in a worker."""
    if not dated:
        return None
    try:
        return desk.tools.workers.run(of, dated, language=language, at=desk.tools.clock())
    except AggregatorError:  # dates that take too long to read
        return None


def is_old(day: date, desk: Desk) -> bool:
    """Say whether what has its newest of that day may have been left behind."""
    return desk.tools.clock().date() - day > _OLD


def of(dated: Iterable[tuple[Stamp, ...]], *, language: str | None, at: datetime) -> date | None:
    """Return the newest day of ``dated`` as a source is read that says nothing of its dates."""
    source = Source(key="discover", society="", kind="page", url="")
    customs = dates.Customs.of(source, declared=language)
    found = (dates.published(stamps, at=at, customs=customs) for stamps in dated)
    return max((one.at.date() for one in found if one), default=None)
