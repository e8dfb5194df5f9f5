"""Gives an item its id, which never changes, and its fingerprint, which changes when the content does."""

import re
from datetime import date, datetime
from hashlib import sha256
from typing import Final
from urllib.parse import quote

_ID_DIGITS: Final = 20
_TRACKED: Final = re.compile(r"[?&](?:utm_\w+|fbclid|gclid|mc_[ce]id)=[^&\s]*")
_COUNTERS: Final = re.compile(
    r"(?:views?|hits|clicks|reads|downloads|visits)\s?[:：]?\s?\d[\d,.]*(?:\s?times?)?"
    r"|\d[\d,.]*\s?(?:views|hits|clicks|reads|comments|likes|shares)"
    r"|(?:浏览|点击|阅读|閱讀|瀏覽|人气|조회)(?:次数|次數|量|数|率|수)?\s?[:：]?\s?\d[\d,.]*\s?次?"
)
_RELATIVE: Final = re.compile(
    r"(?:\d+|an?|one|two|three)\s(?:second|sec|minute|min|hour|hr|day|week|month|year)s?\sago"
    r"|(?:vor|il y a|hace)\s\d+\s\w+|\d+\s?(?:秒|分钟|分鐘|小时|小時|天|周|个月|年|日|時間|分)之?前"
    r"|just now|yesterday|today|刚刚|昨天|今天"
)
"""Both read folded text, and have no word boundary in front: so they cost a tenth on a long text."""


def item_id(identity: str, *, source: str, authority: str, at: datetime) -> str:
    """Return a ``tag:`` URI (RFC 4151) minted on the day of ``at``."""
    digest = sha256(identity.encode()).hexdigest()[:_ID_DIGITS]
    return f"tag:{authority},{at:%Y-%m-%d}:{quote(source, safe='')}/{digest}"


def identity(*, guid: str | None, canonical: str, title: str, day: date | None) -> str:
    """Return what makes an item itself in its source: its guid, else canonical link, else title and day."""
    return guid or canonical or f"{title}\n{day.isoformat() if day else ''}"


def fingerprint(title: str, text: str) -> str:
    """Return SHA-256 in hex of the words, blind to spaces, view counters, "2 days ago" and tracking."""
    words = " ".join(f"{title}\n{text}".replace("\u200b", "").casefold().split())
    for passing in (_TRACKED, _COUNTERS, _RELATIVE):
        words = passing.sub("", words)
    return sha256(" ".join(words.split()).encode()).hexdigest()
