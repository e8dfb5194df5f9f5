"""Finds full dates in a line of words, as they stand beside headlines in many languages."""

import re
from datetime import date
from typing import Final

_NAMES: Final = """
    1 january jan januar jän jänner janvier janv enero ene gennaio gen janeiro januari stycznia января
    1 ledna ocak tammikuuta január januarja ianuarie січня ιανουαρίου
    2 february feb februar februari février févr fév febrero febbraio fevereiro fev lutego февраля února
    2 şubat helmikuuta február februarja februarie лютого φεβρουαρίου
    3 march mar märz mrz mars marzo março maart mrt marca марта března mart maaliskuuta március martie
    3 березня μαρτίου maret marts
    4 april apr avril avr abril abr aprile kwietnia апреля dubna nisan huhtikuuta április aprilie aprila
    4 квітня απριλίου
    5 may mai mayo maggio mag maio mei maja мая maj května mayıs toukokuuta május травня μαΐου μαίου
    6 june jun juni juin junio giugno giu junho czerwca июня června haziran kesäkuuta június iunie junija
    6 червня ιουνίου
    7 july jul juli juillet juil julio luglio lug julho lipca июля července temmuz heinäkuuta július iulie
    7 julija липня ιουλίου
    8 august aug août aout agosto ago augustus sierpnia августа augusti srpna ağustos elokuuta augusztus
    8 avgusta серпня αυγούστου agustus
    9 september sept sep septembre septiembre settembre set setembro września сентября září eylül
    9 syyskuuta szeptember septembrie septembra вересня σεπτεμβρίου
    10 october oct oktober okt octobre octubre ottobre ott outubro out października октября října ekim
    10 lokakuuta október octombrie oktobra жовтня οκτωβρίου
    11 november nov novembre noviembre novembro listopada ноября listopadu kasım marraskuuta noiembrie
    11 novembra листопада νοεμβρίου
    12 december dec dezember dez décembre déc diciembre dic dicembre dezembro grudnia декабря prosince
    12 aralık joulukuuta decembrie decembra грудня δεκεμβρίου desember
    1 يناير
    2 فبراير
    3 مارس
    4 أبريل ابريل إبريل
    5 مايو
    6 يونيو يونيه
    7 يوليو يوليه
    8 أغسطس اغسطس
    9 سبتمبر
    10 أكتوبر اكتوبر
    11 نوفمبر
    12 ديسمبر
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
_LONG_YEAR: Final = 100
_CENTURY_TURNS: Final = 90
_ROC: Final = 1911
_ERAS: Final = {"令和": 2018, "平成": 1988}
_FORMS: Final = tuple(
    re.compile(form + _CLOCK, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_Y}\s?(?P<s>[-/.])\s?(?P<m>\d{{1,2}})\s?(?P=s)\s?(?P<d>\d{{1,2}})(?!\d)",
        rf"(?<!\d){_Y}\s*[年년]\s*(?P<m>\d{{1,2}})\s*[月월]\s*(?P<d>\d{{1,2}})\s*[日號号일]?",
        r"(?:民[國国]|(?:日期|時間|發[佈布]|公告)[^\W\d]{0,3}\s*[:：])\s*(?P<roc>\d{2,3})\s*[年./-]\s*(?P<m>\d{1,2})\s*[月./-]\s*(?P<d>\d{1,2})\s*日?",
        r"(?P<era>令和|平成)\s*(?P<n>元|\d{1,2})\s*[年./-]\s*(?P<m>\d{1,2})\s*[月./-]\s*(?P<d>\d{1,2})\s*日?",
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|[ºª°])?[\s.,/-]*(?:of\s|de\s|del\s|d['’])?\s*{_M}[\s,./-]*(?:de\s|del\s)?\s*{_Y}",
        rf"(?<!\d){_Y}\.?[\s,/-]+{_M}[\s,/-]*(?P<d>\d{{1,2}})(?!\d)",
        rf"(?<!\w){_M}\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s,.]+{_Y}",
        rf"(?<!\d)(?P<d>\d{{1,2}})\s?(?P<s>[./-])\s?(?P<m>\d{{1,2}})\s?(?P=s)\s?{_Y}",
        r"(?<![\d.])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{2})(?![\d.:])",
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
        year += 0 if year >= _LONG_YEAR else 2000 if year < _CENTURY_TURNS else 1900
    month = _MONTHS.get(said["m"].lower()) or (int(said["m"]) if said["m"].isdigit() else 0)
    number = int(said["d"])
    if month > 12 and number <= 12:  # noqa: PLR2004  months in a year
        month, number = number, month
    try:
        return date(year, month, number)
    except ValueError:
        return None
