"""Finds names that are nearly, but not quite, those of the societies."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from rapidfuzz.distance import OSA

_WORD: Final = re.compile(r"\w+(?:[-'’]\w+)*")
_SHORTEST: Final = 5
"""Letters of a word of which one may be wrong: of shorter ones too many differ by one."""

_LONG: Final = 11
"""Letters of a word of which two may be wrong; Cardiology is no slip of Radiology."""


def misspelt(text: str, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what stands in ``text`` with one word wrong by a letter or two, and the name that is meant.

    Names of one word are let be: too much is like them.
    """
    known = {tuple(_words(name)): name for name in names}
    spoken = [(match[0], match[0].casefold()) for match in _WORD.finditer(text)]
    told: set[str] = set()
    for wanted, name in known.items():
        if len(wanted) < 2:  # noqa: PLR2004  see above
            continue
        for at in range(len(spoken) - len(wanted) + 1):
            window = tuple(word for _, word in spoken[at : at + len(wanted)])
            if _is_slip(window, wanted) and window not in known:
                written = " ".join(word for word, _ in spoken[at : at + len(wanted)])
                if written not in told:
                    told.add(written)
                    yield written, name


def _is_slip(window: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    differing = [(one, other) for one, other in zip(window, wanted, strict=True) if one != other]
    if len(differing) != 1:
        return False
    one, other = differing[0]
    shorter = min(len(one), len(other))
    return shorter >= _SHORTEST and OSA.distance(one, other) <= (2 if shorter >= _LONG else 1)


def _words(name: str) -> list[str]:
    return [match[0].casefold() for match in _WORD.finditer(name)]
