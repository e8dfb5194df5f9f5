"""Splits plain text into blocks and sentences, in languages with and without spaces; counts their words."""

import re
from collections.abc import Collection
from typing import Final

_STOP: Final = r"""
    [。！？｡។៕။]+ [”’」』）)»"']*  # Chinese, Japanese, Khmer and Burmese need no space
    | [.!?…؟۔।॥։።፧]+ (?: [”’»"')\]*†‡¹²³⁰⁴-⁹] | \[\d+\] )* (?= \s | $ )  # others do
"""
_END: Final = re.compile(_STOP, re.VERBOSE)
_LAST: Final = re.compile(rf"(?: {_STOP} ) \W* $", re.VERBOSE)
_NOT_AN_END: Final = re.compile(
    r"""(?x) (?: ^ | [\s(“"'/–—-] ) (?:
      Drs? | Profs? | Mr | Mrs | Ms | Mx | St | Sr | Jr | Hon | Rev | Gen | Col | Lt | Sen | Rep |
      Gov | Pres | Assoc | Asst | vs | cf | ca | approx | viz | resp | incl | excl | est
      | eds? | vols? | nos? | Nr | Nos? | pp? | [Ff]igs? | Tab | Eq | Refs? | Sec | Ch | Art | Abs |
      Bd | Vol | Dept | Univ | Inst | Jan | Feb | Mar | Apr | Jun | Jul |
      Aug | Sept? | Oct | Nov | Dec | Mon | Tue | Wed | Thu | Fri | Sat | Sun | e\.g | i\.e
      | z\.B | d\.h | u\.a | o\.ä | bzw | ggf | inkl | exkl
      | Mio | Mrd | Tel | Ft | Pr | Mgr | em | mult | EE
      | Sra | Sta | Dña | Mme | Mlle | env | c\.-à-d | av | boul | Hr | Fr | Dipl | Ing | med | rer | nat
      | phil | h\.c
      | (?P<may_end> (?: [A-Z]\.)* [A-Z] | (?<! ['"] ) [dfhmuvz] | al | etc | Inc | Ltd | Corp | Co
        | a\.m | p\.m | Ph\.D )
    ) \. $
    | (?: ^ \s* | (?<![^\W\d_]) (?: [Aa]m | [Ii]m | [VvZz][ou]m | [Bb]eim | [Dd](?:er|ie|as|e[nms]) | [Bb]is
      | [Ss]eit | [Aa]b | [Nn]ach | [Uu]nd | (?:[Ii]hr|[Ss]ein|[Ee]in|[Uu]nser)e[nrs]? | [Jj]ede[nrs]? ) \s
    ) \d{1,2} \. $
    """
)
"""What a full stop may follow inside a sentence: abbreviations, initials, German ordinals."""

_TRUNCATED: Final = r"[A-ZÀ-Þ][a-zß-ÿ]{1,11}(?<![aeoy])\."
"""A word that may be cut short, of the name of a journal or of a society; few such end in a vowel."""

_NO_TITLE: Final = (
    r"(?!(?:Drs?|Profs?|M[rsx]|Mrs|St|Hon|Gen|Col|Lt|Sen|Gov|Pres|Figs?|Tab|Eq|Sec|Nos?"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.)"
)
"""What is short for itself, and may begin a sentence or stand before the last word of one."""

_NAME: Final = re.compile(
    rf"(?:^|[\s(“\"'/–—-])(?P<more>{_NO_TITLE}{_TRUNCATED}\s(?:[A-Z]\.\s)?)?{_TRUNCATED}$"
)
"""How a name ends that goes on behind a full stop."""

_GOES_ON: Final = re.compile(
    rf"\s+(?:[A-Z]\.\s)?{_NO_TITLE}{_TRUNCATED}"
    rf"(?P<more>\s(?:[A-Z]\.\s)?{_TRUNCATED})?(?P<sure>[,;:)]|\s[a-z\d(])?"
)
"""How it goes on: with another such word, in a sentence that is not over, or with several."""

_COUNTED: Final = re.compile(r"\s+(?:\(?\d|U\.?S\.?A\b)")
"""What follows the whole name of a journal: the number of a volume, or the country of its academy."""

_BEGINS: Final = re.compile(
    r"""\s+[“"'(]?(?:(?:The|This|That|These|Those|There|It|Its|He|She|They|We|You|Our|His|Her|Their|In|On|At|As|For"""
    r"""|But|And|When|While|After|If|To|From|With|However|Both|Each|Some|Many|More)\b|(?:A|I)(?=\s+[a-z]))"""
)
"""How sentences begin, and hardly ever what follows an initial."""

