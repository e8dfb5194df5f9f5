"""Puts an article's pictures back among its lines, and tells their captions from its paragraphs."""

import re
from collections.abc import Sequence
from itertools import islice
from statistics import median

from lxml import html

from aggregator.parse.document import HEADINGS, Line, innermost, within
from aggregator.parse.writing import Said, source

_LONGEST = 400
_SHORT = 0.4
_FEW = 150
"""How much a caption says that has no other sign than its place."""
_PAIR = 2
_SMALL = 60
_BEFORE = 3
_AFTER = 6
_HEADED = 3
"""Lines from a caption up to its picture, the headline between them."""
_CREDIT = re.compile(
    r"[\[(【（](?:photo|image|picture|foto|credit|file photo|source|图|圖|사진|写真|撮影)s?\b"
    r"[^\])]{0,80}[\])】）]\.?$"
    r"|[\[(【（][^\])]{0,30}(?:摄影|供图|摄|사진|撮影)[^\])]{0,30}[\])】）]$",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"(?:from (?:the )?left|left to right|v\. ?l\. ?n\. ?r|von links|de gauche|de izquierda|da sinistra)\b",
    re.IGNORECASE,
)
"""How a line begins that says who is seen on the picture above it."""
_TEXT = re.compile(r"^[“\"„«「]|[:：,，]$")  # speech, or what leads over to what follows
_NAMED = re.compile(r"caption|\bcredit|legend|cutline", re.IGNORECASE)
_NO_PICTURE = re.compile(
    r"icon|logo|spacer|pixel|blank\.|share|avatar|gravatar|emoji|smil|arrow|button|banner|loading|qr_?code|sprite|\.svg",
    re.IGNORECASE,
)
_SHARED = frozenset({"p", "td"})
_STOPS = (".", "!", "?", "…", "。", "！", "？")
_CLOSING = "\"'’”“»«」』)）] "
_CENTRED = re.compile(r"text-align:\s*center", re.IGNORECASE)
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?)\b", re.IGNORECASE)


def with_pictures(kept: Sequence[Line], lines: Sequence[Line], *, titles: frozenset[str]) -> list[Said]:
    """Return the lines ``kept`` of a page's ``lines`` with the pictures among them, captions as such."""
    positions = {id(line): number for number, line in enumerate(lines)}
    numbers = sorted(positions[id(line)] for line in kept)
    if not numbers:
        return []
    main = innermost([lines[number].block for number in numbers])
    usual = _usual(lines, numbers, titles)
    held, said, waiting = set(numbers), list[Said](), list[Line]()
    for number in _window(lines, numbers, main, titles):
        line = lines[number]
        if line.image is not None:
            if _is_picture(line.image) and within(line.block, main):
                waiting.append(line)
                said.append(Said(line=line))
        elif _is_caption(line, waiting, usual):
            if waiting or number in held:
                said.append(Said(line=line, caption=True))
            waiting = waiting[1:]
        else:
            if number in held:
                said.append(Said(line=line))
            waiting = []
    return _placed(said)


def may_be_caption(lines: Sequence[Line], number: int) -> bool:
    """Say whether a line is one of a picture's by its name, its credit or its place right below one."""
    line, above = lines[number], lines[number - 1] if number else None
    below = above is not None and above.image is not None and _is_beside(line, above)
    return below or _is_named(line.block) or bool(_CREDIT.search(line.words))


def _window(
    lines: Sequence[Line], numbers: Sequence[int], main: html.HtmlElement, titles: frozenset[str]
) -> list[int]:
    """Return the numbers of the lines of a text and of what stands around it, among which its pictures are.

    Without the headline that is repeated over each of them.
    """
    above = _of_pictures(lines, range(numbers[0] - 1, -1, -1), main, titles)
    below = _of_pictures(lines, range(numbers[-1] + 1, len(lines)), main, titles)
    first = min([max(0, numbers[0] - _BEFORE), *above])
    last = max([min(len(lines), numbers[-1] + _AFTER) - 1, *below])
    held = set(numbers)
    return [
        number for number in range(first, last + 1) if number in held or lines[number].words not in titles
    ]


def _of_pictures(
    lines: Sequence[Line], numbers: Sequence[int], main: html.HtmlElement, titles: frozenset[str]
) -> list[int]:
    """Return of lines those from the first on that are pictures or may be captions: a gallery."""
    found = []
    for number in numbers:
        line = lines[number]
        is_picture = line.image is not None and _is_picture(line.image) and within(line.block, main)
        may_be_caption = line.image is None and _is_below_picture(lines, number, titles)
        if not (is_picture or may_be_caption or line.words in titles):
            break
        found.append(number)
    return found


