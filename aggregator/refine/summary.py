"""Chooses the whole sentences that tell what an item is about: the source's own, else its text's lead."""

import re
from functools import lru_cache
from typing import Final

from aggregator.refine import boilerplate, sentences
from aggregator.refine.limits import Limits

_CUT: Final = re.compile(
    r"(?i)\s*(?:[\[(（]\s*(?:…|\.\.\.|more|read more|weiterlesen|suite)\s*[\])）]|…|\.\.\.)?"
    r"\s*(?:(?<![a-z])(?:(?:continue|keep) reading(?:.{0,60}|.{0,200}[→»›])"
    r"|read (?:the )?(?:more|full \w+|rest).{0,60}|(?-i:Learn more)|(?<![\w,;] )(?:learn )?more"
    r"|more(?=\s*[›»→])|weiterlesen|mehr lesen|lire la suite|leer más)"
    r"|阅读全文|查看全文|続きを読む)?[\s›»→]*$"
)
_MARKS: Final = ("…", "...", "reading", "read ")
_LAST_WORDS: Final = ("more", "lesen", "suite", "leer más", "全文", "続きを読む")
_AFTER: Final = " \n])）›»→"
"""What the mark that a text was cut has in it, or at its end before signs: to look for it costs little."""
_LAST: Final = 250
"""Characters at the end of a text in which the mark that it was cut may stand."""
_CUT_AT: Final = frozenset(
    {150, 155, 160, 255, 256, 280, 281, *range(200, 1_001, 50), *range(201, 1_002, 50)}
)
"""Numbers of characters at which sources cut their texts; lines of others are often whole as they stand."""
_CUT_LISTS_AT: Final = frozenset(
    near for length in (100, 120, 128, 140, 180) for near in (length - 1, length, length + 1)
)
"""The same where it is not a lone sentence, often as long by chance, that may be torn."""
_LEAST_OWN: Final = 8
"""Words under which a source's summary is a label or a teaser."""
_LONGEST_OWN: Final = 500
"""Characters of a source's summary in which to look whether it is the beginning of its text."""
_LONGEST_LINE: Final = 30
"""Words of a line under a headline, as newspapers have it, without a full stop."""
_LETTER: Final = re.compile(r"\w")
_SPACES: Final = 50
"""Characters by which a text may be longer than the same words in a summary."""
_LONGEST_HEADING: Final = 12
"""Words; what is longer and has no full stop is a sentence that lacks it."""
_LONGEST_LABEL: Final = 3
"""Words before a colon that announce a list and say nothing."""
_LONGEST_WORD: Final = 100
"""Characters a word of the summary in which to look for it: boilerplate and headings may come before."""
_NEAR: Final = 15
"""The same where a text begins with its news, as most do."""
_SIGNS: Final = 3
"""How many times as long as a title its words may be with signs and spaces between them."""
_LEAST_TITLE: Final = 20
"""Characters of a title that a sentence hardly begins with by chance."""
_WITHIN: Final = "-'’"
"""What stands between the letters of a word."""
_DANGLING: Final = " ,;:，；、–—-([（“„«"
"""What does not stand before the sign that a sentence was cut."""
_CLAUSES: Final = ("; ", ", ", "，", "；", "、", " – ", " — ")

_count: Final = lru_cache(maxsize=128)(sentences.count)
"""How many words a sentence has: first all are counted near the beginning, then each that is taken."""


def summary(own: str, *, title: str, text: str, limits: Limits) -> str:
    """Return whole sentences, ``limits.most_words`` at most, of ``own`` if that is one, else of ``text``.

    Both are plain text. A sentence that alone is longer is cut after a word; ``""`` where there are no words.
    """
    chosen, was_cut = _lead(own, title, limits)
    if not was_cut and _count(chosen) >= _LEAST_OWN and not _is_surpassed(chosen, own, text, limits):
        return chosen
    lead = chosen if text == own else _lead(text, title, limits)[0]
    return max(lead, chosen, key=lambda words: _worth(words, limits))


def _worth(words: str, limits: Limits) -> tuple[bool, float]:
    """Return how good a summary is: whole sentences are better than one that is cut, then more of them."""
    count = _count(words)
    return count >= _LEAST_OWN and not words.endswith("…"), min(count, limits.least_words)


def _is_surpassed(chosen: str, own: str, text: str, limits: Limits) -> bool:
    """Whether a short summary is the beginning of its text, which says more, or is no sentence."""
    words = _count(chosen)
    if words >= limits.least_words or len(text) <= len(chosen):
        return False
    if words < _LONGEST_LINE and not sentences.is_whole(chosen):
        return True
    return _begins_with(text, chosen) or _begins_with(text, own[:_LONGEST_OWN])


def _begins_with(text: str, words: str) -> bool:
    """Whether ``text`` begins with ``words``, whatever signs and spaces stand between them."""
    return _begin_alike(text, words) and _bare(text[: len(words) + _SPACES]).startswith(_bare(words))


def _lead(text: str, title: str, limits: Limits) -> tuple[str, bool]:
    """Return the first sentences of ``text`` that fit, and whether its source had cut it."""
    whole, was_cut = _uncut(text)
    told = _told(whole, title, limits)
    entries = _entries(told, whole, limits)
    if told and _may_be_torn(told, whole, entries, was_cut=was_cut):
        last = told.pop()
        if not told:
            told = [_torn(last, text, whole)]
            was_cut = told != [last]
    taken: list[str] = []
    words = 0.0
    for one in told:
        if _announces(one) and words > limits.least_words / 3:
            break
        words += _count(one)
        if words > limits.most_words:
            break
        taken.append(one)
        if words >= limits.least_words:
            break
    if not taken and told:
        return _shortened(told[0], limits), was_cut
    while len(taken) > 1 and _announces(taken[-1]):
        taken.pop()
    return sentences.join(taken, entries=entries), was_cut


