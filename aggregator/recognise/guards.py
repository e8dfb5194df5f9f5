"""Tells news that only looks the same: another year's, another city's, another month's."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from aggregator.recognise.telling import Telling

FAR: Final = timedelta(days=30)
"""From when on a notice that names other dates is a new one."""

_MONTHS: Final = (
    "january januar janvier enero gennaio janeiro", "february februar février febrero febbraio fevereiro",
    "march märz mars marzo março", "april avril abril aprile", "may mai mayo maggio maio",
    "june juni juin junio giugno junho", "july juli juillet julio luglio julho",
    "august août agosto", "september septembre septiembre settembre setembro",
    "october oktober octobre octubre ottobre outubro", "november novembre noviembre novembro",
    "december dezember décembre diciembre dicembre dezembro",
)  # fmt: skip
_MONTH: Final = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_SHORT_MONTH: Final = {"jan": 1, "feb": 2, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sept": 9, "sep": 9} | {
    "oct": 10, "okt": 10, "nov": 11, "dec": 12, "dez": 12,
}  # fmt: skip
_ORDINALS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
)  # fmt: skip
_SEASONS: Final = frozenset({"spring", "summer", "autumn", "fall", "winter", "春季", "夏季", "秋季", "冬季"})
_QUARTER: Final = re.compile(r"\bq([1-4])\b")
_ROMAN: Final = re.compile(r"\b(?:part|volume|vol\.?|phase|edition|teil|round)\s+([ivx]{1,5}|[a-z])\b")
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_HAN: Final = re.compile(r"第?([〇零一二三四五六七八九十百]+)(?=[届屆次期回年月日号號])")
_DIGITS: Final = {sign: number for number, sign in enumerate("〇一二三四五六七八九")} | {"零": 0}
_WORD: Final = re.compile(r"[^\W\d_]+")
_NAME: Final = re.compile(r"(?<![.!?:。]\s)(?<!^)\b[A-ZÀ-ÖØ-Þ][\w’'-]{2,}")
_NAMED: Final = "|".join(sorted({**_MONTH, **_SHORT_MONTH}, key=len, reverse=True))
_DAY: Final = re.compile(
    rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th|\.)?(?:\s+of)?\s+(?P<m1>{_NAMED})\b"
    rf"|\b(?P<m2>{_NAMED})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b"
    r"|(?P<m3>\d{1,2})\s*[月월]\s*(?P<d3>\d{1,2})\s*[日일號号]?"
    r"|\b20\d{2}-(?P<m4>\d{2})-(?P<d4>\d{2})\b",
    re.IGNORECASE,
)


def conflict(one: Telling, other: Telling) -> str | None:
    """Return in words why two texts cannot tell the same news however alike they are, or ``None``."""
    if _differ(numbers(one.title), numbers(other.title)):
        return "their titles name different numbers, dates or editions"
    if (
        one.canonical != other.canonical
        and _are_far(one, other)
        and _differ(days(one.text), days(other.text))
    ):
        return "they are more than a month apart and name different days"
    if _names_differ(one, other):
        return "their titles name different places or people"
    return None


def numbers(title: str) -> frozenset[str]:
    """Return the numbers, years, ordinals, months and seasons that a title names, in one form."""
    folded = title.casefold()
    found = {one.replace(",", "") for one in _NUMBER.findall(folded)}
    words = _WORD.findall(folded)
    found |= {f"month {_MONTH[word]}" for word in words if word in _MONTH and word != "may"}
    found |= {f"month {_SHORT_MONTH[word]}" for word in words if word in _SHORT_MONTH}
    found |= {str(_ORDINALS.index(word) + 1) for word in words if word in _ORDINALS}
    found |= {word for word in words if word in _SEASONS}
    found |= {sign for sign in _SEASONS if sign in folded and not sign.isascii()}
    found |= {f"part {sign}" for sign in (*_ROMAN.findall(folded), *_QUARTER.findall(folded))}
    found |= {str(_han(sign)) for sign in _HAN.findall(title)}
    if re.search(r"\bMay\b(?=\s+\d|\s*$)|(?<=\d\s)May\b|\b(?:in|for|of|this) May\b", title):
        found.add("month 5")
    return frozenset(found)


def days(text: str) -> frozenset[tuple[int, int]]:
    """Return the days, as month and day, that a text names."""
    found = set()
    for match in _DAY.finditer(text[:20_000]):
        said = match.groupdict()
        month = said["m3"] or said["m4"] or ""
        number = int(month) if month else _month(said["m1"] or said["m2"] or "")
        day = int(said["d1"] or said["d2"] or said["d3"] or said["d4"] or 0)
        if 1 <= number <= 12 and 1 <= day <= 31:  # noqa: PLR2004  a calendar's own bounds
            found.add((number, day))
    return frozenset(found)


def _month(word: str) -> int:
    folded = word.casefold()
    return _MONTH.get(folded) or _SHORT_MONTH.get(folded) or 0


def _han(sign: str) -> int:
    """Return a number that is written in Chinese, up to 199."""
    total = current = 0
    for one in sign:
        if one == "十":
            total, current = total + (current or 1) * 10, 0
        elif one == "百":
            total, current = total + (current or 1) * 100, 0
        else:
            current = current * 10 + _DIGITS[one]
    return total + current


def _differ(one: frozenset[object], other: frozenset[object]) -> bool:
    """Say whether both name something that the other does not; the shorter may well leave things out."""
    return bool(one - other) and bool(other - one)


def _are_far(one: Telling, other: Telling) -> bool:
    return abs(one.date - other.date) > FAR


def _names_differ(one: Telling, other: Telling) -> bool:
    """Say whether each title has a name of its own that its text speaks of and the other's never does."""
    return _has_own_name(one, other) and _has_own_name(other, one)


def _has_own_name(one: Telling, other: Telling) -> bool:
    there = _words(other.title, other.text)
    own = [name for name in _words(one.title) - there if len(name) > 2]  # noqa: PLR2004  no names
    spoken = {name.casefold() for name in _NAME.findall(one.text[:5_000])}
    return any(name in spoken for name in own)


def _words(*texts: str) -> frozenset[str]:
    return frozenset(_split(texts))


def _split(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        yield from _WORD.findall(text[:20_000].casefold())
