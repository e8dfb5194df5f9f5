"""Reads what a feed wishes of those who poll it: how often, and when not."""

from datetime import timedelta

from lxml import etree

from aggregator.model import Wishes
from aggregator.parse.limits import Limits

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# https://web.resource.org/rss/1.0/modules/syndication/
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_MOST_DIGITS = 7
_HOURS = 24


def read(root: etree._Element, *, limits: Limits) -> Wishes:
    """Return what a feed wishes: ``ttl`` in minutes, ``skipHours``, ``skipDays`` and ``sy:*``.

    The longer wish of ``ttl`` and ``sy:*`` counts. Who skips every hour or day is not heeded: that
    cannot be meant.
    """
    holders = (root, *(child for child in root.iterchildren() if _name(child) == "channel"))
    said = {_name(child): child for holder in holders for child in holder}
    waits = [wait for wait in (_ttl(said.get("ttl")), _syndication(said)) if wait]
    hours = {hour % _HOURS for text in _texts(said.get("skiphours")) if (hour := _whole(text)) is not None}
    days = {_DAYS.index(text.lower()) for text in _texts(said.get("skipdays")) if text.lower() in _DAYS}
    return Wishes(
        interval=min(max(waits), limits.interval) if waits else None,
        skip_hours=tuple(sorted(hours)) if len(hours) < _HOURS else (),
        skip_days=tuple(sorted(days)) if len(days) < len(_DAYS) else (),
    )


def _ttl(element: etree._Element | None) -> timedelta | None:
    minutes = _whole(_text(element))
    return timedelta(minutes=minutes) if minutes else None


def _syndication(said: dict[str, etree._Element]) -> timedelta | None:
    period = _PERIODS.get(_text(said.get("updateperiod")).lower())
    if period is None and "updatefrequency" in said:
        period = _PERIODS["daily"]
    times = _whole(_text(said.get("updatefrequency"))) or 1
    return period / times if period else None


def _texts(element: etree._Element | None) -> list[str]:
    return [] if element is None else [_text(child) for child in element]


def _text(element: etree._Element | None) -> str:
    return "" if element is None else (element.text or "").strip()


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def _name(element: etree._Element) -> str:
    tag: object = element.tag  # a function for what is no element
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
