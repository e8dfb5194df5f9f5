"""Finds the day in a text: in numbers, with a month's name, or by the eras of Taiwan and Japan."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from aggregator.model import months, numerals, weekdays, years


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A day and where its words begin and end."""

    day: date
    start: int
    end: int


_LONG_YEAR: Final = 4  # digits
_YEAR: Final = r"(?P<y>\d{4}(?!\d)|['’]?\d{2}(?![\d:.h年]))"
_M: Final = f"(?P<m>{months.PATTERN})"
_D: Final = r"(?P<d>\d{1,2})"
_GAP: Final = r"[\s,./-]*"
_OF: Final = r"(?:of\s|de\s|del\s|d['’]|ב)?\s*"
_CLOCK: Final = r"\d{1,2}:\d{2}(?::\d{2})?"
_IN_NUMBERS: Final = r"(?<!\d)(?P<a>\d{1,2})(?P<dot>[./-])\s?(?P<b>\d{1,2})(?P=dot)\s?(?P<y>\d{4})(?!\d)"
IN_NUMBERS: Final = re.compile(_IN_NUMBERS)
"""A day and a month in numbers, of which either may stand first."""


def _plain(found: re.Match[str], _day_first: bool | None) -> date:
    """Return groups ``y``, ``m``, ``d`` as they stand; a month may be a name, a year may have two digits."""
    year, month = found["y"].lstrip("'’"), found["m"]
    number = int(year)
    if len(year) < _LONG_YEAR:  # 0001 is how some say that they have no date
        number = years.of_two_digits(number)
    return date(number, int(month) if month.isdigit() else months.number(month), int(found["d"]))


def _month_only(found: re.Match[str], _day_first: bool | None) -> date:
    return date(int(found["y"]), int(found["m"]), 1)


def _by_week(found: re.Match[str], _day_first: bool | None) -> date:
    return date.fromisocalendar(int(found["y"]), int(found["w"]), int(found["d"]))


def _by_roc(found: re.Match[str], _day_first: bool | None) -> date:
    return date(int(found["y"]) + years.ROC, int(found["m"]), int(found["d"]))


def _by_era(found: re.Match[str], _day_first: bool | None) -> date:
    year = 1 if found["y"] == "元" else int(found["y"])
    return date(years.ERAS[found["era"]] + year, int(found["m"]), int(found["d"]))


def _in_chinese(found: re.Match[str], _day_first: bool | None) -> date:
    year = numerals.of_digits(found["y"])
    return date(year, numerals.of_words(found["m"]), numerals.of_words(found["d"]))


def _by_custom(found: re.Match[str], day_first: bool | None) -> date:
    """03/04/2015 is the third of April or the fourth of March; where nothing tells, it is neither.

    A weekday beside it tells more than the custom of a region.
    """
    first, second = int(found["a"]), int(found["b"])
    if found["dot"] == "." or first > 12 or first == second:  # noqa: PLR2004 - months in a year
        day_first = True
    elif second > 12:  # noqa: PLR2004 - months in a year
        day_first = False
    else:
        by_weekday = weekdays.is_day_first(found["w"], first, second, int(found["y"]))
        day_first = day_first if by_weekday is None else by_weekday
    if day_first is None:
        raise ValueError(found[0])
    return date(int(found["y"]), second if day_first else first, first if day_first else second)


_READERS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], bool | None], date]], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), reader)
    for pattern, reader in (
        (r"(?<!\d)(?P<y>\d{4})\s?(?P<sep>[-/.])\s?(?P<m>\d{1,2})\s?(?P=sep)\s?(?P<d>\d{1,2})(?!\d)", _plain),
        (r"(?<!\d)(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日号號일]?", _plain),
        (
            r"(?:民[國国]|(?:日期|時間|發[佈布]|公告)[^\W\d]{0,3}\s*[:：])\s*(?P<y>\d{2,3})\s*[年./-]\s*(?P<m>\d{1,2})\s*[月./-]\s*(?P<d>\d{1,2})\s*日?",
            _by_roc,
        ),
        (
            r"(?P<era>令和|平成|昭和)\s*(?P<y>元|\d{1,2})\s*[年./-]\s*(?P<m>\d{1,2})\s*[月./-]\s*(?P<d>\d{1,2})\s*日?",
            _by_era,
        ),
        (r"(?-i:\b(?P<era>[RHS]))(?P<y>\d{1,2})[./](?P<m>\d{1,2})[./](?P<d>\d{1,2})(?!\d)", _by_era),
        (
            r"(?P<y>[〇零○一二三四五六七八九]{4})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十廿]{1,3})[日号號]?",
            _in_chinese,
        ),
        (
            rf"(?<![\w]){_M}\s+{_D}\s+(?=(?P<clock>{_CLOCK}(?:\s[A-Z]{{2,5}})?\s+))(?P=clock)(?P<y>\d{{4}})(?!\d)",
            _plain,
        ),
        (rf"(?<!\d){_D}(?:st|nd|rd|th|er|[ºª°])?{_GAP}{_OF}{_M},?{_GAP}{_OF}{_YEAR}", _plain),
        (rf"(?<!\w){_M}\s*-?{_D}(?:st|nd|rd|th)?[\s,./-]+{_OF}{_YEAR}", _plain),
        (rf"(?<!\d)(?P<y>\d{{4}})[\s,/-]+{_M}[\s,/-]+{_D}(?!\d)", _plain),
        (rf"(?:{weekdays.PATTERN})?{_IN_NUMBERS}", _by_custom),
        (r"(?<![A-Za-z\d.])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{2})(?![\d.:])", _plain),
        (r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?=T|\D|$)", _plain),
        (r"^(?P<y>(?:19|20)\d{2})-(?P<m>\d{2})$", _month_only),
        (r"(?<!\d)(?P<y>(?:19|20)\d{2})-?W(?P<w>\d{2})-?(?P<d>[1-7])(?!\d)", _by_week),
    )
)


def find(text: str, *, day_first: bool | None) -> Found | None:
    """Return the first day in ``text`` in the surest form; ``None`` where there is none or it has no year."""
    for pattern, reader in _READERS:
        for found in pattern.finditer(text):
            try:
                return Found(day=reader(found, day_first), start=found.start(), end=_end(found))
            except ValueError:  # a month 13, a 31 June, or nothing tells which number is the day
                continue
    return None


def _end(found: re.Match[str]) -> int:
    """Where the day's words end; a clock time that stands before the year is left to be read."""
    return found.start("clock") if found.re.groupindex.get("clock") else found.end()
