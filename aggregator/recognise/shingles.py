"""Cuts texts into shingles, by which two of them are compared whatever stands around them."""

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import Final

WORDS: Final = 4
"""Words of a shingle; in Chinese, Japanese and Korean it has ``CHARACTERS`` instead."""
CHARACTERS: Final = 6
MOST: Final = 1_000
"""Shingles of a text that are kept: those of its beginning, where it tells what it is about."""
_NEAR: Final = 8 * MOST
"""Characters that mostly hold so many."""
_FOREIGN: Final = re.compile("[^\x00-\x7f]+")
_APOSTROPHES: Final = "'’"
_BETWEEN: Final = bytes(sign for sign in range(0x80) if not chr(sign).isalnum() and chr(sign) != "'")
_APART: Final = bytes.maketrans(_BETWEEN, b" " * len(_BETWEEN)).lower()
"""What becomes of each byte of a text: signs between words are spaces, letters in lower case."""
_DENSE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_MAYBE_DENSE: Final = re.compile("[\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef]")
"""What stands in every text that is partly dense, and costs no bringing it into its plain form."""
_SENTENCE: Final = re.compile(r"[^\n.!?。！？]+")
_MIX: Final = 0x9E3779B1
_32_BITS: Final = 0xFFFFFFFF


class _Folding(dict[int, str]):
    """What becomes of each sign beyond ASCII, found out once: its plain form, or a space."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code)).casefold()
        self[code] = "".join("'" if one in _APOSTROPHES else one if one.isalnum() else " " for one in plain)
        return self[code]


_FOLDING: Final = _Folding()


def words(text: str) -> list[str]:
    """Return the words of a text in the form by which they are compared; dense scripts have characters."""
    return [word.decode() for word in _words(text, dense=is_dense(text))]


def is_dense(text: str) -> bool:
    """Say whether a text is mostly written without spaces between words."""
    if text.isascii():
        return False
    folded = unicodedata.normalize("NFKC", text).casefold()
    return len(_DENSE.findall(folded)) * 4 > len(folded)


def _words(text: str, *, dense: bool) -> list[bytes]:
    """Return the words of a text in UTF-8, or its characters where it is ``dense``.

    What stands between them is made spaces, and the text is cut at these: a search takes twice as long.
    """
    letters = _FOREIGN.sub(_folded, text).encode().translate(_APART)
    if b"'" in letters:
        letters = letters.replace(b"''", b"  ").replace(b" '", b"  ").replace(b"' ", b"  ").strip(b"'")
    found = letters.split()
    return [sign.encode() for sign in b"".join(found).decode()] if dense else found


def _folded(foreign: re.Match[str]) -> str:
    return foreign[0].translate(_FOLDING)


def shingles(text: str) -> tuple[int, ...]:
    """Return the hashes (32 bits) of a text's shingles, in order, each once, the first ``MOST``."""
    if not text.isascii() and _MAYBE_DENSE.search(text):
        return _first(_passages(text))
    # Mostly its beginning holds as many as are kept.
    end = text.find(" ", _NEAR) if len(text) > _NEAR else -1
    found = _first([(False, text[:end])]) if end > 0 else ()
    return found if len(found) == MOST else _first([(False, text)])


def _first(passages: Iterable[tuple[bool, str]]) -> tuple[int, ...]:
    found: dict[int, None] = {}
    for dense, passage in passages:
        said = _words(passage, dense=dense)
        for some in _hashed_together(said, CHARACTERS if dense else WORDS):
            found.update(dict.fromkeys(some))
            if len(found) >= MOST:
                return tuple(found)[:MOST]
    return tuple(found)


def _passages(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of a text that are dense and those that are not, in turn."""
    for dense, sentences in groupby(_SENTENCE.findall(text), key=is_dense):
        yield dense, " ".join(sentences)


def _hashed_together(said: Sequence[bytes], size: int) -> Iterator[list[int]]:
    """Yield the hashes of each ``size`` words that follow each other, some at a time."""
    for at in range(0, len(said), MOST):
        some = said[at : at + MOST + size - 1]
        together = map(b" ".join, zip(*(some[start:] for start in range(size)), strict=False))
        # What ``hashed`` does; calling it costs as much again.
        yield [one * _MIX & _32_BITS for one in map(zlib.crc32, together)]


def hashed(words: str) -> int:
    """Return a hash of 32 bits, the same on every machine and in every run."""
    return zlib.crc32(words.encode()) * _MIX & _32_BITS


def containment(one: frozenset[int], other: frozenset[int]) -> float:
    """Return how much of the smaller set stands in the other one, from 0 to 1."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def common(texts: Sequence[Collection[int]], *, least: int) -> frozenset[int]:
    """Return the shingles that ``least`` or more of a source's texts hold: what it puts around its words.

    Each text has each of its shingles once.
    """
    if len(texts) < least:
        return frozenset()
    times = Counter(chain.from_iterable(texts))
    return frozenset(one for one, held in times.items() if held >= least)
