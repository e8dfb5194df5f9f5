"""Says dates, languages and lists in a reader's language, by the Unicode CLDR that Babel carries."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list

Direction = Literal["ltr", "rtl"]

_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,4}")
_WORLD: Final = {"en": "en_001"}
"""English without a country is the world's, with the day before the month, not the United States'."""


def tag(language: str | None) -> str | None:
    """Return ``language`` if it is formed as a language tag (RFC 5646), with hyphens; else ``None``."""
    stripped = (language or "").strip()
    return stripped.replace("_", "-") if _TAG.fullmatch(stripped) else None


def primary(language: str) -> str:
    """Return a tag's first subtag, which names the language alone: ``zh`` of ``zh-Hant-TW``."""
    return language.partition("-")[0].lower()


@lru_cache(maxsize=256)
def locale(language: str | None) -> Locale:
    """Return what CLDR knows of a language; of its first subtag, or of English, where it knows nothing."""
    known = tag(language) or "en"
    for name in (_WORLD.get(known.lower(), known), primary(known)):
        try:
            return Locale.parse(name.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(_WORLD["en"])


def day(at: datetime, *, timezone: str, language: str) -> str:
    """Return the day of ``at`` in a time zone, as ``14 October 2026``; an unknown zone counts as UTC."""
    try:
        local = at.astimezone(ZoneInfo(timezone))
    except (ZoneInfoNotFoundError, ValueError):
        local = at
    return format_date(local.date(), "long", locale=locale(language))


def language_name(language: str, *, in_language: str) -> str | None:
    """Return what ``language`` is called in another, ``None`` where CLDR has no name for it."""
    return locale(in_language).languages.get(primary(language))


def direction(language: str | None, text: str = "") -> Direction:
    """Return the direction of a language, or where none is known of the first strong letter of ``text``."""
    known = tag(language)
    if known:
        return "rtl" if locale(known).text_direction == "rtl" else "ltr"
    strong = (unicodedata.bidirectional(letter) for letter in text)
    return "rtl" if next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L" else "ltr"


def listed(names: Sequence[str], *, language: str) -> str:
    """Return names as a list in running text: ``ESR, RSNA and WFUMB``."""
    return format_list(names, locale=locale(language)) if names else ""
