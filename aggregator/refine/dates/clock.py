"""Finds the time of day beside a day, and the zone beside the time."""

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

_NOON: Final = 12
_TIME: Final = re.compile(
    r"""(?xi)
    (?P<cjk>上午|下午|午前|午後|凌晨|早上|中午|晚上|오전|오후)?\s*
    (?: (?<![\d.:/-])(?P<h>\d{1,2}) (?: : | h | [時时点點시]\s? ) (?P<m>\d{2}) (?:分|분)?
        (?: [:.]? (?P<s>(?<=[:.分분])\d{2}) (?: [.,]\d+ )? (?!\d) )? 秒?
      | T (?P<hh>\d{2}) (?P<mm>\d{2}) (?P<ss>\d{2})? (?: [.,]\d+ )?
      | (?<![\d.]) (?P<hd>\d{1,2}) \. (?P<md>\d{2}) (?: \.(?P<sd>\d{2}) | (?=\s*(?:Uhr|h\b|[ap]\.?m)) )
      | (?<![\d.:]) (?P<ho>\d{1,2}) (?= \s*(?:[ap]\.?m\b|Uhr\b) )
    )
    (?: \s* (?P<half>[ap])\.?m\b\.? | \s* Uhr )?
    """
)
_OFFSET: Final = re.compile(
    r"^\s*\(?\s*(?:(?:etc/)?(?:GMT|UTC|UT|Z)\s*)?([+\-−–])(\d{1,2}):?(\d{2})?(?!\d)", re.IGNORECASE
)
_NAME: Final = re.compile(r"^\s*[(\[]?\s*([A-Za-z]+(?:/[A-Za-z_]+)*|北京时间|北京時間|台北時間|日本時間)")
_MOST_HOURS: Final = 15

_HOURS: Final = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "ist": 5.5, "cet": 1, "cest": 2, "mez": 1,
    "mesz": 2, "met": 1, "mest": 2, "eet": 2, "eest": 3, "msk": 3, "msd": 4, "trt": 3, "gst": 4, "pkt": 5, "ict": 7,
    "wib": 7, "hkt": 8, "sgt": 8, "myt": 8, "pht": 8, "awst": 8, "jst": 9, "kst": 9, "acst": 9.5, "acdt": 10.5,
    "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "nst": -3.5, "ndt": -2.5, "ast": -4, "adt": -3, "at": -4,
    "est": -5, "edt": -4, "et": -5, "cst": -6, "cdt": -5, "ct": -6, "mst": -7, "mdt": -6, "mt": -7, "pst": -8,
    "pdt": -7, "pt": -8, "akst": -9, "akdt": -8, "hst": -10, "brt": -3, "art": -3, "clt": -4, "cot": -5,
    "北京时间": 8, "北京時間": 8, "台北時間": 8, "日本時間": 9,
}  # fmt: skip
"""Hours east of Greenwich by name; where a name has several meanings, that of RFC 822 or the most used."""


def find(after: str, before: str) -> tuple[time, int, str] | None:
    """The time in the text after a day, else in that before it: with days to add (24:00) and what follows it."""
    for text in (after, before):
        for found in _TIME.finditer(text):
            read = _read(found)
            if read:
                return *read, text[found.end() :]
    return None


def _read(found: re.Match[str]) -> tuple[time, int] | None:
    hour = int(found["h"] or found["hh"] or found["hd"] or found["ho"])
    minute = int(found["m"] or found["mm"] or found["md"] or 0)
    second = min(59, int(found["s"] or found["ss"] or found["sd"] or 0))
    half = found["cjk"] or (found["half"] or "").lower()
    if half in ("p", "下午", "午後", "晚上", "오후", "中午") and hour < _NOON:
        hour += 0 if half == "中午" and hour == _NOON - 1 else _NOON
    elif half in ("a", "上午", "午前", "凌晨", "오전") and hour == _NOON:
        hour = 0
    if (hour, minute, second) == (24, 0, 0):
        return time(0), 1
    try:
        return time(hour, minute, second), 0
    except ValueError:  # 25:61
        return None


def zone(text: str, *, default: tzinfo) -> tzinfo:
    """The zone that ``text`` begins with, else ``default``; an unknown name is ``default`` (RFC 5322 §4.3)."""
    offset = _OFFSET.match(text)
    if offset:
        delta = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        if delta <= timedelta(hours=_MOST_HOURS):
            return timezone(-delta if offset[1] != "+" else delta)
    name = _NAME.match(text)
    return _named(name[1], default) if name else default


def _named(name: str, default: tzinfo) -> tzinfo:
    if "/" in name:
        return known(name) or default
    # CST is Chicago's to most, but Shanghai's to a source that says it is there.
    for month in (1, 7):
        moment = datetime(2020, month, 1, tzinfo=default)
        if default is not UTC and (moment.tzname() or "").lower() == name.lower():
            return timezone(moment.utcoffset() or timedelta())
    hours = _HOURS.get(name.lower())
    return default if hours is None else timezone(timedelta(hours=hours))


def known(name: str | None) -> tzinfo | None:
    """The zone of that name in the IANA database, ``None`` where there is none."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (
        OSError,
        ValueError,
    ):  # ZoneInfoNotFoundError is a KeyError; a folder's name gives IsADirectoryError
        return None
    except KeyError:
        return None
