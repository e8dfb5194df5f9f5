"""Says when: the next poll of a source, and the wait before a delivery's next attempt."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bounds of waiting.

    A failing source is asked again after ``retry_first``, then ever more rarely, up to
    ``retry_most``. What a source wishes puts a poll off by ``hint_most`` at most. One that is asked
    by its own rhythm is visited ``visits`` times in its mean pause between two of its latest ``news``,
    ``jitter`` (a share) sooner or later.
    """

    retry_first: timedelta = timedelta(minutes=5)
    retry_most: timedelta = timedelta(days=1)
    hint_most: timedelta = timedelta(days=1)
    visits: int = 4
    jitter: float = 0.1
    delivery_first: timedelta = timedelta(minutes=5)
    delivery_attempts: int = 10


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

    After a success that is one interval later. After failures the wait starts at ``retry_first``
    (never longer than the interval), doubles each time, and stops growing at ``retry_most`` or the
    interval, whichever is longer. ``not_before`` (a server's Retry-After) is always honoured.
    """
    wait = interval
    if failures:
        first = min(limits.retry_first, interval)
        wait = min(first * 2 ** min(failures - 1, 20), max(limits.retry_most, interval))
    due = at + wait
    return max(due, not_before) if not_before else due


def heed(
    due: datetime,
    *,
    at: datetime,
    hints: Iterable[datetime | None] = (),
    skip_hours: Collection[int] = (),
    skip_days: Collection[int] = (),
    limits: Limits = Limits(),
) -> datetime:
    """Return ``due``, put off to when the source wants to be asked, but by at most ``hint_most``.

    ``hints`` are times before which asking is of no use (Cache-Control, ttl, sy:updatePeriod);
    ``skip_hours`` (0 to 23, UTC) and ``skip_days`` (0 is Monday) are when not to come (RSS 2.0).
    """
    latest = max(due, at + limits.hint_most)
    due = min(max((due, *(hint for hint in hints if hint))), latest)
    while due < latest and (due.hour in skip_hours or due.weekday() in skip_days):
        due = due.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return min(due, latest)


def next_attempt(attempts: int, *, at: datetime, limits: Limits = Limits()) -> datetime | None:
    """Return when a deferred delivery is tried again, or ``None`` once its attempts are used up."""
    if attempts >= limits.delivery_attempts:
        return None
    return at + timedelta(seconds=limits.delivery_first.total_seconds() * 2.0 ** max(attempts - 1, 0))


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
