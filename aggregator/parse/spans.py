"""Tells the days and hours of an event from the day of a notice: "12–15 September", "9:00 – 17:00"."""

import re
from typing import Final

from aggregator.model import months, weekdays
from aggregator.parse import daywords

_DASH: Final = r"\s*(?:[–—~～〜-]|(?:to|until|till?|through|bis|au|al?|tot|t/m|до|по|do)(?=\s)|至|到|から)\s*"
_AND: Final = r"\s*(?:(?:and|und|et|y|e|en|og|och|i|и)(?=\s)|&|\+|(?<=[\d.])/)\s*"
_SHORT_DAY: Final = r"(?:mo|di|mi|do|fr|sa|so|lu|ma|me|je|ve)\.?,?\s"
_WEEKDAY: Final = rf"(?:(?:{weekdays.PATTERN}|\b{_SHORT_DAY})\s*)?"
_TH: Final = r"(?:st|nd|rd|th|er|[.ºª°])?"
_OF_DAYS: Final = (
    rf"(?:^[\s(\[]*|[^\W\d],\s*|{weekdays.UNNAMED}"
    r"|\b(?:from|between|on|vom|von|am|den|der|du|del|dal|de|le|el|il|van|od|от|с|dates?|when|datum|termin|wann|quand)\b"
    r"\W{1,3}(?:(?:el|le|the)\s)?)"
)
"""What the first day of a span stands behind; behind other words it counts issues, parts or comments."""
_BEFORE: Final = re.compile(
    rf"{_OF_DAYS}(?:{_SHORT_DAY})?"
    rf"(?P<day>\d{{1,2}}){_TH}(?:{_DASH}|{_AND}){_WEEKDAY}$",
    re.IGNORECASE,
)
"""The first day, of the month that follows."""
_BEFORE_DATED: Final = re.compile(
    rf"(?:(?<!\d)\d{{1,2}}{_TH}\s*(?:of\s|de\s)?{months.PATTERN}|(?<!\w){months.PATTERN}\s*\d{{1,2}}{_TH}"
    rf"|(?<!\d)\d{{1,2}}\.\s?\d{{1,2}}\.|(?<![\d/])\d{{1,2}}/\d{{1,2}}),?(?:{_DASH}|{_AND}){_WEEKDAY}$",
    re.IGNORECASE,
)
"""The first day with its month."""
_BETWEEN: Final = re.compile(rf"{_DASH}{_WEEKDAY}", re.IGNORECASE)
_TO: Final = r"\s*(?:[（(][^()（）\s]{1,4}[)）])?\s*"
_AFTER: Final = re.compile(
    rf"{_TO}(?:[~～〜]\s*\d|(?:[–—-]|至|到|から)\s*(?:\d{{1,2}}\s*[月월]\s*)?\d{{1,2}}\s*[日號号일])"
)
"""The last day, as it is written in Chinese, Japanese and Korean."""
_HOUR: Final = r"\d{1,2}(?:[:.h]\d{2}(?!\d)|\s?(?:[ap]\.?m\b|uhr\b|h\b))"
_UNTIL: Final = re.compile(rf"\.?(?:\s?uhr)?{_DASH}{_HOUR}", re.IGNORECASE)
_HOURS: Final = re.compile(
    rf"[\s,|]*(?:(?:from|von|de|dalle|kl\.)\s)?\d{{1,2}}(?:[:.h]\d{{2}})?\s?(?:[ap]\.?m\.?|uhr|h)?{_DASH}{_HOUR}",
    re.IGNORECASE,
)
_CLOCK: Final = re.compile(r"\s\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s*[ap]\.?m\b\.?)?$", re.IGNORECASE)
_AS_ZONE: Final = re.compile(r"\s\d{1,2}:\d{2}-(?:1\d|2[0-3]):\d{2}$")
"""Hours that are written as a zone would be."""
_LONGEST: Final = 40


def is_of_span(words: str, found: re.Match[str], begins: int) -> bool:
    """Say whether a date ``found`` in ``words``, where it ``begins``, is one of several days or hours."""
    ends = begins + len(found[0])
    before, after = words[max(0, begins - _LONGEST) : begins], words[ends : ends + _LONGEST]
    if _AS_ZONE.search(found[0]) or _AFTER.match(after) or _is_last(before, found):
        return True
    if (_UNTIL if _CLOCK.search(found[0]) else _HOURS).match(after):
        return True
    following = daywords.find(after)
    return following is not None and bool(_BETWEEN.fullmatch(after[: following.start()]))


def is_between(words: str) -> bool:
    """Say whether words are all that stands between the first day of a span and the last."""
    return bool(_BETWEEN.fullmatch(words))


def _is_last(before: str, found: re.Match[str]) -> bool:
    if found.start("d") > found.start("m"):
        return bool(_BEFORE_DATED.search(before))
    if _BEFORE_DATED.search(before):
        return True
    first = _BEFORE.search(before)
    return first is not None and 0 < int(first["day"]) < _day(found)


def _day(found: re.Match[str]) -> int:
    day = daywords.day(found)
    return day.day if day else 0
