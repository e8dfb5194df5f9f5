"""Says which words of a list's row are its headline: the link's, or those of a heading in or beside it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from bs4 import NavigableString, Tag

from aggregator.parse import daywords

_HEADING = re.compile(r"^h[1-6]$")
_NAMED = re.compile(r"(?<!sub)(?<!sub[-_])(?:title|headline|heading)|\bttl\b", re.IGNORECASE)
_BOLD = re.compile(r"^(?:font-(?:semi)?bold|fw-bold(?:er)?|h[1-6])$")
"""Classes that set words as headlines are, by Tailwind and Bootstrap."""
_BLOCKS = ["p", "div"]
_ARROWS = " →»›▸▶❯>"
_PARTED = frozenset(")]:：–—-|·")
_OPENED = frozenset("([|·")
"""What parts a date from the headline before it; after a dash or a comma it may be a meeting's."""
_INLINE = frozenset({"i", "em", "b", "strong", "sub", "sup", "font", "u", "mark"})
_KIND = 12
"""Letters of what says of a card what kind of news it is."""
_STEPS = 12
"""Elements before a row among which its heading is looked for."""
_MOST_WORDS = 300
_LEAST_WORDS = 15
_MOST_LOOSE = 160
"""Characters of a headline that stands loose before its link; more is a text."""
_LEAST = 8
"""Characters that a headline has beside a date; with fewer the date is the headline."""
_CUT = re.compile(r"\s*(?:\.\.\.|…)$")


def of_labels(rows: Sequence[tuple[Tag, Tag]]) -> list[Tag | None]:
    """Return for rows, each with its link that only says "read more", their headings: within or before."""
    ends = {id(element) for element, _ in rows}
    return [
        _within(element, anchor) or _before(element, ends) or _loose(element, anchor)
        for element, anchor in rows
    ]


def repeated(rows: Sequence[tuple[Tag, Tag]]) -> list[Tag | None]:
    """Return for rows the headings that their links repeat with words of their own: "Read more about ..."."""
    found = of_labels(rows)
    added = [_added(head, anchor) for head, (_, anchor) in zip(found, rows, strict=True)]
    times = Counter(added)
    # Words that only one link adds are its own: "New issue of ..." below the name of a journal.
    return [head if more and times[more] > 1 else None for head, more in zip(found, added, strict=True)]


def _added(heading: Tag | None, anchor: Tag) -> tuple[str, str] | None:
    """Return what a link says before and after the heading that it repeats, be it cut short there."""
    headline, words = of_heading(heading) if heading else "", _words(anchor)
    at = words.find(headline[:_LEAST_WORDS]) if _columns(headline) >= _LEAST_WORDS else -1
    if at < 0:
        return None
    told = _CUT.sub("", words[at:])
    is_cut = told != words[at:] and headline.startswith(told)
    if not is_cut and not told.startswith(headline):
        return None
    added = words[:at], told[len(headline) :]
    return added if any(map(str.isalnum, "".join(added))) else None


def said(anchor: Tag) -> str:
    """Return the headline that a link says, of which the whole row may be made.

    That is the heading in it, else its words without a date; whole from its ``title`` where they are cut.
    """
    heading = anchor.find(_HEADING) or _set_apart(anchor)
    if isinstance(heading, Tag) and (words := _but_days(heading)):
        return words
    words = _words(anchor)
    whole = " ".join(str(anchor.get("title") or "").split())
    start = _CUT.sub("", words)
    if start != words and start and whole.startswith(start):
        return whole
    if len(words) > _MOST_WORDS:
        return words
    undated = " ".join(_undated(anchor)).rstrip(_ARROWS)
    day = day_at_end(undated)
    undated = day[0] if day else undated
    return undated if len(undated) >= _LEAST else words


def day_at_end(words: str) -> tuple[str, str] | None:
    """Return a headline and the date that is set apart before or after it; ``None`` where there is none."""
    day = daywords.find(words) if len(words) <= _MOST_WORDS else None
    if day is None:
        return None
    before, after = words[: day.start()].rstrip(), words[day.end() :].lstrip()
    if not before.strip("([") and (after[:1] in _PARTED or not any(map(str.isalpha, day[0]))) and after:
        return after.lstrip(" )]:：–—-|·"), day[0].strip()
    if not after.strip(")].") and before[-1:] in _OPENED:
        return before.rstrip(" ([|·"), day[0].strip()
    return None


def with_day(heading: Tag) -> tuple[str, str | None]:
    """Return what a heading says, and its date where one is set apart in it: "14 March 2024: A title"."""
    words, rest = _words(heading), _but_days(heading)
    if rest != words or _is_day(words):
        day = daywords.find(words)
        return rest, day[0].strip() if day else None
    apart = day_at_end(words)
    return apart if apart and any(map(str.isalpha, apart[0])) else (words, None)


def _set_apart(card: Tag) -> Tag | None:
    """Return what a card that is a link sets as its headline: by name, in bold, else its first paragraph."""
    for sought in (
        card.find_all(class_=_NAMED, limit=2),
        card.find_all(["strong", "b"], limit=2),
        card.find_all(class_=_BOLD, limit=2),
        card.find_all(_is_paragraph, limit=_STEPS),
    ):
        for one in sought:
            if isinstance(one, Tag) and _columns(_without_day(_words(one))) >= _LEAST_WORDS:
                return one
    return None


