"""Brings authors to plain names: no e-mail addresses, no markup, nobody twice, no robots."""

import re
from collections.abc import Iterable
from typing import Final

from aggregator.model import Text
from aggregator.refine import titles
from aggregator.refine.limits import Limits

_ADDRESS: Final = re.compile(r"[\s(<\[]*(?:mailto:)?[^\s@()<>\[\],;]+@[^\s@()<>\[\],;]+[\s)>\]]*")
_LINK: Final = re.compile(r"https?://\S+")
_IN_BRACKETS: Final = re.compile(r"^\((.*)\)$")
_BY: Final = re.compile(
    r"(?i)^(?:(?:written |posted |published )?by|von|par|por|di|author|autor|作者|文|记者)(?:\s*[:：]\s*|\s+)"
)
_NOBODY: Final = frozenset({
    "admin", "administrator", "webmaster", "editor", "root", "user", "noreply", "no-reply", "anonymous",
    "unknown", "none", "null", "n/a", "blogger", "guest",
})  # fmt: skip


def people(given: Iterable[str], *, limits: Limits) -> tuple[str, ...]:
    """Return the names in ``given``, each once, in order."""
    names = (_name(one, limits) for one in given)
    return tuple(dict.fromkeys(name for name in names if name and name.casefold() not in _NOBODY))[
        : limits.names
    ]


def _name(given: str, limits: Limits) -> str:
    words = titles.words_of(Text(value=_ADDRESS.sub(" ", given)), limits=limits)
    words = _BY.sub("", _LINK.sub("", _ADDRESS.sub(" ", words)).strip())
    words = _IN_BRACKETS.sub(r"\1", words.strip()).strip(" ,;|\"'")
    return words if len(words) <= limits.name and any(map(str.isalpha, words)) else ""
