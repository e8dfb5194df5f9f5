"""Chooses the whole sentences that tell what an item is about: the source's own, else the lead of its text."""

import re
from typing import Final

from aggregator.refine import boilerplate, sentences
from aggregator.refine.limits import Limits

_CUT: Final = re.compile(
    r"(?i)\s*(?:[\[(（]\s*(?:…|\.\.\.|&hellip;|more|read more|weiterlesen|suite)\s*[\])）]|…|\.\.\.|›|»|→|&raquo;)?"
    r"\s*(?:(?:continue|keep) reading|read (?:the )?(?:more|full \w+|rest)|learn more|more|weiterlesen|mehr lesen"
    r"|lire la suite|leer más|阅读全文|查看全文|続きを読む)?[\s›»→.…\]]*$"
)
_CUT_MARK: Final = re.compile(
    r"(?i)…|\.\.\.|\[\s*\.\s*\]|read(?:ing)? |more|lesen|suite|leer|全文|続き|›|»|→"
)
_LEAST_OWN: Final = 8
"""Words under which a source's summary is a label or a teaser."""


def summary(own: str, *, title: str, text: str, limits: Limits) -> str:
    """Whole sentences of at most ``limits.most_words``, from ``own`` if that is a summary, else from ``text``.

    Both are plain text. A sentence that alone is longer is cut after a word; ``""`` where there are no words.
    """
    whole, was_cut = _uncut(own)
    chosen = _lead(whole, title, limits, was_cut=was_cut)
    if was_cut or sentences.count(chosen) < _LEAST_OWN:
        rest, rest_cut = _uncut(text)
        lead = _lead(rest, title, limits, was_cut=rest_cut)
        chosen = max(lead, chosen, key=lambda words: min(sentences.count(words), limits.least_words))
    return chosen


def _uncut(text: str) -> tuple[str, bool]:
    """``text`` without the mark that it was cut, and whether there was one."""
    found = _CUT.search(text[-80:])
    mark = found[0] if found else ""
    if not mark or not _CUT_MARK.search(mark):
        return text.rstrip(), False
    return text[: len(text.rstrip()) - len(mark.rstrip())].rstrip() if mark.strip() else text, True


def _lead(text: str, title: str, limits: Limits, *, was_cut: bool) -> str:
    """The first sentences of ``text`` that fit."""
    candidates = [
        one for one in sentences.split(text[: 200 * limits.most_words]) if not _is_noise(one, title)
    ]
    if was_cut and candidates and not sentences.is_whole(candidates[-1]):
        candidates[-1] = candidates[-1].rstrip() + "…"
        if len(candidates) > 1:
            candidates.pop()
    told = [one for one in candidates if sentences.is_whole(one)] or candidates
    taken: list[str] = []
    words = 0.0
    for one in told:
        more = sentences.count(one)
        if words + more > limits.most_words:
            break
        taken.append(one)
        words += more
        if words >= limits.least_words:
            break
    if not taken and told:
        return _shortened(told[0], limits)
    return sentences.join(taken)


def _is_noise(sentence: str, title: str) -> bool:
    """Whether it is boilerplate, or says what the title says."""
    return boilerplate.is_boilerplate(sentence) or _bare(sentence) == _bare(title)


def _bare(words: str) -> str:
    return re.sub(r"\W+", "", words).casefold()


def _shortened(sentence: str, limits: Limits) -> str:
    """A sentence that is too long, cut at a clause or a word."""
    low, high = 0, len(sentence)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (
            (middle, high)
            if sentences.count(sentence[:middle]) <= limits.most_words - 1
            else (low, middle - 1)
        )
    head = sentence[:low]
    if low < len(sentence):
        clause = max(head.rfind(mark) for mark in ("; ", ", ", "，", "；", "、", " – ", " — "))
        space = head.rfind(" ")
        head = head[: clause if clause > low * 2 // 3 else space if space > low // 2 else low]
        return head.rstrip(" ,;:，；、–—") + "…"
    return head
