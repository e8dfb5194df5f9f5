"""Completes the years that pages write short: 19-04-03 in Korea, 108/11/20 in Taiwan, 20/11/19 in France."""

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from aggregator.model import years

_ALONE: Final = r"(?<![A-Za-z\d.:/-])"
_ENDS: Final = r"(?![A-Za-z\d]|[-./:]\d)"
_NUMBERS: Final = re.compile(
    rf"{_ALONE}['’]?(?P<y>\d{{2,3}})(?P<s>[-./])\s?(?P<m>\d{{1,2}})(?P=s)\s?(?P<d>\d{{1,2}}){_ENDS}"
)
_SIGNS: Final = re.compile(
    r"(?<!\d)(?P<y>\d{2,3})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日號号일]"
)
_ERA: Final = re.compile(
    rf"{_ALONE}(?P<era>[RH])(?P<y>\d{{1,2}})(?P<s>[./])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}}){_ENDS}"
)
_LAST: Final = re.compile(rf"{_ALONE}(?P<day>\d{{1,2}}/\d{{1,2}})/(?P<y>\d{{2}}){_ENDS}")
"""A day with its year last, as in the West; with other signs than slashes it may be a number of something."""
_ROC_YEARS: Final = range(80, 200)
"""Years of the Republic of China in which there were pages; with two digits others are of our era."""
_MONTHS: Final = 12
_WHOLE: Final = len("19-04-03")
_TAIWAN: Final = ("zh-tw", "zh-hant-tw")


def completed(words: str, language: str | None) -> str:
    """Return words with whole years in their dates, in the order of years and days of their language."""
    tag = (language or "").lower().replace("_", "-")
    if tag[:2] == "ja":
        return _ERA.sub(_by(_japanese), _NUMBERS.sub(_by(_japanese), words))
    if tag[:2] in ("ko", "zh"):
        year = _taiwanese if tag.startswith(_TAIWAN) or tag == "zh-hant" else _of_our_era
        return _SIGNS.sub(_by(year), _NUMBERS.sub(_by(year), words))
    # Without a language 24/10/17 may begin with its year; 10/17/24 cannot.
    return _LAST.sub(_year_last, words) if tag or _tells_its_order(words) else words


def _tells_its_order(words: str) -> bool:
    return any(int(found["day"].partition("/")[2]) > _MONTHS for found in _LAST.finditer(words))


def _year_last(found: re.Match[str]) -> str:
    return f"{found['day']}/{_of_our_era(found)}"


def _by(year: Callable[[re.Match[str]], int | None]) -> Callable[[re.Match[str]], str]:
    """Return what writes a date that was found whole; what is none stays."""

    def whole(found: re.Match[str]) -> str:
        try:
            return date(year(found) or 0, int(found["m"]), int(found["d"])).isoformat()
        except ValueError:
            return found[0]

    return whole


def _of_our_era(found: re.Match[str]) -> int | None:
    year = int(found["y"])
    if len(found["y"]) > 2:  # noqa: PLR2004  108 is a year in Taiwan only
        return None
    return years.of_two_digits(year)


def _taiwanese(found: re.Match[str]) -> int | None:
    year = int(found["y"])
    return years.ROC + year if year in _ROC_YEARS else _of_our_era(found)


def _japanese(found: re.Match[str]) -> int | None:
    """Return the year of an era or of ours; 1-15-3 is a house in its quarter."""
    if era := found.groupdict().get("era"):
        return years.ERAS[era] + int(found["y"])
    return None if found["s"] == "-" and len(found[0]) < _WHOLE else _of_our_era(found)
