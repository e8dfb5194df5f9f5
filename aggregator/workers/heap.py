"""Has memory that is free go back to the machine."""

import ctypes

_M_MMAP_THRESHOLD = -3
"""``mallopt(3)``: from how many bytes on a block is mapped by itself, and unmapped when it is freed."""
_M_ARENA_MAX = -8
"""``mallopt(3)``: how many heaps the threads share; each keeps room of its own."""
_ARENAS = 2
_LARGE = 1_048_576
"""Larger than the pieces that bodies come in, which would take longer, and smaller than large bodies."""


def keep_large_apart() -> None:
    """Keep large bodies apart from what stays; does nothing where the C library has no such setting.

    Left to itself glibc raises the threshold to the size of what is freed (``mallopt(3)``, "dynamic mmap
    threshold"), after which bodies lie among what stays, and the process keeps the room of the largest.
    """
    setting = getattr(ctypes.CDLL(None), "mallopt", None)
    if setting is not None:
        setting(_M_MMAP_THRESHOLD, _LARGE)
        setting(_M_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Give back what is free between what stays; does nothing where the C library cannot.

    By itself glibc gives back only what lies at the end of its heap (``malloc_trim(3)``).
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
