"""Cuts long lists of values into statements that every database takes."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

_Value = TypeVar("_Value")

SIZE = 1_000
"""Values in one IN list; SQLite takes 32,766 variables in a statement."""


def chunks(values: Sequence[_Value], *, size: int = SIZE) -> Iterator[Sequence[_Value]]:
    """Yield ``values`` in parts of at most ``size``."""
    return (values[start : start + size] for start in range(0, len(values), size))