def _is_paragraph(element: Tag) -> bool:
    return element.name in _BLOCKS and element.find(_BLOCKS) is None


def _undated(anchor: Tag) -> Iterator[str]:
    """Yield the words of a link without pieces that are nothing but a date."""
    for piece in _without_kind(
        [one for one in anchor.find_all(string=True) if type(one) is NavigableString and one.strip()], anchor
    ):
        words = " ".join(piece.split())
        if not _is_day(words) and any(map(str.isalnum, words)):
            yield words


def _but_days(heading: Tag) -> str:
    """Return the words of a heading without elements in it that are nothing but a date."""
    days = [one for one in heading.find_all(True, limit=_STEPS) if _is_day(_words(one))]
    if not days:
        return _words(heading)
    held = {id(piece) for one in days for piece in one.find_all(string=True)}
    rest = [piece for piece in heading.find_all(string=True) if id(piece) not in held]
    words = " ".join(" ".join(piece for piece in rest if type(piece) is NavigableString).split())
    return words if len(words) >= _LEAST else _words(heading)


def _is_day(words: str) -> bool:
    day = daywords.find(words) if len(words) <= _MOST_WORDS else None
    return day is not None and len(words) - len(day[0]) <= len("[] ,")


def _without_kind(pieces: list[NavigableString], anchor: Tag) -> list[NavigableString]:
    """Return the pieces of a card that is a link without the kind of news that stands above its headline."""
    first = pieces[:2]
    if any(one.parent is anchor or one.parent.name in _INLINE for one in first if one.parent):
        return pieces
    kind, headline = [" ".join(one.split()) for one in first] if pieces[1:] else ("", "")
    return pieces[1:] if len(kind) <= _KIND and len(headline) >= _LEAST_WORDS else pieces


def _within(element: Tag, anchor: Tag) -> Tag | None:
    """Return the heading in a row, else what is named or set like one; not this link nor another one."""
    holding = {id(anchor), *map(id, anchor.parents)}
    for sought in (
        element.find_all(_HEADING, limit=2),
        element.find_all(class_=_NAMED, limit=2),
        element.find_all(["strong", "b"], limit=2),
    ):
        for one in sought:
            if (
                isinstance(one, Tag)
                and id(one) not in holding
                and not _leads_elsewhere(one, anchor)
                and _without_day(_words(one))
            ):
                return one
    return _first_words(element, holding)


def _leads_elsewhere(heading: Tag, anchor: Tag) -> bool:
    """Say whether a heading leads to another page than ``anchor``; of an accordion it opens its panel."""
    linked = heading if heading.name == "a" else heading.find("a", href=True) or heading.find_parent("a")
    href = str(linked.get("href") or "") if isinstance(linked, Tag) else "#"
    return not href.startswith("#") and href != anchor.get("href")


def _first_words(element: Tag, holding: set[int]) -> Tag | None:
    """Return what holds the first words of a row that are more than a date, where no link says them."""
    for _, piece in zip(range(_STEPS), element.find_all(string=True), strict=False):
        holder: Tag | None = piece.parent
        if type(piece) is NavigableString and holder is not None and id(holder) not in holding:
            if holder.name == "a" or holder.find_parent("a"):
                return None
            words = _without_day(" ".join(piece.split()))
            if _LEAST_WORDS <= len(words) <= _MOST_WORDS:
                return holder
    return None


def _without_day(words: str) -> str:
    """Return words without the date before them, or nothing of a date."""
    day = daywords.find(words) if len(words) <= _MOST_WORDS else None
    return words if not day or words[: day.start()].strip(" ([") else words[day.end() :].lstrip(" )]:：–—-|·")


def of_heading(heading: Tag) -> str:
    """Return the headline that a heading says, without a date before it."""
    words = _but_days(heading)
    undated = _without_day(words)
    return undated if len(undated) >= _LEAST else words


def _before(element: Tag, ends: set[int]) -> Tag | None:
    """Return the heading that stands last before a row, and after the row before."""
    for _, sibling in zip(range(_STEPS), element.previous_siblings, strict=False):
        if id(sibling) in ends:
            return None
        if isinstance(sibling, Tag) and _HEADING.match(sibling.name):
            return sibling
    return None


def _loose(element: Tag, anchor: Tag) -> Tag | None:
    """Return the words of a row before its link, as an element of their own; none after another link."""
    said = list[str]()
    for piece in element.find_all(string=True):
        around = [one.name for one in piece.parents if isinstance(one, Tag)]
        if piece.parent is anchor or any(one is anchor for one in piece.parents):
            break
        if "a" in around or len(said) > _STEPS:
            return None
        said.append(" ".join(piece.split()) if type(piece) is NavigableString else "")
    words = _without_day(" ".join(filter(None, said))).rstrip(" ([:–—-|·…")
    if not _LEAST_WORDS <= len(words) <= _MOST_LOOSE:
        return None
    told = Tag(name="span")
    told.string = words
    return told


def _words(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())


def _columns(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in words)