def _usual(lines: Sequence[Line], numbers: Sequence[int], titles: frozenset[str]) -> float:
    """Return how long the lines of a text are, not counting those that may be captions."""
    sizes = [len(lines[number].words) for number in numbers if not _is_below_picture(lines, number, titles)]
    return median(sizes or [len(lines[number].words) for number in numbers])


def _is_below_picture(lines: Sequence[Line], number: int, titles: frozenset[str]) -> bool:
    """Say whether a line stands right below a picture, or below the headline that is repeated there."""
    nearest = lines[max(0, number - _HEADED) : number][::-1]
    above = next((line for line in nearest if line.words not in titles), None)
    return above is not None and above.image is not None


def _placed(said: list[Said]) -> list[Said]:
    """Return the lines with each caption right after its picture, where several pictures stand together."""
    placed: list[Said] = []
    for one in said:
        at = len(placed)
        while (
            one.caption
            and at > 1
            and placed[at - 1].line.image is not None
            and placed[at - 2].line.image is not None
        ):
            at -= 1
        placed.insert(at, one)
    return placed


def _is_caption(line: Line, waiting: Sequence[Line], usual: float) -> bool:
    if len(line.words) > _LONGEST or line.block.tag in HEADINGS or _TEXT.search(line.words):
        return False
    if _is_named(line.block):
        return True
    if not waiting:
        return bool(_CREDIT.search(line.words)) and len(line.words) < _LONGEST / 2
    picture = waiting[-1]
    return (
        bool(_CREDIT.search(line.words) or _WHO.match(line.words))
        or _is_beside(line, picture)
        or _is_centred(line.block)
        or _is_set_small(line)
        or (len(line.words) < _SHORT * usual and (_is_brief(line) or _is_framed(line, picture)))
    )


def _is_named(block: html.HtmlElement) -> bool:
    """Say whether a block is called a caption, or is one."""
    near = [block, *block.iterancestors()][:3]
    return any(one.tag == "figcaption" or _NAMED.search(one.get("class") or "") for one in near)


def _is_beside(line: Line, picture: Line) -> bool:
    """Say whether a line stands in one cell, figure or paragraph with a picture, and not much else does.

    Many articles have pictures at the beginning of their paragraphs, which are text.
    """
    for element in (picture.block, *picture.block.iterancestors()):
        if element.tag in {"p", "figure", "td", "center", "dl"}:
            is_alone = len("".join(map(str, element.itertext()))) <= _LONGEST
            may_be = element.tag not in _SHARED or _is_brief(line)
            return may_be and is_alone and within(line.block, element)
    return False


def _is_brief(line: Line) -> bool:
    """Say whether a line is of a few words and no sentence, as captions without any sign are."""
    return line.size <= _FEW and not line.words.rstrip(_CLOSING).endswith(_STOPS)


def _is_framed(line: Line, picture: Line) -> bool:
    """Say whether a line is a block beside a picture, and nothing else is in what holds both."""
    held = line.block.getparent()
    return held is not None and held.tag == "div" and _is_pair(held) and within(picture.block, held)


def _is_pair(element: html.HtmlElement) -> bool:
    # To count all that it holds takes long, where that is asked of each.
    return len(list(islice(element, _PAIR + 1))) == _PAIR


def _is_centred(block: html.HtmlElement) -> bool:
    return (
        block.get("align") == "center"
        or block.tag == "center"
        or bool(_CENTRED.search(block.get("style") or ""))
    )


def _is_set_small(line: Line) -> bool:
    """Say whether a line is in small or slanted letters as a whole."""
    said = [around for words, around in line.pieces if words.strip()]
    return bool(said) and all(any(one.tag in {"small", "em", "i"} for one in around) for around in said)


def _is_picture(image: html.HtmlElement) -> bool:
    """Say whether an image is a picture of the article's, not an ornament or the teaser of another."""
    address = source(image)
    sizes = [image.get(name) or "" for name in ("width", "height")]
    if (
        not address
        or _NO_PICTURE.search(address)
        or any(one.isdigit() and int(one) < _SMALL for one in sizes)
    ):
        return False
    link = next(image.iterancestors("a"), None)
    return link is None or bool(_PICTURE_FILE.search(link.get("href") or ""))