_OF_MONTH: Final = re.compile(r"\s+(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Jahrh|Jh)")
_LONGEST_ABBREVIATION: Final = 12
_LONGEST_NAME: Final = 30
_LONGEST_END: Final = 12
"""Characters after which, from a full stop on, other signs and no words may follow it."""
_LOWER: Final = re.compile(r"\s+[“\"'(]?[a-zà-ÿ]")
_WIDE: Final = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]")
_HANGING: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_SPACELESS: Final = re.compile(_WIDE.pattern[:-1] + _HANGING.pattern[1:])
_NOT_NARROW: Final = r"\s\u2e80-\u9fff\uf900-\ufaff\uff66-\uff9f"
_WORD: Final = re.compile(rf"[^{_NOT_NARROW}]*[^\W{_NOT_NARROW}][^{_NOT_NARROW}]*")
_MUTE: Final = bytes(one for one in range(0x80) if not re.match(r"[\w\s]", chr(one)))
"""What is no word by itself in ASCII; to take it out and to cut at the spaces costs less than a search."""
_SIGNLESS: Final = re.compile(r"(?<![^\W\d][.!?])\w[)\]”’」』）»\"'%]*$")
"""How an entry of a list ends; a figure right behind a full stop is that of a note."""
_MARKER: Final = re.compile(r"^\s*(?:[-•*·▪]|\d{1,3}[.)])\s+")
_APART: Final = re.compile(r"\n\s*\n|\n(?=\s*(?:[-•*·▪]|\d{1,3}[.)])\s)")
_SHORT_LINE: Final = 50
"""Characters under which a line that ends without a full stop is not one that was wrapped."""


def blocks(text: str) -> list[str]:
    """Return the paragraphs, headings and list entries of ``text``, each on one line."""
    found = []
    for part in _APART.split(text):
        lines: list[str] = []
        for raw in _MARKER.sub("", part).split("\n"):
            line = " ".join(raw.split())
            if lines and _is_line_of_its_own(lines[-1], line):
                found.append(" ".join(lines))
                lines = []
            if any(map(str.isalnum, line)):
                lines.append(line)
        found.append(" ".join(lines))
    return [block.strip() for block in found if block.strip()]


def entries(text: str) -> frozenset[str]:
    """Return those blocks of ``text`` that a mark before them tells to be entries of a list."""
    return frozenset(
        block for part in _APART.split(text) if _MARKER.match(part) for block in blocks(part)[:1]
    )


def split(block: str) -> list[str]:
    """Return the sentences of a block in order; what follows the last full stop is one, too."""
    found = []
    start = 0
    for end in _END.finditer(block):
        goes_on = end[0][0] in ".!?…" and (
            _LOWER.match(block, end.end()) or (end[0] == "." and _is_within(block, start, end))
        )
        if not goes_on or end.end() == len(block):
            found.append(block[start : end.end()].strip())
            start = end.end()
    found.append(block[start:].strip())
    return [sentence for sentence in found if sentence]


def _is_within(block: str, start: int, end: re.Match[str]) -> bool:
    """Whether a full stop in the sentence from ``start`` on is that of an abbreviation or of an ordinal."""
    tail = block[max(start, end.start() - _LONGEST_ABBREVIATION) : end.start() + 1]
    if found := _NOT_AN_END.search(tail):
        return not (found["may_end"] and _BEGINS.match(block, end.end()))
    if tail[-2:-1].isdigit():
        return bool(_OF_MONTH.match(block, end.end()))
    return _is_of_name(block, start, end)


def _is_of_name(block: str, start: int, end: re.Match[str]) -> bool:
    """Whether a full stop is within a name of words that are all cut short, as Proc. Natl. Acad. Sci."""
    after = _GOES_ON.match(block, end.end())
    if not (after or _COUNTED.match(block, end.end())):
        return False
    name = _NAME.search(block[max(start, end.start() - _LONGEST_NAME) : end.start() + 1])
    return bool(name and (name["more"] or (after and (after["more"] or after["sure"]))))


def count(text: str) -> float:
    """How many words ``text`` has; two Chinese or Japanese characters, or five Thai ones, count as one."""
    if text.isascii():
        return len(text.encode().translate(None, _MUTE).split())
    if not is_spaceless(text):
        return len(_WORD.findall(text))
    wide, hanging = len(_WIDE.findall(text)), len(_HANGING.findall(text))
    words = 0 if hanging else len(_WORD.findall(text))
    return words + wide / 2 + hanging / 5


def join(parts: list[str], *, entries: Collection[str] = ()) -> str:
    """``parts`` after each other, with a space between unless both sides are Chinese or Japanese.

    Between two of the ``entries`` of a list there is a semicolon where the first ends without a sign.
    """
    whole = last = ""
    for part in parts:
        is_wide = bool(whole and _WIDE.match(part))
        if last in entries and part in entries and _is_signless(last) and not part[0].islower():
            whole += "；" if is_wide and _WIDE.match(whole[-1]) else "; "
        elif whole and not (is_wide and whole[-1] in "。！？｡」』"):
            whole += " "
        whole += part
        last = part
    return whole


def is_spaceless(text: str) -> bool:
    """Whether there is anything in ``text`` of a script that puts no spaces between words."""
    return bool(_SPACELESS.search(text))


def is_whole(sentence: str) -> bool:
    """Whether it ends as a sentence does, not as a heading or a caption."""
    return bool(_LAST.search(sentence[-_LONGEST_END:]))


def _is_signless(entry: str) -> bool:
    return bool(_SIGNLESS.search(entry[-_LONGEST_END:])) and not is_whole(entry)


def may_go_on(sentence: str) -> bool:
    """Whether its last full stop may be that of an abbreviation, an initial or an ordinal."""
    return bool(_NOT_AN_END.search(sentence[-_LONGEST_ABBREVIATION:]))


def _is_line_of_its_own(line: str, following: str) -> bool:
    """Whether ``line`` ends on purpose: a heading over the next, not a line that was wrapped."""
    if not any(map(str.isalnum, following)):
        return True
    return len(line) < _SHORT_LINE and not is_whole(line) and following[:1].isupper()
