"""Folds text into the words under which it is searched, and finds these words again in the text.

Accents, case and width do not count. In scripts that put no spaces between words (Chinese, Japanese, Thai
and others) and in Korean each sign is a word of its own, and what is searched there is a phrase: so the
shortest words are found, which an index of three signs each would miss.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bounds of what is searched: words of a text, signs of a word, signs and terms of a query.

    ``excerpt`` is how many signs of a text are shown around the first hit. PostgreSQL counts no further
    than 16,383 words.
    """

    words: int = 10_000
    word: int = 64
    query: int = 500
    terms: int = 16
    excerpt: int = 240


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """Words that must stand one after another, the last one perhaps only begun; or must not stand so."""

    words: tuple[str, ...]
    begun: bool = False
    excluded: bool = False


Marked = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is a hit."""

_ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff"  # Japanese
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\uac00-\ud7af"  # Korean
)
_SPACELESS = re.compile(f"[{_ALONE}]")
_WORD = re.compile(r"\S+")
_EAST_ASIAN = re.compile("[\u3005-\u3007\u3041-\u30ff\uac00-\ud7af\uff66-\uff9d]")
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))(\*?)')
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)


class _Folding(dict[int, str]):
    """What becomes of each sign, found out once; what stands alone has a space on either side."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        if _EAST_ASIAN.match(sign):  # their marks tell syllables apart, and Korean's would fall to pieces
            folded = unicodedata.normalize("NFKC", sign)
        else:
            apart = unicodedata.normalize("NFKD", sign)
            folded = "".join(one for one in apart if unicodedata.category(one)[0] != "M")
        self[code] = "".join(map(_spaced, folded.casefold().translate(_LETTERS)))
        return self[code]


def _spaced(sign: str) -> str:
    if _SPACELESS.match(sign):
        return f" {sign} "
    return sign if sign.isalnum() else " "


_FOLDING = _Folding()
_FOREIGN = re.compile("[^\x00-\x7f]+")
_BETWEEN = bytes(sign for sign in range(0x80) if not chr(sign).isalnum())
_APART = bytes.maketrans(_BETWEEN, b" " * len(_BETWEEN))
"""What becomes of each byte: what stands between words is spaces; to cut there costs half a search."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Searched:
    """The words under which an item is searched, those of its title and of its text, spaces between them."""

    title: str
    text: str


def searched(title: str, text: str) -> Searched:
    """Return the words of an item's title and text."""
    return Searched(title=" ".join(words(title)), text=" ".join(words(text)))


def words(text: str, *, limits: Limits = Limits()) -> list[str]:
    """Return the words of ``text`` as they are searched, in their order."""
    # Lower case goes first, and most signs need no more: a sign folds to what its lower case folds to.
    folded = _FOREIGN.sub(lambda found: found[0].translate(_FOLDING), text.lower())
    found = folded.encode().translate(_APART).decode().split()[: limits.words]
    return [one[: limits.word] for one in found] if max(map(len, found), default=0) > limits.word else found


def terms(query: str, *, limits: Limits = Limits()) -> tuple[Term, ...]:
    """Return what a person's query asks for; whatever it holds, it is read as something.

    Words must all stand in a text, ``"several of them"`` one after another, ``beg*`` begins a word and
    ``-word`` must not stand there.
    """
    found: list[Term] = []
    for one in _TERM.finditer(query[: limits.query]):
        minus, phrase, word, star = one.groups()
        spoken = words(phrase if phrase is not None else word, limits=limits)
        if spoken:
            begun = bool(star) or (word or "").endswith("*")
            found.append(Term(words=tuple(spoken), begun=begun, excluded=bool(minus)))
    return tuple(found[: limits.terms])


def mark(text: str, wanted: Sequence[Term]) -> Marked:
    """Return ``text`` in pieces, with the hits marked."""
    return _pieces(text, _hits(text, wanted), 0, len(text))


def excerpt(text: str, wanted: Sequence[Term], *, limits: Limits = Limits()) -> Marked:
    """Return what stands around the first hit in ``text``, or its beginning, with the hits marked."""
    hits = _hits(text, wanted)
    start = max(0, hits[0][0] - limits.excerpt // 4) if hits else 0
    if start:
        start = text.find(" ", start, hits[0][0]) + 1 or start
    end = min(len(text), start + limits.excerpt)
    if end < len(text):
        # At a word, where the script has spaces.
        last = text.rfind(" ", end - limits.excerpt // 8, end + 1)
        end = last if last > (hits[0][1] if hits else start) else end
    before, after = "… " if start else "", " …" if end < len(text) else ""
    inside = [(a, b) for a, b in hits if a >= start and b <= end]
    pieces = (
        ((before, False),) * bool(before)
        + _pieces(text, inside, start, end)
        + ((after, False),) * bool(after)
    )
    return tuple(
        (" ".join(piece.split()) if hit else re.sub(r"\s+", " ", piece), hit) for piece, hit in pieces
    )


def _pieces(text: str, hits: Sequence[tuple[int, int]], start: int, end: int) -> Marked:
    pieces: list[tuple[str, bool]] = []
    place = start
    for first, last in hits:
        if first >= place:
            pieces += [(text[place:first], False), (text[first:last], True)]
            place = last
    pieces.append((text[place:end], False))
    return tuple(piece for piece in pieces if piece[0])


def _hits(text: str, wanted: Sequence[Term]) -> list[tuple[int, int]]:
    """Return where the terms stand in ``text``, by place, without overlaps."""
    placed = list(_placed(text))
    found: list[tuple[int, int]] = []
    for place in range(len(placed)):
        lengths = [len(one.words) for one in wanted if not one.excluded and _stands(one, placed, place)]
        if lengths:
            first, last = placed[place][1], placed[place + max(lengths) - 1][2]
            if found and first < found[-1][1]:
                found[-1] = (found[-1][0], max(last, found[-1][1]))
            else:
                found.append((first, last))
    return found


def _stands(term: Term, placed: Sequence[tuple[str, int, int]], place: int) -> bool:
    there = [word for word, _, _ in placed[place : place + len(term.words)]]
    if len(there) < len(term.words) or there[:-1] != list(term.words[:-1]):
        return False
    return there[-1].startswith(term.words[-1]) if term.begun else there[-1] == term.words[-1]


def _placed(text: str, *, limits: Limits = Limits()) -> Iterator[tuple[str, int, int]]:
    """Yield each word as it is searched, with its first place in ``text`` and the one after its last."""
    folded = [_FOLDING[ord(sign)] for sign in text]
    origin = [place for place, signs in enumerate(folded) for _ in signs]
    for one in islice(_WORD.finditer("".join(folded)), limits.words):
        yield one[0][: limits.word], origin[one.start()], origin[one.end() - 1] + 1
