"""Reads a date by the form that the operator declares for a source: ``YY-MM-DD HH:MM`` or ``%d/%m/%Y``."""

import re
from datetime import UTC, date, datetime, time
from typing import Final

from aggregator.model import months, years

_PARTS: Final = (
    ("YYYY", r"(?P<year>\d{4})"),
    ("YYY", r"(?P<roc>\d{2,3})"),
    ("YY", r"(?P<short>(?:\d{2})?\d{2})"),
    ("MMMM", f"(?P<name>{months.PATTERN})"),
    ("MMM", f"(?P<name>{months.PATTERN})"),
    ("MM", r"(?P<month>\d{1,2})"),
    ("M", r"(?P<month>\d{1,2})"),
    ("DD", r"(?P<day>\d{1,2})"),
    ("D", r"(?P<day>\d{1,2})"),
    ("HH", r"(?P<hour>\d{1,2})"),
    ("H", r"(?P<hour>\d{1,2})"),
    ("hh", r"(?P<hour>\d{1,2})"),
    ("h", r"(?P<hour>\d{1,2})"),
    ("mm", r"(?P<minute>\d{2})"),
    ("SS", r"(?P<second>\d{2})"),
    ("ss", r"(?P<second>\d{2})"),
    ("A", r"(?P<half>[AaPp])\.?[Mm]\.?"),
    ("a", r"(?P<half>[AaPp])\.?[Mm]\.?"),
)
_DIRECTIVES: Final = {
    "%Y": "YYYY",
    "%y": "YY",
    "%B": "MMMM",
    "%b": "MMM",
    "%m": "MM",
    "%d": "DD",
    "%H": "HH",
    "%I": "hh",
    "%M": "mm",
    "%S": "ss",
    "%p": "A",
}
"""What the directives of ``strptime`` are in the letters of the Unicode date formats."""
_SAME: Final = {"%e": "%d", "%F": "%Y-%m-%d", "%D": "%m/%d/%y", "%T": "%H:%M:%S", "%R": "%H:%M"}
"""Directives of ``strftime`` that ``strptime`` does not know, in those that it does; it knows no ``%-d``."""
_DIRECTIVE: Final = re.compile("%.|[^%]+|%", re.DOTALL)
_WEEKDAY: Final = r"[^\W\d_]+\.?"
_LETTERS: Final = re.compile(
    "|".join(f"(?<![A-Za-z]){letters}(?![A-Za-z])" for letters, _ in _PARTS)
    + r"|(?<![A-Za-z])(?:y{2,4}|dd?)(?![A-Za-z])|[A-Za-z]+|\s+|.",
    re.DOTALL,
)
_CENTURY: Final = 100
_NEEDED: Final = (("day",), ("month", "name"), ("year", "short", "roc"))
_SAMPLE: Final = datetime(2019, 11, 23, 21, 47, 26, 123456, tzinfo=UTC)


def read(text: str, form: str) -> tuple[date, time | None, str] | None:
    """Day, time and what follows them in ``text`` by ``form``; ``None`` where the two don't fit.

    ``form`` is in the letters of the Unicode date formats, in either case for days and years, or in those of
    ``strptime``; ``MM`` after an hour is minutes, ``mm`` before one the month, ``YYY`` a year of the Republic
    of China.
    """
    form = _known(form)
    if "%" in form and (whole := _by_strptime(text, form)):
        return whole
    try:
        found = re.search(_of_directives(form) if "%" in form else _pattern(form), text, re.IGNORECASE)
    except (re.error, KeyError):  # a form that names a part twice, or one that we don't know
        return None
    if not found:
        return None
    parts = {name: value for name, value in found.groupdict().items() if value}
    try:
        return _day(parts), _time(parts), text[found.end() :]
    except (KeyError, ValueError):  # a form without a day, or a month 13
        return None


def is_whole(form: str) -> bool:
    """Say whether a date can be read by ``form``: a month and a year stand in it, and in letters a day."""
    form = _known(form)
    if "%" in form and _comes_back(form):
        return True
    try:
        names = re.compile(_of_directives(form) if "%" in form else _pattern(form)).groupindex
    except (re.error, KeyError):
        return False
    return all(any(name in names for name in part) for part in _NEEDED)


def _known(form: str) -> str:
    """Return a form in directives that ``strptime`` knows, where it is in others of ``strftime``."""
    return re.sub("%-?.", lambda part: _SAME.get(part[0], part[0].replace("%-", "%")), form, flags=re.DOTALL)


def _comes_back(form: str) -> bool:
    """Say whether a month that is written by ``form`` is read as the same by ``strptime``."""
    try:
        read = datetime.strptime(_SAMPLE.strftime(form), form)  # noqa: DTZ007 - a month only
    except (ValueError, re.error):  # a directive that is unknown, or stands twice
        return False
    return (read.year, read.month) == (_SAMPLE.year, _SAMPLE.month)


def _by_strptime(text: str, form: str) -> tuple[date, time | None, str] | None:
    try:
        read = datetime.strptime(" ".join(text.split()), " ".join(form.split()))  # noqa: DTZ007 - the zone is the caller's
    except (ValueError, re.error):
        return None
    offset = f"{read:%z}"
    has_time = any(part in form for part in ("%H", "%I", "%X", "%c"))
    return read.date(), read.time() if has_time else None, offset


def _of_directives(form: str) -> str:
    """Return a regular expression for a form of ``strptime``, by which a date is found among words.

    A zone at its end is left to what reads the rest.
    """
    names, made = dict(_PARTS), []
    for part in _DIRECTIVE.findall(re.sub(r"\s*%z$", "", form.strip(), flags=re.IGNORECASE)):
        if part in ("%a", "%A"):
            made.append(_WEEKDAY)
        elif part == "%%":
            made.append("%")
        elif part.startswith("%"):
            made.append(names[_DIRECTIVES[part]])
        else:
            made.append(r"\s+".join(map(re.escape, re.split(r"\s+", part))))
    return r"(?<!\d)" + "".join(made) + r"(?!\d)"


def _pattern(form: str) -> str:
    """Return a regular expression for ``form``."""
    made = []
    hour_seen = minute_seen = False
    names = dict(_PARTS)
    for letters in _LETTERS.findall(form.strip()):
        part = letters
        if letters in ("MM", "M") and hour_seen and not minute_seen:
            part = "mm"
        elif letters == "mm" and not hour_seen:
            part = "MM"
        elif letters.lower() in ("yyyy", "yyy", "yy", "dd", "d"):
            part = letters.upper()
        minute_seen = minute_seen or part == "mm"
        hour_seen = hour_seen or letters.lower() in ("hh", "h")
        made.append(names.get(part) or (r"\s+" if letters.isspace() else re.escape(letters)))
    return r"(?<!\d)" + "".join(made) + r"(?!\d)"


def _day(parts: dict[str, str]) -> date:
    if "roc" in parts:
        year = years.ROC + int(parts["roc"])
    elif "year" in parts:
        year = int(parts["year"])
    else:
        year = int(parts["short"])
        if year < _CENTURY:  # else it was completed on its page
            year = years.of_two_digits(year)
    month = months.number(parts["name"]) if "name" in parts else int(parts["month"])
    return date(year, month, int(parts["day"]))


def _time(parts: dict[str, str]) -> time | None:
    if "hour" not in parts:
        return None
    hour = int(parts["hour"])
    if "half" in parts:
        hour = hour % 12 + (12 if parts["half"] in "pP" else 0)
    return time(hour, int(parts.get("minute", 0)), int(parts.get("second", 0)))
