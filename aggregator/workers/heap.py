"""Has large blocks of memory go back to the machine as soon as they are free."""

import ctypes

_M_MMAP_THRESHOLD = -3
"""``mallopt(3)``: from how many bytes on a block is mapped by itself, and unmapped when it is freed."""
_LARGE = 131_072


def give_back() -> None:
    """Keep the C library from keeping what large bodies took; does nothing where it has no such setting.

    Left to itself glibc raises the threshold to the size of what is freed (``mallopt(3)``, "dynamic mmap
    threshold"), after which bodies lie among what stays, and the process keeps the room of the largest.
    """
    setting = getattr(ctypes.CDLL(None), "mallopt", None)
    if setting is not None:
        setting(_M_MMAP_THRESHOLD, _LARGE)
