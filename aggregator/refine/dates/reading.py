"""Reads a source's dates, best first, and takes the first that is possible."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final, Literal

from aggregator.model import Dated, Source, Stamp, months, shortyears
from aggregator.refine.dates import clock, days, declared, relative

Precision = Literal["day", "second"]

_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD: Final = timedelta(days=1)
_VISIT: Final = timedelta(days=2)
"""Two days from midnight of one's today are today or yesterday, and tomorrow in the East."""
_LONGEST: Final = 200
_LONGEST_IN_WORDS: Final = 60
_EPOCH: Final = re.compile(r"\d{10}(?:\d{3})?")
_ISO: Final = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.\d+)?(Z|z|[+-]\d\d:?\d\d)")
_RFC_822: Final = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d?) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ([12]\d{3})"
    r" ((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d) (?:([+-](?:0\d|1[0-4])[0-5]\d)|GMT|UTC|UT|Z)",
    re.ASCII,
)
"""What RSS writes; looking for the parts of it anywhere would find the same and takes six times as long."""
_WORTH_A_SEARCH: Final = re.compile(r"(?:1[3-4]|19|20|25)\d\d|[٠-٩۰-۹०-९]{4}")
_TWELVE_HOURS: Final = re.compile(r"\d/\d.*\d\s?[ap]\.?m\b", re.IGNORECASE)
"""Who writes 10:00 AM beside 11/02 means the second of November."""
_MONTH_FIRST: Final = frozenset({"US", "PH"})
_DAY_FIRST_REGIONS: Final = ("Europe/", "Asia/", "Africa/", "Australia/", "Pacific/Auckland")


@dataclass(frozen=True, kw_only=True, slots=True)
class Customs:
    """How a source writes dates: its zone, its declared form, whether 3/4 is in April, its language."""

    zone: tzinfo = UTC
    form: str | None = None
    day_first: bool | None = None
    language: str | None = None

    @classmethod
    def of(cls, source: Source, *, declared: str | None = None) -> "Customs":
        """Return those of ``source``, by its configuration and the language that its feed or page tells."""
        language = source.language or declared
        return cls(
            zone=clock.known(source.timezone) or UTC,
            form=source.date_format,
            day_first=_day_first(_regional(source.language, declared), source.timezone),
            language=language,
        )


def published(stamps: Iterable[Stamp], *, at: datetime, customs: Customs) -> Dated | None:
    """Return the first readable of ``stamps`` that can be: not before 1990, not over a day after ``at``.

    A guess that is the day of the visit is none: many a page says today's date.
    """
    for stamp in stamps:
        found = read(stamp.text, at=at, customs=customs)
        if found and not (stamp.evidence == "guess" and abs(found[0] - at) < _VISIT):
            return Dated(at=found[0], precision=found[1], evidence=stamp.evidence)
    return None


def ahead(stamps: Iterable[Stamp], *, at: datetime, customs: Customs) -> str | None:
    """Return the first of ``stamps`` that says a day to come, which is no date of publication.

    A guess says nothing, and what only ``dateparser`` could read is not asked of it a second time.
    """
    said = (stamp.text for stamp in stamps if stamp.evidence != "guess")
    return next((text for text in said if _is_ahead(text, at, customs)), None)


def _is_ahead(text: str, at: datetime, customs: Customs) -> bool:
    try:
        found = _read(_tidied(text), at, customs)
    except OverflowError:
        return False
    return found is not None and found[0] > at + _AHEAD


def read(text: str, *, at: datetime, customs: Customs) -> tuple[datetime, Precision] | None:
    """Return the moment in UTC that ``text`` means and how exact it is, or ``None``.

    A day without a time is kept as 00:00 UTC of that day, whatever the zone, so that it is the same day to
    every reader. Neither a year nor a day is invented; a relative date counts from ``at``.
    """
    text = _tidied(text)
    try:
        found = _read(text, at, customs) or _in_words(text, at, customs)
    except OverflowError:  # the first hour of the year 1, or the last of 9999, in another zone
        return None
    if found is None or not _EARLIEST <= found[0] <= at + _AHEAD:
        return None
    return found


def _tidied(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text[:_LONGEST]).split())


def _read(text: str, at: datetime, customs: Customs) -> tuple[datetime, Precision] | None:
    """Each way of reading in turn, the surest first."""
    if customs.form:
        by_form = declared.read(text, customs.form)
        if by_form:
            return _moment(by_form[0], by_form[1], by_form[2], customs)
    written = text if _ISO.fullmatch(text) else _by_rfc_822(text)
    exact = _exact(written) if written else None
    if exact:
        return exact
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC), "second"
    return _looked_for(text, at, customs)


