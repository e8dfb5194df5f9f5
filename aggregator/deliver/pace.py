"""Says how long a message must wait so that no bound on sending is passed; it reads no clock."""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

_SECOND: Final = timedelta(seconds=1)
_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rates:
    """The most messages in any second, hour and day, and in any minute to one domain; 0 is no bound.

    ``warm_up`` bounds the first days of a sender whom nobody knows yet: as many messages on the
    first day, the second, and so on.
    """

    per_second: int = 0
    per_hour: int = 0
    per_day: int = 0
    per_domain: int = 0
    warm_up: tuple[int, ...] = ()

    def of_day(self, first: datetime | None, at: datetime) -> int:
        """Return the bound of a day, when the very first message went at ``first``."""
        day = (at - first) // _DAY if first else 0
        if day < len(self.warm_up):
            return min(filter(None, (self.warm_up[day], self.per_day)))
        return self.per_day


class Pace:
    """Counts what went in windows that slide with the time."""

    def __init__(self, rates: Rates, *, per_day: int = 0) -> None:
        self._windows = [
            (span, most, deque[datetime]())
            for span, most in ((_SECOND, rates.per_second), (_HOUR, rates.per_hour), (_DAY, per_day))
            if most
        ]
        self._per_domain = rates.per_domain
        self._domains: defaultdict[str, deque[datetime]] = defaultdict(deque)

    def remember(self, times: Iterable[datetime]) -> None:
        """Count what an earlier run sent, in order of time."""
        for moment in times:
            for _, _, went in self._windows:
                went.append(moment)

    def wait(self, at: datetime) -> timedelta:
        """Return how long every message must wait."""
        waits = [_wait(went, span, most, at) for span, most, went in self._windows]
        return max(waits, default=timedelta())

    def wait_of(self, domain: str, at: datetime) -> timedelta:
        """Return how long a message to ``domain`` must wait for that domain's sake."""
        if not self._per_domain or domain not in self._domains:
            return timedelta()
        return _wait(self._domains[domain], _MINUTE, self._per_domain, at)

    def note(self, domain: str, at: datetime) -> None:
        """Count a message that goes now."""
        for _, _, went in self._windows:
            went.append(at)
        if self._per_domain:
            self._domains[domain].append(at)
            self._forget(at)

    def _forget(self, at: datetime) -> None:
        if len(self._domains) > 10_000:  # noqa: PLR2004  so that a long list of domains takes no memory
            for domain in [one for one, went in self._domains.items() if went[-1] <= at - _MINUTE]:
                del self._domains[domain]


def _wait(went: deque[datetime], span: timedelta, most: int, at: datetime) -> timedelta:
    while went and went[0] <= at - span:
        went.popleft()
    return went[len(went) - most] + span - at if len(went) >= most else timedelta()
