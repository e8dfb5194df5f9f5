"""Has a fault with one source not stop the others."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from aggregator.errors import AggregatorError
from aggregator.model import Poll, Source

_Value = TypeVar("_Value")


def safely(work: Callable[[], _Value]) -> tuple[_Value | None, str]:
    """Return what ``work`` does, or why it could not."""
    try:
        return work(), ""
    except AggregatorError as error:
        return None, str(error)
    except Exception as error:  # noqa: BLE001  our own fault, whatever it is
        return None, f"the program failed ({type(error).__name__}: {error})"


def broken_off(source: Source, why: str, *, at: datetime) -> Poll:
    """Return a poll that could not even be kept."""
    return Poll(
        source=source.key,
        at=at,
        outcome="failed",
        next_at=at + source.interval,
        seconds=0.0,
        error=why,
    )
