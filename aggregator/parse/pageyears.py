"""Completes the years of a page's dates that it writes short, by the language that it is in."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, NavigableString

from aggregator.model import shortyears
from aggregator.parse.document import Line

_LOOKED_AT: Final = 20_000
_SHARE: Final = 5
"""One in so many letters makes a page one of a script, whatever language its template declares."""
_SCRIPTS: Final = {
    "ko": re.compile("[가-힣]"),
    "ja": re.compile("[ぁ-ヺ]"),
    "zh": re.compile("[一-鿿]"),
}
_LATIN: Final = re.compile("[A-Za-z]")
_TRADITIONAL: Final = re.compile("[會學發國對關灣點聯員處]")
_SIMPLIFIED: Final = re.compile("[会学发国对关湾点联员处]")
_TONGUES: Final = frozenset(_SCRIPTS)
_KANA: Final = 10
"""One kana to so many signs: Japanese is written with more, Chinese with none."""
_SHORT_YEAR: Final = re.compile(r"\d\s?[-./年년]\s?\d")
"""What stands in every date whose year may be short."""
_AS_IN_ENGLISH: Final = "en"
_BESIDE: Final = 12
"""Letters that may stand beside a date that is completed where it stands: its label."""
_LONGEST: Final = 60


def language(declared: str | None, url: str, words: str) -> str | None:
    """Return the language by which a page's dates are written: ``zh-TW`` where it is Taiwan's."""
    said = (declared or "").replace("_", "-").lower()
    tongue = said[:2] if said[:2] in _TONGUES else _by_script(words[:_LOOKED_AT])
    if tongue is None or said.startswith("zh-"):
        return declared
    if tongue != "zh":
        return tongue
    host = (urlsplit(url).hostname or "") if "://" in url else ""
    seen = words[:_LOOKED_AT]
    traditional = len(_TRADITIONAL.findall(seen)) > len(_SIMPLIFIED.findall(seen))
    return "zh-TW" if host.endswith(".tw") or traditional else "zh"


def _by_script(words: str) -> str | None:
    latin = len(_LATIN.findall(words))
    hangul, kana, han = (len(script.findall(words)) for script in _SCRIPTS.values())
    if (hangul + kana + han) * _SHARE <= latin or not hangul + kana + han:
        return None
    if hangul * 2 > han + kana:
        return "ko"
    return "ja" if kana * _KANA > han else "zh"


def of_page(page: BeautifulSoup, url: str) -> str | None:
    """Return the language by which the dates of a page from ``url`` are written."""
    declared = page.html.get("lang") if page.html else None
    return language(declared if isinstance(declared, str) else None, url, page.get_text())


def complete(page: BeautifulSoup, language: str | None) -> None:
    """Complete the dates that stand alone on a page, with a label at most.

    Where no language tells how they are written, one that can be read one way only tells of all.
    """
    pieces = [one for one in page.find_all(string=_SHORT_YEAR) if type(one) is NavigableString]
    if not language:
        language = _AS_IN_ENGLISH if any(_alone(one, None) != one for one in pieces) else None
    for piece in pieces if language else ():
        if (whole := _alone(piece, language)) != piece:
            piece.replace_with(whole)


def completed(lines: Iterable[Line], language: str | None) -> list[Line]:
    """Return lines with the dates in them completed."""
    return [_with(line, shortyears.completed(line.words, language)) for line in lines]


def told(lines: Iterable[Line], language: str | None) -> list[Line]:
    """Return lines of which those that are but a date say it whole."""
    return [_with(line, _alone(line.words, language)) for line in lines]


def _with(line: Line, words: str) -> Line:
    return line if words == line.words else replace(line, words=words)


def _alone(words: str, language: str | None) -> str:
    if len(words) > _LONGEST:
        return words
    whole = shortyears.completed(words, language)
    return whole if whole == words or sum(map(str.isalpha, words)) <= _BESIDE else words
