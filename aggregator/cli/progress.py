"""Shows how far sending is, says of each message that did not go why, and ends decently when told to."""

import signal
from collections import Counter
from collections.abc import Iterable
from threading import Event

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from aggregator.cli.output import err, warn
from aggregator.model import Delivery, Outcome, Sent

_LOUD = 20
"""Messages whose trouble is told one by one; `deliveries list` tells of all."""


def hand_over(
    deliveries: Iterable[tuple[Delivery, Outcome]], *, total: int | None, stopping: Event
) -> Counter[type[Outcome]]:
    """Hand all over under a progress bar; return how many came to which outcome.

    SIGTERM and Ctrl-C set ``stopping``: what is under way ends, the rest stays queued.
    """
    former = {one: signal.signal(one, lambda *_: stopping.set()) for one in (signal.SIGTERM, signal.SIGINT)}
    counts: Counter[type[Outcome]] = Counter()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    try:
        with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
            bar = progress.add_task("sending", total=total)
            for delivery, outcome in deliveries:
                counts[type(outcome)] += 1
                progress.advance(bar)
                if not isinstance(outcome, Sent) and counts.total() - counts[Sent] <= _LOUD:
                    warn(f"{delivery.address}: {outcome.why}")
    finally:
        for one, handler in former.items():
            signal.signal(one, handler)
    return counts
