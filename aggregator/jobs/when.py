"""Says when a source is polled again, from what came of its poll; nothing is read or kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from aggregator.jobs.line import Taken
from aggregator.model import Failed, Source, Unchanged
from aggregator.schedule import heed, next_poll, rhythm
from aggregator.store.polls import Memory

GONE = timedelta(days=30)
"""When a source that is gone is asked once more, should it be there again."""

LOST = timedelta(days=14)
"""How long a source that cannot be found is looked for as other failing ones are."""

_NOT_FOUND = 404


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
    # A source that is unchanged wishes what it wished when it was last read.
    wishes = memory.wishes if isinstance(came, Unchanged) else came.parsed.wishes
    fresh_until = came.fresh_until if isinstance(came, Unchanged) else came.answer.fresh_until
    return heed(
        at + interval,
        at=at,
        hints=(fresh_until, at + wishes.interval if wishes.interval else None),
        skip_hours=wishes.skip_hours,
        skip_days=wishes.skip_days,
    )


def notices(failed: Failed, memory: Memory, *, at: datetime) -> list[str]:
    """Return in words that a failing source has been given up, where it has."""
    return ["it is asked once a month from now on"] if _is_given_up(failed, memory, at=at) else []


def _is_given_up(failed: Failed, memory: Memory, *, at: datetime) -> bool:
    """Say whether a source is gone: it says so itself (410), or has not been there (404) for long."""
    since = memory.failing_since
    return failed.gone or (failed.status == _NOT_FOUND and since is not None and at - since >= LOST)


def _after_failure(source: Source, failed: Failed, memory: Memory, *, at: datetime) -> datetime:
    if _is_given_up(failed, memory, at=at):
        return at + GONE
    return next_poll(source.interval, at=at, failures=memory.failures + 1, not_before=failed.retry_at)
