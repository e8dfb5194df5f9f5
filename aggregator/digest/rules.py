"""Decides whether an issue goes out on its date, with the reason in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from aggregator.digest.dates import day
from aggregator.model import Digest, Issue

Outcome = Literal["send", "hold", "wait", "skip"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruling:
    """What is done with an issue, and why in words."""

    outcome: Outcome
    why: str


def decide(draft: Issue, digest: Digest, *, at: datetime, dates: Sequence[datetime]) -> Ruling:
    """Return what is done with a draft that nobody has approved, on its date ``at``.

    ``dates`` are the digest's coming ones, by which a promise is given a day. An issue without stories is
    never sent; one with too few waits until the oldest has waited long enough; what wants approval is
    dealt with as the digest's fallback says.
    """
    number = len(draft.articles)
    if not number:
        return Ruling(outcome="skip", why="not sent: no story is waiting")
    if number < digest.rules.min_stories:
        waited = at - _oldest(draft, at)
        if digest.rules.force_after is None or waited < digest.rules.force_after:
            return Ruling(outcome="wait", why=_too_few(draft, digest, waited, at=at, dates=dates))
        few = f"fewer than {digest.rules.min_stories}, as the oldest has waited {_days(waited)}"
        why = f"sent with {_stories(number)}, {few}"
    else:
        why = f"sent with {_stories(number)}"
    if not digest.review:
        return Ruling(outcome="send", why=why)
    return {
        "send": Ruling(outcome="send", why=f'{why}: nobody approved it in time, and fallback = "send"'),
        "skip": Ruling(
            outcome="skip",
            why=f'not sent: nobody approved it in time, and fallback = "skip"; {_stories(number)} '
            f"{'waits' if number == 1 else 'wait'} for the next date",
        ),
        "hold": Ruling(
            outcome="hold", why="not sent yet: nobody has approved it; it goes as soon as somebody does"
        ),
    }[digest.rules.fallback]


def _too_few(
    draft: Issue, digest: Digest, waited: timedelta, *, at: datetime, dates: Sequence[datetime]
) -> str:
    number, rules = len(draft.articles), digest.rules
    said = f"not sent: {_stories(number)}, minimum {rules.min_stories}; the oldest has waited {_days(waited)}"
    if rules.force_after is None:
        return f"{said}; will be sent when there are {rules.min_stories}"
    forced = at - waited + rules.force_after
    then = next((one for one in dates if one >= forced), None)
    if then is None:
        return f"{said}; will be sent once that is {_days(rules.force_after)}"
    on = day(then, timezone=digest.timezone, language="en")
    return f"{said}; will be sent on {on} whatever happens"


def _oldest(draft: Issue, at: datetime) -> datetime:
    return min((one.since for one in draft.articles if one.since), default=at)


def _stories(number: int) -> str:
    return f"{number} {'story' if number == 1 else 'stories'}"


def _days(span: timedelta) -> str:
    if span < timedelta(days=1):
        hours = int(span / timedelta(hours=1))
        return f"{hours} {'hour' if hours == 1 else 'hours'}"
    return f"{span.days} {'day' if span.days == 1 else 'days'}"
