"""Finds the time of day beside a day, and the zone beside the time."""

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

_NOON: Final = 12
_TIME: Final = re.compile(
    r"""(?xi)
    (?P<cjk>上午|下午|午前|午後|凌晨|早上|中午|晚上|오전|오후)?\s*
    (?: (?<![\d.:/-])(?P<h>\d{1,2}) (?: : | h | [時时点點시]\s? ) (?P<m>\d{2})
        (?:分|분)?
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
_LOWER_TOO: Final = frozenset({"gmt", "utc", "Gmt", "Utc"})
_MOST_HOURS: Final = 15
_EAST: Final = """
    0 z ut utc gmt wet  1 west bst cet mez met  2 cest mesz mest eet  3 eest msk trt  4 msd gst  5 pkt
    5.5 ist  7 ict wib  8 hkt sgt myt pht awst 北京时间 北京時間 台北時間  9 jst kst 日本時間  9.5 acst
    10 aest  10.5 acdt  11 aedt  12 nzst  13 nzdt  -2.5 ndt  -3.5 nst  -3 adt brt art  -4 ast at edt clt
    -5 est et cdt cot  -6 cst ct mdt  -7 mst mt pdt  -8 pst pt akdt  -9 akst  -10 hst
"""
_HOURS: Final = {
    name: float(hours)
    for hours, names in re.findall(r"(-?[\d.]+)((?: [^\W\d]+)+)", _EAST)
    for name in names.split()
}
"""Hours east of Greenwich by name; where a name has several meanings, that of RFC 822 or the most used."""


def find(after: str, before: str) -> tuple[time, int, str] | None:
    """Return the time after a day, else that before it, with days to add (24:00) and what follows it."""
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
    """Return the zone that ``text`` begins with; an unknown name says nothing (RFC 5322 §4.3)."""
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
    # In lower case most of them are words: "15:04 at the clinic".
    hours = _HOURS.get(name.lower()) if name.isupper() or not name.isascii() or name in _LOWER_TOO else None
    return default if hours is None else timezone(timedelta(hours=hours))


def known(name: str | None) -> tzinfo | None:
    """Return the zone of that name in the IANA database, ``None`` where there is none."""
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
