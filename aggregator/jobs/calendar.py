"""Says on which dates a digest goes out: its cron line, read as crontab(5) reads it, in its time zone.

A date is named by what the clock on the wall shows then. A time that the clock jumps over in spring comes
as much later as it jumps; one that it shows twice in autumn is one date, the first.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from aggregator import schedule
from aggregator.model import Digest

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Date:
    """One date of a digest: its name (``2026-11-23T07:00``, on its own clock) and its moment in UTC."""

    name: str
    at: datetime


def dates(digest: Digest, *, after: datetime, until: datetime) -> Iterator[Date]:
    """Give the dates later than ``after``, none later than ``until``, in order."""
    trigger, zone = _trigger(digest), ZoneInfo(digest.timezone)
    before: str | None = None
    # One date more to begin with: the second showing of a time is none of its own.
    moment = _next(trigger, after - timedelta(hours=3))
    while moment is not None and moment <= until:
        name = moment.astimezone(zone).replace(tzinfo=None).isoformat(timespec="minutes")
        if name != before and moment > after:
            yield Date(name=name, at=moment)
        before = name
        moment = _next(trigger, moment + _INSTANT)


def latest(digest: Digest, *, at: datetime, grace: timedelta) -> Date | None:
    """Return the last date up to ``at`` that is younger than ``grace``, or ``None``."""
    found = deque(dates(digest, after=at - grace, until=at), maxlen=1)
    return found[0] if found else None


def upcoming(digest: Digest, *, at: datetime, within: timedelta) -> Date | None:
    """Return the first date later than ``at``, ``within`` a span, or ``None``."""
    return next(dates(digest, after=at, until=at + within), None)


def _trigger(digest: Digest) -> CronTrigger:
    minute, hour, day, month, weekday = (digest.schedule or "").split()
    return CronTrigger(
        minute=minute,
        hour=hour,
        day=day,
        month=month,
        day_of_week=schedule.weekdays(weekday),
        timezone=digest.timezone,
    )


def _next(trigger: CronTrigger, at: datetime) -> datetime | None:
    found = trigger.get_next_fire_time(None, at)
    return found.astimezone(UTC) if found else None
