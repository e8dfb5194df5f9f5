"""Sets plain text in columns, counting letters as wide as a terminal shows them."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

COLUMNS: Final = 72

_MARKER: Final = re.compile(r"(\s*)((?:[-*•]|\d{1,6}[.)])\s+)?")
_WIDE: Final = frozenset("WF")
_NOT_FIRST: Final = frozenset(
    "、。，．：；？！）】」』〉》〕〗］｝…‥々ーゝゞぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;?!)]}’”"
)
"""What East Asian typesetting never lets begin a line (kinsoku shori, after JIS X 4051)."""

_NOT_LAST: Final = frozenset("（【「『〈《〔〖［｛([{‘“")
_PIECES: Final = re.compile(r"\s+|\S+")


def width(text: str) -> int:
    """Return the columns that ``text`` takes: two for wide letters (UAX #11), none for combining marks."""
    return len(text) if text.isascii() else sum(map(_letter_width, text))


def _letter_width(letter: str) -> int:
    if unicodedata.east_asian_width(letter) in _WIDE:
        return 2
    return 0 if unicodedata.category(letter) in ("Mn", "Me", "Cf") else 1


def fill(text: str, columns: int = COLUMNS, first: str = "", rest: str = "") -> str:
    """Return one paragraph in lines of at most ``columns``, begun with ``first`` and then ``rest``.

    Addresses are never broken, so a line that holds nothing else may be longer.
    """
    lines = [first]
    room = columns - width(first)
    begun = False
    for glue, word in _words(text, columns - max(width(first), width(rest))):
        needed = width(glue) * begun + width(word)
        if begun and needed > room:
            lines.append(rest)
            room, begun = columns - width(rest), False
            needed = width(word)
        lines[-1] += glue * begun + word
        room, begun = room - needed, True
    return "\n".join(line.rstrip() for line in lines)


def paragraphs(text: str, columns: int = COLUMNS) -> str:
    """Return a text of paragraphs and lists in lines of at most ``columns``; a list's entries hang."""
    return "\n".join(_hang(line, columns) for line in text.strip("\n").split("\n"))


def underlined(text: str, mark: str = "=", columns: int = COLUMNS) -> str:
    """Return a heading in lines of at most ``columns``, with a rule under it as long as its longest line."""
    heading = fill(text, columns)
    longest = max(map(width, heading.split("\n")))
    return f"{heading}\n{mark * min(longest, columns)}"


def row(text: str, label: str, margin: int, mark: str = "") -> str:
    """Return ``text`` beside a ``margin`` that holds ``label``; too wide a label stands above."""
    indent = " " * margin
    above = f"{fill(label)}\n" if label and width(label) >= margin else ""
    first = indent if above or not label else label + " " * (margin - width(label))
    return above + fill(text, COLUMNS, first + mark, indent + " " * width(mark))


def _hang(line: str, columns: int) -> str:
    found = _MARKER.match(line)
    indent, mark = (found[1][:24], found[2] or "") if found else ("", "")
    words = line[found.end() :] if found else line
    indent = indent if mark else ""
    return fill(words, columns, indent + mark, indent + " " * len(mark)) if words or mark else ""


def _words(text: str, columns: int) -> Iterator[tuple[str, str]]:
    """Yield what may not be broken, each with the space that stands before it if the line goes on."""
    glue = ""
    for piece in _PIECES.findall(text):
        if piece.isspace():
            glue = " "
            continue
        for part in _parts(piece):
            for bit in [part] if "://" in part else _chopped(part, columns):
                yield glue, bit
                glue = ""


def _parts(word: str) -> Iterator[str]:
    """Yield a word's parts between which a line may end: before and after each wide letter, by kinsoku."""
    if "://" in word or word.isascii():
        yield word
        return
    start = 0
    for at in range(1, len(word)):
        before, after = word[at - 1], word[at]
        wide = _letter_width(before) == 2 or _letter_width(after) == 2  # noqa: PLR2004  columns of a wide letter
        if wide and after not in _NOT_FIRST and before not in _NOT_LAST and _letter_width(after):
            yield word[start:at]
            start = at
    yield word[start:]


def _chopped(word: str, columns: int) -> Iterator[str]:
    """Yield pieces of a word that is wider than a whole line."""
    if width(word) <= columns:
        yield word
        return
    piece, taken = "", 0
    for letter in word:
        wide = _letter_width(letter)
        if piece and taken + wide > columns:
            yield piece
            piece, taken = "", 0
        piece, taken = piece + letter, taken + wide
    yield piece
