"""Gives an item its id, which never changes, and its fingerprint, which changes when the content does."""

import re
from datetime import date, datetime
from hashlib import sha256
from typing import Final
from urllib.parse import quote

_ID_DIGITS: Final = 20
_TRACKED: Final = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_[ce]id)=[^&\s]*")
_TRACKING: Final = ("utm_", "clid=", "mc_cid=", "mc_eid=")
_NUMBER: Final = re.compile(r"\d[\d,.]*")
_COUNTED: Final = re.compile(
    r"(?:\b(?:views?|hits|clicks|reads|downloads|visits)|(?:浏览|点击|阅读|閱讀|瀏覽|人气|조회)(?:次数|次數|量|数|率|수)?)"
    r"\s?[:：]?\s?$|\b(?:vor|il y a|hace)\s$"
)
_COUNTS: Final = re.compile(
    r"\s?(?:views|hits|clicks|reads|comments|likes|shares)\b"
    r"|\s(?:second|sec|minute|min|hour|hr|day|week|month|year)s?\sago\b"
    r"|\s?(?:秒|分钟|分鐘|小时|小時|天|周|个月|年|日|時間|分)之?前"
)
_AGO: Final = re.compile(" ago")
_ONE: Final = re.compile(r"\b(?:an?|one)\s(?:second|minute|hour|day|week|month|year)$")
_DAY_WORDS: Final = ("just now", "yesterday", "today", "刚刚", "昨天", "今天")
_LABEL: Final = 24
"""Characters beside a number in which the word stands that says what it counts."""


def item_id(identity: str, *, source: str, authority: str, at: datetime) -> str:
    """Return a ``tag:`` URI (RFC 4151) minted on the day of ``at``."""
    return f"tag:{authority},{at.date()}:{quote(source, safe='')}/{digest(identity)[:_ID_DIGITS]}"


def identity(*, guid: str | None, canonical: str, title: str, day: date | None) -> str:
    """Return what makes an item itself in its source: its guid, else canonical link, else title and day."""
    return guid or canonical or f"{title}\n{day.isoformat() if day else ''}"


def digest(words: str) -> str:
    """Return SHA-256 in hex."""
    return sha256(words.encode()).hexdigest()


def fingerprint(title: str, text: str) -> str:
    """Return SHA-256 in hex of the words, blind to spaces, view counters, "2 days ago" and tracking."""
    words = " ".join(f"{title}\n{text}".replace("\u200b", "").casefold().split())
    if any(mark in words for mark in _TRACKING):
        words = _TRACKED.sub("", words)
    words = _without(words, _NUMBER, before=_COUNTED, after=_COUNTS)
    words = _without(words, _AGO, before=_ONE)
    for word in _DAY_WORDS:
        words = words.replace(word, "")
    return digest(words)


def _without(
    words: str, passing: re.Pattern[str], *, before: re.Pattern[str], after: re.Pattern[str] | None = None
) -> str:
    """Return ``words`` without what is ``passing`` and the words beside it that say that it is.

    Only what is found is looked at closely: one pattern for all of it takes ten times as long on a long text.
    """
    kept = []
    end = 0
    for found in passing.finditer(words):
        start = max(end, found.start() - _LABEL)
        label = before.search(words, start, found.start())
        unit = after.match(words, found.end()) if after else None
        if label or unit:
            kept.append(words[end : label.start() if label else found.start()])
            end = unit.end() if unit else found.end()
    return "".join([*kept, words[end:]])
