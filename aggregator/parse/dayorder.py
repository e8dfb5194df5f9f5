"""Settles by the whole of a list whether 3/4 is in March or in April: one row with a 20 tells of all."""

import re
from collections.abc import Sequence
from typing import Final

_NUMBERS: Final = re.compile(
    r"(?<![\d./-])(?P<first>\d{1,2})(?P<sign>[-/])(?P<second>\d{1,2})(?P=sign)(?P<year>\d{4})(?!\d)"
)
_MONTHS: Final = 12


def settled(written: Sequence[str | None]) -> list[str | None]:
    """Return dates as written, those in numbers with the year first where the others tell their order."""
    numbers = [found for one in written if one and (found := _NUMBERS.search(one))]
    day_first = any(int(found["first"]) > _MONTHS for found in numbers)
    month_first = any(int(found["second"]) > _MONTHS for found in numbers)
    if day_first == month_first:
        return list(written)
    day, month = ("first", "second") if day_first else ("second", "first")
    whole = rf"\g<year>-\g<{month}>-\g<{day}>"
    return [_NUMBERS.sub(whole, one) if one else one for one in written]
