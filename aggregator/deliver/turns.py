"""Has threads that hand messages over take turns quickly."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Final

_SECONDS: Final = 0.002
"""How long a thread of Python goes on before it lets another; with the usual 5 ms, connections that have an
answer to read wait for one that makes a message."""


@contextmanager
def taken(*, spread: bool = False) -> Iterator[Callable[[], None]]:
    """Have this thread take turns, and each thread that calls what is given, until the end.

    Only one of them runs Python at a time. On several processors each turn wakes another one up: they
    switch twice as often then and hand over a tenth less, so they share one where the system lets them;
    not where they are to be ``spread``, as what they do goes on beside Python (signing does).
    """
    usual, processors = sys.getswitchinterval(), set() if spread else _processors()
    one = set(sorted(processors)[-1:])
    sys.setswitchinterval(_SECONDS)
    _keep_to(one)
    try:
        yield partial(_keep_to, one)
    finally:
        _keep_to(processors)
        sys.setswitchinterval(usual)


def _processors() -> set[int]:
    return os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()  # macOS has none


def _keep_to(processors: set[int]) -> None:
    if processors:
        with suppress(OSError):  # a container may forbid it
            os.sched_setaffinity(0, processors)
