"""The bounds of what runs in workers."""

import os
from dataclasses import dataclass, field


def _as_many() -> int:
    """Return two, or as many as there are processors for us, but four at most."""
    return min(max(2, len(os.sched_getaffinity(0))), 4)


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How many processes there are, and what one call may take, in seconds and bytes.

    ``processes`` are two, or on larger machines up to four; each is born when it is first needed.
    ``seconds`` are by the clock and ``processor_seconds`` of work; ``bytes`` are a process's whole
    memory and ``answer_bytes`` what it may send back. A process has ``start_seconds`` to begin, and
    is replaced after ``calls``, because libraries keep a little of everything that they see. For each
    call that takes more than ``slow_seconds`` of work there is one process more meanwhile, up to ``spare``
    of them, and what takes more than ``patience_seconds`` of it stands back, so that a hostile document
    keeps no other waiting.
    """

    processes: int = field(default_factory=_as_many)
    spare: int = 6
    slow_seconds: float = 0.1
    patience_seconds: float = 0.5
    seconds: float = 30.0
    processor_seconds: float = 20.0
    bytes: int = 1_500_000_000
    answer_bytes: int = 200_000_000
    start_seconds: float = 60.0
    calls: int = 500
