"""Finds full dates in a line of words, as they stand beside headlines in many languages."""

import re
from datetime import date
from typing import Final

_NAMES: Final = """
    1 january jan januar jän jänner janvier janv enero ene gennaio gen janeiro januari stycznia января
    2 february feb februar februari février févr fév febrero febbraio fevereiro fev lutego февраля
    3 march mar märz mrz mars marzo março maart mrt marca марта
    4 april apr avril avr abril abr aprile kwietnia апреля
    5 may mai mayo maggio mag maio mei maja мая
    6 june jun juni juin junio giugno giu junho czerwca июня
    7 july jul juli juillet juil julio luglio lug julho lipca июля
    8 august aug août aout agosto ago augustus sierpnia августа
    9 september sept sep septembre septiembre settembre set setembro września сентября
    10 october oct oktober okt octobre octubre ottobre ott outubro out października октября
    11 november nov novembre noviembre novembro listopada ноября
    12 december dec dezember dez décembre déc diciembre dic dicembre dezembro grudnia декабря
"""
_MONTHS: Final = {
    name: int(number)
    for number, *names in map(str.split, filter(str.strip, _NAMES.splitlines()))
    for name in names
}
_M: Final = "(?P<m>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?![^\W\d_])\.?"
_Y: Final = r"(?P<y>(?:19|20)\d{2})(?!\d)"
_CLOCK: Final = (
    r"(?:[\sT,|–-]{0,4}(?:um|at|à|alle|ore|kl\.)?\s*\d{1,2}[:h.]\d{2}(?!\d|\.\d)(?::\d{2})?"
    r"(?:\s*[ap]\.?m\b\.?)?(?:Z|\s*[+-]\d{2}:?\d{2})?)?"
)
_ROC: Final = 1911
_ERAS: Final = {"令和": 2018, "平成": 1988}
_FORMS: Final = tuple(
    re.compile(form + _CLOCK, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_Y}\s?(?P<s>[-/.])\s?(?P<m>\d{{1,2}})\s?(?P=s)\s?(?P<d>\d{{1,2}})(?!\d)",
        rf"(?<!\d){_Y}\s*[年년]\s*(?P<m>\d{{1,2}})\s*[月월]\s*(?P<d>\d{{1,2}})\s*[日號号일]?",
        r"民[國国]\s*(?P<roc>\d{2,3})\s*[年./-]\s*(?P<m>\d{1,2})\s*[月./-]\s*(?P<d>\d{1,2})\s*日?",
        r"(?P<era>令和|平成)\s*(?P<n>元|\d{1,2})\s*[年./-]\s*(?P<m>\d{1,2})\s*[月./-]\s*(?P<d>\d{1,2})\s*日?",
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|[ºª°])?[\s.,/-]*(?:of\s|de\s|del\s|d['’])?\s*{_M}[\s,./-]*(?:de\s|del\s)?\s*{_Y}",
        rf"(?<!\w){_M}\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s,.]+{_Y}",
        rf"(?<!\d)(?P<d>\d{{1,2}})\s?(?P<s>[./-])\s?(?P<m>\d{{1,2}})\s?(?P=s)\s?{_Y}",
    )
)


def find(words: str) -> re.Match[str] | None:
    """Return the first full date in ``words``, with the time of day where one follows it."""
    found = [match for form in _FORMS if (match := form.search(words)) and day(match)]
    return min(found, key=lambda match: match.start(), default=None)


def day(found: re.Match[str]) -> date | None:
    """Return the day of a date that ``find`` found; ``None`` where there is no such day.

    Of 3/4/2015 the day is taken for the first: enough to compare by, not to publish.
    """
    said = found.groupdict()
    if said.get("roc"):
        year = int(said["roc"]) + _ROC
    elif said.get("era"):
        year = _ERAS[said["era"]] + (1 if said["n"] == "元" else int(said["n"]))
    else:
        year = int(said["y"])
    month = _MONTHS.get(said["m"].lower()) or (int(said["m"]) if said["m"].isdigit() else 0)
    number = int(said["d"])
    if month > 12 and number <= 12:  # noqa: PLR2004  months in a year
        month, number = number, month
    try:
        return date(year, month, number)
    except ValueError:
        return None