def _entries(told: list[str], text: str, limits: Limits) -> frozenset[str]:
    """Return the entries of the list in ``text``, if several may be among the ``told``."""
    if all(map(sentences.is_whole, told[:-1])):
        return frozenset()
    return sentences.entries(text[: _LONGEST_WORD * limits.most_words])


def _may_be_torn(told: list[str], whole: str, entries: frozenset[str], *, was_cut: bool) -> bool:
    """Whether the last of the sentences of a text may not be whole, as sources cut theirs without a word.

    The ``entries`` of a list all end without a sign.
    """
    *before, last = told
    if sentences.is_whole(last):
        return was_cut and sentences.may_go_on(last)
    is_list = len(before) > 0 and before[-1] in entries and last in entries
    may_be_cut = was_cut or len(whole) in _CUT_AT or len(whole) in _CUT_LISTS_AT
    return not is_list or may_be_cut or any(map(sentences.is_whole, before))


def _torn(sentence: str, text: str, whole: str) -> str:
    """Return a lone unfinished ``sentence`` up to its last whole word where its text was cut, else as it is.

    ``whole`` is the text without the mark of that; between words and it there may be a space. Many sentences
    end without a full stop; those cut without a mark have about 200 or another usual number of characters.
    """
    length = len(whole)
    if length < len(text.rstrip()):
        last = whole[-1:]
        if text[length].isspace() or not (last.isalnum() or last in _WITHIN) or sentences.is_spaceless(last):
            return f"{sentence.rstrip(_DANGLING)}…"
    elif length not in _CUT_AT:
        return sentence
    head = sentence.rpartition(" ")[0].rstrip(_DANGLING)
    return f"{head or sentence}…"


def _uncut(text: str) -> tuple[str, bool]:
    """``text`` without the mark that it was cut, and whether there was one."""
    text = text.rstrip()
    tail = text[-_LAST:]
    lowered = tail.lower()
    if not (any(mark in lowered for mark in _MARKS) or lowered.rstrip(_AFTER).endswith(_LAST_WORDS)):
        return text, False
    found = _CUT.search(tail)
    if not found or not found[0].strip(_AFTER):
        return text, False
    return text[: len(text) - len(found[0])].rstrip(), True


def _told(text: str, title: str, limits: Limits) -> list[str]:
    """Return the first sentences of ``text``, without boilerplate, and without headings if there is more.

    They are looked for near its beginning, and farther on only where that is not enough for a summary.
    """
    said: list[str] = []
    for longest in (_NEAR, _LONGEST_WORD):
        looked_at = text[: longest * limits.most_words]
        said, enough = _first_of(looked_at, title, limits)
        if enough or looked_at == text:
            break
    return said


def _first_of(text: str, title: str, limits: Limits) -> tuple[list[str], bool]:
    """Return the sentences of ``text`` until there are more than enough, and whether there are."""
    prose: list[str] = []
    headings: list[str] = []
    words = 0.0
    for block in sentences.blocks(text):
        if _is_noise(block, title):
            continue
        rest = _untitled(block, title)
        said = [one for one in sentences.split(rest) if not _is_noise(one, title)]
        if _is_heading(rest):
            headings += said
            continue
        prose += said
        words += sum(map(_count, said))
        if said and words - _count(said[-1]) > limits.most_words:
            return prose, True
    return prose or headings, False


def _untitled(block: str, title: str) -> str:
    """Return ``block`` without labels and the title before its words, unless that is their subject."""
    block = boilerplate.without_lead(block)
    rest = block[len(title) :].lstrip()
    repeated = len(title) >= _LEAST_TITLE and block.startswith(title) and rest[:1].isupper()
    return rest if repeated else block


def _announces(sentence: str) -> bool:
    """Whether it announces a list or a quotation, which may not come."""
    return sentence.endswith((":", "："))


def _is_heading(block: str) -> bool:
    longest = _LONGEST_LABEL if _announces(block) else _LONGEST_HEADING
    return not sentences.is_whole(block) and _count(block) <= longest and len(sentences.split(block)) == 1


@lru_cache(maxsize=64)  # a paragraph of one sentence is looked at twice
def _is_noise(words: str, title: str) -> bool:
    """Whether it is boilerplate, or says what the title says."""
    if boilerplate.is_boilerplate(words):
        return True
    return len(words) <= _SIGNS * len(title) and _begin_alike(words, title) and _bare(words) == _bare(title)


def _begin_alike(words: str, title: str) -> bool:
    """Whether both begin with the same letter, which costs less to find out than all the others."""
    one, other = _LETTER.search(words), _LETTER.search(title)
    return one is not None and other is not None and one[0].casefold()[0] == other[0].casefold()[0]


@lru_cache(maxsize=16)  # a title is asked for with each sentence
def _bare(words: str) -> str:
    return re.sub(r"\W+", "", words).casefold()


def _shortened(sentence: str, limits: Limits) -> str:
    """Return a sentence that is too long, cut at a clause or a word."""
    low, high = 0, len(sentence)
    while low < high:
        middle = (low + high + 1) // 2
        fits = _count(sentence[:middle]) <= limits.most_words
        low, high = (middle, high) if fits else (low, middle - 1)
    head = sentence[:low]
    clause = max(head.rfind(mark) for mark in _CLAUSES)
    space = head.rfind(" ")
    end = clause if clause > low * 2 // 3 else space if space > low // 2 else low
    return head[:end].rstrip(_DANGLING) + "…"