def _looked_for(text: str, at: datetime, customs: Customs) -> tuple[datetime, Precision] | None:
    """Look for a day anywhere in ``text``, absolute before relative."""
    text = _completed(text, customs)
    day_first = False if customs.day_first is None and _TWELVE_HOURS.search(text) else customs.day_first
    found = days.find(text, day_first=day_first)
    if found:
        return _with_time(found.day, text, found.start, found.end, customs)
    ago = relative.moment(text, at=at)
    if ago:
        return (ago[0], "second") if ago[1] else (_midnight(ago[0].astimezone(customs.zone).date()), "day")
    word = relative.day(text, today=at.astimezone(customs.zone).date())
    return _with_time(word[0], text, word[1], word[2], customs) if word else None


def _completed(text: str, customs: Customs) -> str:
    return months.unmistaken(shortyears.completed(text, customs.language), customs.language)


def _by_rfc_822(text: str) -> str | None:
    """Return a date of RFC 822 as RFC 3339 writes it."""
    found = _RFC_822.fullmatch(text)
    if not found:
        return None
    day, month, year, hour, offset = found.groups()
    return f"{year}-{months.number(month):02}-{day:0>2}T{hour}{offset or 'Z'}"


def _exact(text: str) -> tuple[datetime, Precision] | None:
    """RFC 3339, the form of most feeds."""
    try:
        written = datetime.fromisoformat(text.upper()).replace(microsecond=0)
    except ValueError:  # 24:00, 30 February
        return None
    return written.astimezone(UTC), _precision(written)


def _with_time(day: date, text: str, start: int, end: int, customs: Customs) -> tuple[datetime, Precision]:
    """Return the day with the time beside it, if there is one."""
    found = clock.find(text[end:], text[:start])
    if not found:
        return _midnight(day), "day"
    hour, more_days, rest = found
    return _moment(day + timedelta(days=more_days), hour, rest, customs)


def _moment(day: date, hour: time | None, rest: str, customs: Customs) -> tuple[datetime, Precision]:
    if hour is None:
        return _midnight(day), "day"
    local = datetime.combine(day, hour, tzinfo=clock.zone(rest, default=customs.zone))
    return local.astimezone(UTC), _precision(local)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=UTC)


def _precision(written: datetime) -> Precision:
    """Midnight sharp, written in UTC, is how feeds write a day for which they have no time.

    Four in the afternoon in California is the same moment, but of the day before.
    """
    return "day" if written.time() == time(0) and not written.utcoffset() else "second"


def _in_words(text: str, at: datetime, customs: Customs) -> tuple[datetime, Precision] | None:
    """Read what is in a language not known here; only with a year in it, as dateparser would invent one."""
    text = _completed(text, customs)
    if len(text) > _LONGEST_IN_WORDS or not _WORTH_A_SEARCH.search(text) or not any(map(str.isalpha, text)):
        return None
    if days.IN_NUMBERS.search(text):  # or it would choose one
        return None
    # Imported late: it takes 150 ms and is needed for one date in thousands.
    import dateparser

    settings = {
        "REQUIRE_PARTS": ["day", "month", "year"],
        "RELATIVE_BASE": at.astimezone(customs.zone).replace(tzinfo=None),
        "RETURN_AS_TIMEZONE_AWARE": False,
        "DATE_ORDER": "MDY" if customs.day_first is False else "DMY",
    }
    tongue = (customs.language or "").lower().replace("_", "-").partition("-")[0]
    try:
        found = dateparser.parse(text, languages=[tongue] if tongue else None, settings=settings)
    except (ValueError, OverflowError, TypeError):  # a language that it doesn't know, or odd digits
        return None
    if found is None:
        return None
    # It gives the time as it is written; the zone stands after it.
    timed = clock.find(text, "")
    return _moment(found.date(), found.time() if ":" in text else None, timed[2] if timed else "", customs)


def _regional(language: str | None, declared: str | None) -> str | None:
    """Return the language of a source, with the region that its page or feed declares where it has none."""
    said = (declared or "").replace("_", "-")
    return said if not language or said.lower().startswith(f"{language.lower()}-") else language


def _day_first(language: str | None, timezone: str | None) -> bool | None:
    """Whether a source writes 3/4 for the third of April; ``None`` where nothing tells."""
    tongue, _, region = (language or "").replace("_", "-").partition("-")
    if region.upper() in _MONTH_FIRST:
        return False
    if region or (tongue and tongue.lower() != "en"):
        return True
    if timezone and timezone.startswith(_DAY_FIRST_REGIONS):
        return True
    return False if timezone and timezone.startswith(("America/", "US/")) else None
