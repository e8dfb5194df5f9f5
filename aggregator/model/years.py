"""Tells which years of our era are meant that are written in two digits or by another era."""

from typing import Final

ROC: Final = 1911
"""The year before the first of the Republic of China."""
ERAS: Final = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
"""The years before the first of Japan's eras, by their names and initials."""
_CENTURY_TURNS: Final = 90


def of_two_digits(year: int) -> int:
    """Return the whole year of one written in two digits."""
    return year + (1900 if year >= _CENTURY_TURNS else 2000)
