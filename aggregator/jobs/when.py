"""Says when a source is polled again, from what came of its poll; nothing is read or kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from aggregator.jobs.line import Taken
from aggregator.model import Failed, Source, Unchanged
from aggregator.schedule import Limits, heed, next_poll, rhythm, wanted
from aggregator.store.polls import Memory

NOT_FOUND = 404
_LIMITS = Limits()


def again(
    source: Source,
    came: Taken | Unchanged | Failed,
    memory: Memory,
    *,
    told: Sequence[datetime],
    chance: float,
    at: datetime,
    lost_since: datetime | None = None,
    limits: Limits = _LIMITS,
) -> datetime:
    """Return when to poll again: after the interval, or later where the source wants it so.

    Where a poll had no room for all articles that is the shortest interval. ``told`` are the times of its
    latest news and ``chance`` is from 0 to 1, for a source that is polled by its own rhythm. One that is not
    there (404) has answered nothing else from ``lost_since`` on.
    """
    if isinstance(came, Failed):
        return _after_failure(source, came, memory, lost_since=lost_since, at=at, limits=limits)
    interval = source.interval
    if source.between:
        interval = rhythm(told, at=at, usual=interval, between=source.between, chance=chance)
    if isinstance(came, Taken) and came.is_full:
        interval = min(interval, _shortest(source))
    # A source that is unchanged wishes what it wished when it was last read.
    wishes = memory.wishes if isinstance(came, Unchanged) else came.parsed.wishes
    fresh_until = came.fresh_until if isinstance(came, Unchanged) else came.answer.fresh_until
    due = at + interval
    if isinstance(came, Taken) and came.not_before:
        due = max(due, came.not_before)
    return heed(
        due,
        at=at,
        fresh_until=fresh_until,
        wished=wishes.interval,
        skip_hours=wishes.skip_hours,
        skip_days=wishes.skip_days,
        limits=limits,
    )


def put_off(memory: Memory, *, at: datetime) -> datetime | None:
    """Return until when a due source is not asked after all, because it does not want to be just now."""
    wishes = memory.wishes
    then = wanted(at, skip_hours=wishes.skip_hours, skip_days=wishes.skip_days)
    return then if then > at else None


def notices(
    failed: Failed, lost_since: datetime | None, *, at: datetime, limits: Limits = _LIMITS
) -> list[str]:
    """Return in words that a failing source has been given up, where it has."""
    given_up = _is_given_up(failed, lost_since, at=at, limits=limits)
    return [f"it is asked once in {limits.gone.days} days from now on"] if given_up else []


def _is_given_up(failed: Failed, lost_since: datetime | None, *, at: datetime, limits: Limits) -> bool:
    """Say whether a source is gone: it says so itself (410), or has not been there (404) for long."""
    is_lost = lost_since is not None and at - lost_since >= limits.lost
    return failed.gone or (failed.status == NOT_FOUND and is_lost)


def _shortest(source: Source) -> timedelta:
    """Return after how long a source of which something is wanting may be asked again."""
    return source.between[0] if source.between else source.interval


def _after_failure(
    source: Source,
    failed: Failed,
    memory: Memory,
    *,
    lost_since: datetime | None,
    at: datetime,
    limits: Limits,
) -> datetime:
    """Return when a source that fails is asked again: at first as soon as may be, then ever more rarely."""
    if _is_given_up(failed, lost_since, at=at, limits=limits):
        return at + limits.gone
    if failed.unasked and failed.retry_at:
        return failed.retry_at
    failures = memory.failures + (not failed.offline)
    due = next_poll(_shortest(source), at=at, failures=failures, not_before=failed.retry_at, limits=limits)
    wishes = memory.wishes
    return heed(
        due,
        at=at,
        wished=wishes.interval,
        skip_hours=wishes.skip_hours,
        skip_days=wishes.skip_days,
        limits=limits,
    )
