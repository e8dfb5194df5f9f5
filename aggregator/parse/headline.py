"""Finds the headline of an article on its page, and the lines that belong to it."""

import re
from collections.abc import Collection, Sequence
from itertools import islice

from lxml import html

from aggregator.parse import bylines, labels, metadata, sitename
from aggregator.parse.document import HEADINGS, Line, plain, size
from aggregator.parse.metadata import Declared

_HAN = r"\u2e80-\u9fff\uff01-\uff60"
_PARTING = re.compile(
    r"\s*(?:[|｜丨»«·•_－]|--|\s[-：<>]|::)\s*|\s*(?:(?<!\d)[–—]|[–—](?!\d))\s*|:\s"
    rf"|(?<=[{_HAN}])-|-(?=[{_HAN}])",
)
"""What parts the title of an article from the name of its site; in "1931–2024" it parts nothing.

Chinese and Japanese write no spaces about a hyphen, which parts no words of theirs.
"""
_MOST_PARTS = 8
_MOST_HEADINGS = 200
_BEFORE, _AFTER = 3, 6
_LONGEST = 300
_LEAST = 8


def titles(root: html.HtmlElement, says: Declared, listed: str | None) -> tuple[list[str], list[str]]:
    """Return what the article may be called, the surest first, and what only its site or section is called.

    ``listed`` is what the list calls it.
    """
    whole = metadata.title(root)
    cuts = list(islice(_PARTING.finditer(whole), _MOST_PARTS))
    begins = [whole[: cut.start()] for cut in cuts]
    ends = {plain(whole[cut.end() :]) for cut in cuts}
    headings = list(map(sitename.Heading.of, islice(root.iter(*HEADINGS), _MOST_HEADINGS)))
    key = plain(whole)
    away = [one for one in headings if not one.leads_home]
    own = [one.words for one in away if one.is_main and plain(one.words) in key]
    below = [one.words for one in away if not one.is_main and plain(one.words) in ends]
    shown = [*begins[::-1], *below, *_last(whole, cuts)]
    named = [*own, *says.titles, whole, *shown]
    others = sitename.parts(headings, named, whole=whole, says=says)
    told = [listed or "", says.headline or "", *(one for one in named if plain(one) not in others)]
    return (
        list(dict.fromkeys(one for one in told if plain(one))),
        [one for one in named if plain(one) in others],
    )


def _last(whole: str, cuts: Sequence[re.Match[str]]) -> list[str]:
    """Return the last part of a title, where sites write the name of the article or their own."""
    return [whole[cut.end() :] for cut in cuts if cut[0].strip() != ":"][-1:]


def find(lines: Sequence[Line], names: Sequence[str], *, text_at: int | None) -> int | None:
    """Return the number of the headline's line: the last that says so before the text, a heading rather.

    On old pages without headings it is the line above the one that tells the date, the views, the source.
    """
    end = len(lines) if text_at is None else text_at + 1
    sure = marked(lines[:end], names)
    if sure:
        return sure[-1]
    heading = _heading_above(lines[:end])
    return heading if heading is not None else _above_labels(lines[:end])


def marked(lines: Sequence[Line], names: Sequence[str]) -> list[int]:
    """Return the numbers of the lines that are headlines by what they say, or else as main headings.

    What says the surest name is one, whatever else stands in a heading: often the name of the site.
    """
    keys = [plain(line.words) for line in lines]
    wanted = [plain(name) for name in names if size(plain(name)) >= _LEAST]
    known = set(wanted)
    surest = [number for number, key in enumerate(keys) if key in wanted[:1]]
    said = surest or [number for number, key in enumerate(keys) if key in known]
    if said:
        headings = [number for number in said if lines[number].block.tag in HEADINGS]
        apart = [number for number in said if not _by_picture(lines, number)]
        return headings or apart or said
    return [number for number, line in enumerate(lines) if line.block.tag == "h1"]


def _by_picture(lines: Sequence[Line], number: int) -> bool:
    """Say whether a line stands right by a picture, over which old systems repeat the headline."""
    beside = (*lines[max(0, number - 1) : number], *lines[number + 1 : number + 2])
    return any(line.image is not None for line in beside)


def near(
    lines: Sequence[Line],
    at: int | None,
    *,
    text_at: int | None,
    text: Collection[int],
    chosen: Collection[int],
    others: Collection[html.HtmlElement],
) -> tuple[list[Line], list[Line]]:
    """Return the lines by the headline, where its date and author stand: below it, then above.

    Those that were taken out of the ``chosen`` ones below the first of the text come apart: they are less
    sure. Of the article's ``text`` only the first line counts, and nothing behind it, nor what is in
    ``others``: elements that are of something else.
    """
    is_headed = at is not None
    if at is None:
        at = text_at
    if at is None:
        return [], []
    end = max(at + _AFTER, min(text_at or 0, at + 2 * _AFTER))
    last = max(text, default=end)
    numbers = [
        *(
            number
            for number in range(at + is_headed, min(end, last) + 1)
            if number not in text or number == text_at
        ),
        *range(at - 1, max(0, at - _BEFORE) - 1, -1),
    ]
    own = [
        number
        for number in numbers
        if number < len(lines) and lines[number].words and lines[number].block not in others
    ]
    first = min(text, default=end)
    within = [number for number in own if number > first and number in chosen and number not in text]
    return [lines[number] for number in own if number not in within], [lines[number] for number in within]


def beside(lines: Sequence[Line], at: int | None, *, text: Collection[int]) -> set[int]:
    """Return the numbers of the lines around an article that stand below no heading of something else."""
    found, is_own = set[int](), True
    for number, line in enumerate(lines):
        if number == at or number in text:
            is_own = True
        elif line.block.tag in HEADINGS and not (labels.is_date(line.words) or labels.is_around(line.words)):
            is_own = False
        elif is_own:
            found.add(number)
    return found


def title(
    listed: str | None, lines: Sequence[Line], at: int | None, says: Declared, names: Sequence[str]
) -> str | None:
    """Return the title that the list gives, or the page's own where there is none or it is cut off."""
    shown = lines[at].words if at is not None else None
    own = says.headline or shown or next(iter((*says.titles, *names)), None)
    stem = (listed or "").rstrip(" .…")
    cut_off = listed and listed.endswith(("…", "...")) and shown and shown.startswith(stem)
    return shown if cut_off else listed or own


def _heading_above(lines: Sequence[Line]) -> int | None:
    """Return the number of the last heading, where but dates and labels stand between it and the text."""
    number = next((at for at in range(len(lines) - 1, -1, -1) if lines[at].block.tag in HEADINGS), None)
    if number is None or not _may_be_headline(lines[number].words):
        return None
    between = [line.words for line in lines[number + 1 : -1] if line.words]
    return number if len(between) <= _AFTER and any(map(labels.is_date, between)) else None


def _above_labels(lines: Sequence[Line]) -> int | None:
    told = [line.words for line in lines]
    for number, line in enumerate(told):
        whole = " ".join(told[number : number + 2]) if labels.is_label(line) else line
        said = labels.dates(whole) if len(whole) <= _LONGEST else labels.Dates()
        if number and (said.published or said.updated):
            above = [at for at in range(number) if _may_be_headline(told[at])]
            return above[-1] if above else None
    return None


def _may_be_headline(words: str) -> bool:
    return bool(words) and not (labels.is_around(words) or labels.is_label(words) or bylines.is_byline(words))
