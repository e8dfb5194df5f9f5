"""Says when: the next poll of a source, and the wait before a delivery's next attempt."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bounds of waiting.

    A failing source is asked ever more rarely, down to once in ``retry_most``; one that has not been
    there (404) for ``lost``, or says that it is gone, once in ``gone``. How long its server calls an
    answer fresh puts a poll off by ``fresh_most`` at most, as many servers say a year of everything;
    what the feed itself wishes by ``wish_most``. One that is asked by its own rhythm is visited
    ``visits`` times in its mean pause between two of its latest ``news``, ``jitter`` (a share) sooner
    or later. A message that was put off goes again after ``delivery_first``, then ever more rarely,
    for ``delivery_span`` in all.
    """

    retry_most: timedelta = timedelta(days=1)
    lost: timedelta = timedelta(days=14)
    gone: timedelta = timedelta(days=30)
    fresh_most: timedelta = timedelta(days=1)
    wish_most: timedelta = timedelta(days=7)
    visits: int = 4
    jitter: float = 0.1
    delivery_first: timedelta = timedelta(minutes=5)
    delivery_most: timedelta = timedelta(hours=4)
    delivery_span: timedelta = timedelta(days=2)
    delivery_jitter: float = 0.2


def rhythm(
    told: Collection[datetime],
    *,
    at: datetime,
    usual: timedelta,
    between: tuple[timedelta, timedelta],
    chance: float,
    limits: Limits = Limits(),
) -> timedelta:
    """Return how long to wait for the next news of a source that told its latest at the times ``told``.

    The silence since then counts, so a source that ends is asked ever more rarely; one that has told
    nothing is asked after ``usual``. ``between`` are the shortest and the longest that may be;
    ``chance`` (0 to 1) spreads the sources, so that they do not come to be asked all at once.
    """
    shortest, longest = between
    past = [one for one in told if one <= at]
    wait = (at - min(past)) / (len(past) * limits.visits) if past else usual
    wait = min(max(wait, shortest), longest)
    least, most = max(wait * (1 - limits.jitter), shortest), min(wait * (1 + limits.jitter), longest)
    return least + (most - least) * chance


def next_poll(
    interval: timedelta,
    *,
    at: datetime,
    failures: int = 0,
    not_before: datetime | None = None,
    limits: Limits = Limits(),
) -> datetime:
    """Return when a source is to be polled again after ``failures`` failed polls in a row.

    After a success, and after one failure, that is one interval later; with further failures the wait
    doubles each time, and stops growing at ``retry_most`` or the interval, whichever is longer.
    ``not_before`` (a server's Retry-After) is always honoured.
    """
    wait: timedelta = min(interval * 2 ** min(max(failures - 1, 0), 12), max(limits.retry_most, interval))
    due = at + wait
    return max(due, not_before) if not_before else due


def heed(
    due: datetime,
    *,
    at: datetime,
    fresh_until: datetime | None = None,
    wished: timedelta | None = None,
    skip_hours: Collection[int] = (),
    skip_days: Collection[int] = (),
    limits: Limits = Limits(),
) -> datetime:
    """Return ``due``, put off to when the source, visited ``at``, wants to be asked.

    Until ``fresh_until`` (Cache-Control, Expires) asking is of no use, ``wished`` is the interval that
    the feed asks for (ttl, sy:updatePeriod), and ``skip_hours`` and ``skip_days`` are when not to come.
    """
    if fresh_until:
        due = max(due, min(fresh_until, at + limits.fresh_most))
    if wished:
        due = max(due, at + min(wished, limits.wish_most))
    return wanted(due, skip_hours=skip_hours, skip_days=skip_days, limits=limits)


def wanted(
    due: datetime,
    *,
    skip_hours: Collection[int],
    skip_days: Collection[int],
    limits: Limits = Limits(),
) -> datetime:
    """Return ``due``, or the next time that lies in none of the hours and days to be skipped (RSS 2.0).

    Hours are 0 to 23 in UTC, day 0 is Monday. Who skips all of them is not heeded.
    """
    then = due
    while then.hour in skip_hours or then.weekday() in skip_days:
        then = then.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        if then - due > limits.wish_most:
            return due
    return then


def next_attempt(
    attempts: int, *, at: datetime, chance: float = 0.5, limits: Limits = Limits()
) -> datetime | None:
    """Return when a deferred delivery is tried again, ``None`` once two days of attempts are used up.

    The waits double from ``delivery_first`` up to ``delivery_most``; ``chance`` (0 to 1) spreads them
    by ``delivery_jitter``, so that what was put off together does not come back together.
    """
    wait = _wait(attempts, limits)
    return None if wait is None else at + wait * (1 + limits.delivery_jitter * (2 * chance - 1))


@lru_cache(maxsize=1_000)
def _wait(attempts: int, limits: Limits) -> timedelta | None:
    """Return how long is waited after so many attempts, ``None`` where all waits are longer than the span."""
    waits: list[timedelta] = [
        min(limits.delivery_first * 2.0**count, limits.delivery_most) for count in range(min(attempts, 30))
    ]
    if sum(waits, timedelta()) > limits.delivery_span:
        return None
    return waits[-1] if waits else timedelta()


_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")


def weekdays(field: str) -> str:
    """Return a crontab's weekday field with its days by name, as ``1-5`` gives ``mon,tue,wed,thu,fri``.

    Schedulers disagree about the day that 0 is; crontab(5) says Sunday, and 7 too. What holds no
    number (``*``, ``mon-fri``) is returned as it is. Raises ``ValueError`` for a day beyond 7.
    """
    if not any(sign.isdigit() for sign in field) or "/" in field:
        return field
    names: list[str] = []
    for part in field.split(","):
        first, _, last = part.partition("-")
        if not first.isdigit() or (last and not last.isdigit()):
            names.append(part)
            continue
        span = range(int(first), int(last or first) + 1)
        if not span or span[-1] >= len(_WEEKDAYS):
            raise ValueError(f"weekday {part!r} is none of 0 (Sunday) to 7 (Sunday)")
        names += [_WEEKDAYS[day] for day in span]
    return ",".join(names)
