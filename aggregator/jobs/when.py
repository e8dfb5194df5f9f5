"""Says when a source is polled again, from what came of its poll; nothing is read or kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from aggregator.jobs.line import Taken
from aggregator.model import Failed, Source, Unchanged
from aggregator.schedule import heed, next_poll, rhythm
from aggregator.store.polls import Memory

GONE = timedelta(days=30)
"""When a source that is gone for good is asked once more, should it be there again."""


def again(
    source: Source,
    came: Taken | Unchanged | Failed,
    memory: Memory,
    *,
    told: Sequence[datetime],
    chance: float,
    at: datetime,
) -> datetime:
    """Return when to poll again: after the interval, or later where the source wants it so.

    ``told`` are the times of its latest news and ``chance`` is from 0 to 1, for a source that is
    polled by its own rhythm.
    """
    if isinstance(came, Failed):
        return _after_failure(source, came, memory, at=at)
    interval = source.interval
    if source.between:
        interval = rhythm(told, at=at, usual=interval, between=source.between, chance=chance)
    if isinstance(came, Unchanged):
        return heed(at + interval, at=at, hints=[came.fresh_until])
    parsed = came.parsed
    return heed(
        at + interval,
        at=at,
        hints=(came.answer.fresh_until, at + parsed.interval if parsed.interval else None),
        skip_hours=parsed.skip_hours,
        skip_days=parsed.skip_days,
    )


def _after_failure(source: Source, failed: Failed, memory: Memory, *, at: datetime) -> datetime:
    if failed.gone:
        return at + GONE
    return next_poll(source.interval, at=at, failures=memory.failures + 1, not_before=failed.retry_at)
