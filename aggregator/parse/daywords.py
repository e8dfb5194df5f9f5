"""Finds full dates in a line of words, as they stand beside headlines in many languages."""

import re
from datetime import date
from typing import Final

from aggregator.model import months, numerals, weekdays, years

_M: Final = f"(?P<m>{months.ANY}){months.WHOLE}"
_Y: Final = r"(?P<y>(?:19|20)\d{2})(?!\d)"
_YY: Final = r"(?P<y>(?:19|20)\d{2}(?!\d)|['’]\d{2}(?![\d:.]))"
_OF: Final = r"(?:of\s|de\s|del\s|d['’]|ב)?\s*"
_CLOCK: Final = (
    r"(?:[\sT,|–-]{0,4}(?:um|at|à|alle|ore|kl\.)?\s*\d{1,2}[:h.]\d{2}(?!\d|\.\d)(?::\d{2})?"
    r"(?:\s*[ap]\.?m\b\.?)?(?:Z|\s*[+-]\d{2}:?\d{2})?)?"
)
_LONG_YEAR: Final = 100
_IN_NUMBERS: Final = rf"(?<!\d)(?P<d>\d{{1,2}})\s?(?P<s>[./-])\s?(?P<m>\d{{1,2}})\s?(?P=s)\s?{_Y}"
_FORMS: Final = tuple(
    re.compile(form + _CLOCK, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_Y}\s?(?P<s>[-/.])\s?(?P<m>\d{{1,2}})\s?(?P=s)\s?(?P<d>\d{{1,2}})(?!\d)",
        rf"(?<!\d){_Y}\s*[年년]\s*(?P<m>\d{{1,2}})\s*[月월]\s*(?P<d>\d{{1,2}})\s*[日號号일]?",
        r"(?:民[國国]|(?:日期|時間|發[佈布]|公告)[^\W\d]{0,3}\s*[:：])\s*(?P<roc>\d{2,3})\s*[年./-]\s*(?P<m>\d{1,2})\s*[月./-]\s*(?P<d>\d{1,2})\s*日?",
        r"(?P<era>令和|平成)\s*(?P<n>元|\d{1,2})\s*[年./-]\s*(?P<m>\d{1,2})\s*[月./-]\s*(?P<d>\d{1,2})\s*日?",
        rf"(?P<y>[{numerals.DIGITS}]{{4}})\s?年\s?(?P<m>[{numerals.NUMBERS}]{{1,2}})\s?月\s?(?P<d>[{numerals.NUMBERS}]{{1,3}})\s?[日號号]",
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|[ºª°])?[\s.,/-]*{_OF}{_M}[\s,./-]*(?:de\s|del\s)?\s*{_YY}",
        rf"(?<![\d-])(?P<d>\d{{1,2}})-{_M}-(?P<y>\d{{2}})(?![\d-])",
        rf"(?<!\d){_Y}\.?[\s,/-]+{_M}[\s,/-]*(?P<d>\d{{1,2}})(?!\d)",
        rf"(?<!\w){_M}\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s,.]+{_YY}",
        _IN_NUMBERS,
        r"(?<![A-Za-z\d.])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{2})(?![\d.:])",
    )
)

_ANY_NUMBER: Final = re.compile(rf"[\d{numerals.DIGITS}{numerals.NUMBERS}]")
"""What stands in every date; to look for it costs little."""
_AFTER_WEEKDAY: Final = re.compile(weekdays.PATTERN + _IN_NUMBERS + _CLOCK, re.IGNORECASE)
_LONGEST_WEEKDAY: Final = 20


def find(words: str) -> re.Match[str] | None:
    """Return the first full date in ``words``, with the time of day where one follows it.

    It is found at its place, with its digits in ASCII; one in numbers with the weekday before it, which may
    tell their order.
    """
    words = numerals.plain(words)
    if not _ANY_NUMBER.search(words):
        return None
    found = [match for form in _FORMS if (match := form.search(words)) and day(match)]
    first = min(found, key=lambda match: match.start(), default=None)
    if first is None or "s" not in first.re.groupindex:
        return first
    # Looked for by itself: among the forms it would take as long as all of them.
    return _AFTER_WEEKDAY.search(words, max(0, first.start() - _LONGEST_WEEKDAY), first.end()) or first


def day(found: re.Match[str]) -> date | None:
    """Return the day of a date that ``find`` found; ``None`` where there is no such day.

    Of 3/4/2015 the day is taken for the first where its weekday does not tell: enough to compare by, not to
    publish.
    """
    said = found.groupdict()
    month, number = _month(said["m"]), _number(said["d"])
    name = said.get("w")
    is_american = bool(name) and weekdays.is_day_first(name, number, month, int(said["y"])) is False
    if (month > 12 and number <= 12) or is_american:  # noqa: PLR2004  months in a year
        month, number = number, month
    try:
        return date(_year(said), month, number)
    except ValueError:
        return None


def _year(said: dict[str, str]) -> int:
    if said.get("roc"):
        return int(said["roc"]) + years.ROC
    if said.get("era"):
        return years.ERAS[said["era"]] + (1 if said["n"] == "元" else int(said["n"]))
    written = said["y"].lstrip("'’")
    year = int(written) if written.isdecimal() else numerals.of_digits(written)
    return year if year >= _LONG_YEAR else years.of_two_digits(year)


def _month(written: str) -> int:
    if written.isdecimal() or written[0] in numerals.NUMBERS:
        return _number(written)
    return months.number(written)


def _number(written: str) -> int:
    return int(written) if written.isdecimal() else numerals.of_words(written)
