"""Finds words and phrases in a text, in any script."""

import re
from collections.abc import Sequence
from typing import Final

_WIDE: Final = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\u0e00-\u0eff"
_ENDS_WIDE: Final = re.compile(f"[{_WIDE}]$")
_BEGINS_WIDE: Final = re.compile(f"[{_WIDE}]")


def pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    """Match any of ``phrases`` as whole words, in any case; Chinese, Japanese and Thai have no word ends."""
    return re.compile(
        "|".join(_one(phrase) for phrase in phrases if phrase.strip()) or r"(?!)", re.IGNORECASE
    )


def _one(phrase: str) -> str:
    phrase = phrase.strip()
    inner = r"\s+".join(map(re.escape, phrase.split()))
    # "j'ai" does not speak of AI: a letter and an apostrophe before a word belong to it.
    before = "" if _BEGINS_WIDE.match(phrase) else rf"(?<![^\W{_WIDE}])(?<![^\W\d_]['’])"
    after = "" if _ENDS_WIDE.search(phrase) else rf"(?![^\W{_WIDE}])"
    return f"{before}{inner}{after}"
