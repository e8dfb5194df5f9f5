"""Gives the system back at once what large answers took, where the C library can be told to."""

import contextlib
import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""Settings of glibc's ``mallopt(3)``."""

_LARGE = 262_144
"""Bytes from which on a piece of memory is the system's own, and free again when it is given up."""


def give_back() -> None:
    """Set this process to keep no memory that it has given up.

    glibc gives large pieces back by itself only until it has seen one of their size given up: from
    then on it keeps them in its heaps, where what lies behind them holds them.
    """
    with contextlib.suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_MMAP_THRESHOLD, _LARGE)
        mallopt(_TRIM_THRESHOLD, _LARGE)
        mallopt(_ARENA_MAX, 2)
