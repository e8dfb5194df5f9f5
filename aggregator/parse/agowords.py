"""Recognises dates that are relative to the visit, as lists say them: "2 days ago", "gestern", "3小时前"."""

import re
from typing import Final

_AGO: Final = re.compile(
    r"\b(?:\d{1,3}|an?|one) ?(?:se?c|mi?n|h|d|w|mo|y|sett|giorn|or[ae]|mes|ann)\w{0,7} (?:ago|fa)\b"
    r"|\b(?:vor|il y a|hace|há) (?:\d{1,3}|einem|einer|une?|uno?|una|um) \w{1,9}"
    r"|\d{1,3} ?(?:秒钟?|分[钟鐘]?|小[时時]|時間|个小时|天|日|周|星期|週間?|[个個か]月|年) ?之?前",
    re.IGNORECASE,
)
_DAY: Final = re.compile(
    r"(?:today|yesterday|heute|(?:vor)?gestern|aujourd['’]hui|(?:avant-)?hier|hoy|(?:ante)?ayer|oggi|ieri|hoje"
    r"|ontem|vandaag|gisteren|今天|昨天|前天|今日|昨日|just now|gerade eben|刚刚|剛剛|たった今)"
    r"(?:[\s,]{1,3}(?:at|um|à|alle|a las|om)?\s?\d{1,2}[:.h]\d{2}.{0,8})?",
    re.IGNORECASE,
)
_BESIDE: Final = 30
"""Characters that may stand beside it, as beside other dates."""
_LONGEST: Final = 60


def find(words: str) -> str | None:
    """Return words whole if they are a relative date with at most a few words beside it."""
    if len(words) > _LONGEST:
        return None
    ago = _AGO.search(words)
    said = _DAY.fullmatch(words) or (ago if ago and len(words) - len(ago[0]) <= _BESIDE else None)
    return said[0] if said else None
