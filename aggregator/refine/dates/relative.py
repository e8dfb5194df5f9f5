"""Reads dates that are relative to the visit: "2 days ago", "gestern", "3小时前"."""

import re
from datetime import date, datetime, timedelta
from typing import Final

_UNITS: Final = {
    "second": "second sec seconds secs s sekunde sekunden seconde secondes segundo segundos secondi 秒 秒钟",
    "minute": "minute min minutes mins minuten minuto minutos minuti 分钟 分鐘 分",
    "hour": "hour hr hours hrs h stunde stunden heure heures hora horas ora ore 小时 小時 時間 个小时",
    "day": "day days d tag tage tagen jour jours día dia días dias giorno giorni 天 日",
    "week": "week weeks w woche wochen semaine semaines semana semanas settimana settimane 周 星期 週 週間",
    "month": "month months monat monate monaten mois mes meses mese mesi 个月 個月 月 か月 ヶ月",
    "year": "year years jahr jahre jahren an ans año años anno anni 年",
}
_UNIT_OF: Final = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
_WORDS: Final = "|".join(sorted(map(re.escape, _UNIT_OF), key=len, reverse=True))
_ONES: Final = {
    "a": 1,
    "an": 1,
    "one": 1,
    "einer": 1,
    "einem": 1,
    "un": 1,
    "une": 1,
    "una": 1,
    "two": 2,
    "three": 3,
}
_N: Final = r"(?P<n>\d{1,4}|" + "|".join(_ONES) + ")"
_AGO: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\w){_N}\s*(?P<unit>{_WORDS})\s+(?:ago|fa)\b",
        rf"\b(?:vor|il y a|hace|há)\s+{_N}\s+(?P<unit>{_WORDS})\b",
        rf"(?P<n>\d{{1,4}})\s*(?P<unit>{_WORDS})\s*之?前",
    )
)
_DAYS: Final = {
    0: "today heute aujourd'hui aujourd’hui hoy oggi hoje vandaag 今天 今日",
    1: "yesterday gestern hier ayer ieri ontem gisteren 昨天 昨日",
    2: "vorgestern avant-hier anteayer 前天 一昨日",
}
_DAY_WORD: Final = re.compile(
    r"(?i)(?<![^\W_])(?:"
    + "|".join(re.escape(word) for words in _DAYS.values() for word in words.split())
    + r")(?![a-zA-Z])"
)
_JUST_NOW: Final = re.compile(
    r"(?i)\b(?:just now|gerade eben|à l['’]instant|ahora mismo)\b|刚刚|剛剛|たった今"
)
_LONGEST: Final = 60


def moment(text: str, *, at: datetime) -> tuple[datetime, bool] | None:
    """Return the moment so long before ``at`` as ``text`` says, and whether it is exact to the hour."""
    if len(text) > _LONGEST:
        return None
    if _JUST_NOW.search(text):
        return at, True
    found = next(filter(None, (pattern.search(text) for pattern in _AGO)), None)
    if not found:
        return None
    given = found["n"].lower()
    count = int(given) if given.isdigit() else _ONES[given]
    unit = _UNIT_OF[found["unit"].lower()]
    if unit in _SECONDS:
        return at - timedelta(seconds=count * _SECONDS[unit]), unit in ("second", "minute", "hour")
    return _months_before(at, count * (12 if unit == "year" else 1)), False


def day(text: str, *, today: date) -> tuple[date, int, int] | None:
    """Return the day that a word like "yesterday" means, and where the word begins and ends."""
    found = _DAY_WORD.search(text) if len(text) <= _LONGEST else None
    if not found:
        return None
    back = next(back for back, words in _DAYS.items() if found[0].lower() in words.split())
    return today - timedelta(days=back), found.start(), found.end()


def _months_before(at: datetime, count: int) -> datetime:
    months = at.year * 12 + at.month - 1 - count
    year, month = divmod(max(months, 12), 12)
    for last in (at.day, 30, 29, 28):
        try:
            return at.replace(year=year, month=month + 1, day=min(at.day, last))
        except ValueError:  # the 31st of a month of 30 days
            continue
    return at.replace(year=year, month=month + 1, day=1)
