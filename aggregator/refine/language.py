"""Tells an item's language: as declared where the letters don't contradict, else from its text."""

import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_TAG: Final = re.compile(r"([a-zA-Z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_.@].*)?")
_NAMES: Final = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es",
    "español": "es", "chinese": "zh", "japanese": "ja", "korean": "ko", "italian": "it", "portuguese": "pt",
}  # fmt: skip
_UNDECLARED: Final = frozenset({"und", "mul", "zxx", "mis", "xx"})
_LEAST: Final = 50
"""Characters of text that tell a language."""

_SCRIPTS: Final = (
    (re.compile("[\u3040-\u30ff]"), 0.05, "ja"),
    (re.compile("[\uac00-\ud7af]"), 0.3, "ko"),
    (re.compile("[\u4e00-\u9fff\u3400-\u4dbf]"), 0.3, "zh"),
    (re.compile("[\u0e00-\u0e7f]"), 0.3, "th"),
    (re.compile("[\u0370-\u03ff]"), 0.3, "el"),
    (re.compile("[\u0590-\u05ff]"), 0.3, "he"),
)
"""Letters that only one language (or its family) writes with, and the share of a text that they must have."""

_OTHER_LETTERS: Final = re.compile("[\u0400-\u04ff\u0600-\u06ff\u0900-\u097f]")
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f]")
_WRITTEN_OTHERWISE: Final = frozenset({
    "ja", "ko", "zh", "yue", "th", "el", "he", "iw", "yi", "ru", "uk", "be", "bg", "mk", "sr", "kk", "ky",
    "mn", "tg", "ar", "fa", "ur", "ps", "ku", "ug", "hi", "mr", "ne", "sa",
})  # fmt: skip

_WRITTEN_BOTH_WAYS: Final = frozenset({"sr", "ku", "kk", "uz", "az", "bs"})
_WRITTEN_BY_SOCIETIES: Final = frozenset({
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "ga",
    "gl", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "ko", "lt", "lv", "mk",
    "mn", "ms", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "th",
    "tr", "uk", "ur", "uz", "vi", "zh",
})  # fmt: skip
"""Of the 140 that the model knows, as it takes poor English for Pidgin."""
_CLEAR: Final = 2.0
"""How much likelier the best must be, as a difference of logarithms."""
_FEW: Final = 120
"""Characters that mostly tell it, at half the cost: the last ones, as a title may be in English."""
_CERTAIN: Final = 20.0
"""How much likelier the best of so few must be: then all of a text told the same in 1,932 of 1,932."""


def language(*declared: str | None, text: str, sample: int = 500) -> str | None:
    """Return the BCP 47 tag of ``text``: the first of ``declared`` that can be, else as the text tells."""
    told = text[:sample]
    written = _by_script(told)
    for tag in filter(None, map(normalised, declared)):
        if _can_be(tag.partition("-")[0], written, told):
            return tag
    if written:
        return written
    if len(told.strip()) < _LEAST:
        return None
    return _detected(told)


def load() -> None:
    """Load the model that tells languages, which takes half a second and a temporary file."""
    _model().rank("")


def normalised(declared: str | None) -> str | None:
    """Return ``declared`` in BCP 47's own form, ``zh-CN`` for ``zh_cn``; ``None`` for no language."""
    declared = (declared or "").strip()
    if declared.lower() in _NAMES:
        return _NAMES[declared.lower()]
    found = _TAG.fullmatch(declared[:40])
    if not found or found[1].lower() in _UNDECLARED:
        return None
    script, region = found[2], found[3]
    return (
        found[1].lower() + (f"-{script.title()}" if script else "") + (f"-{region.upper()}" if region else "")
    )


def _by_script(text: str) -> str | None:
    """Return the language whose letters ``text`` is written in, where one has its own."""
    if text.isascii():
        return None
    letters = sum(map(str.isalpha, text))
    return next(
        (tag for letter, share, tag in _SCRIPTS if letters and len(letter.findall(text)) / letters > share),
        None,
    )


def _can_be(language: str, written: str | None, text: str) -> bool:
    """Whether such a text can be in ``language``; sites say ``en`` and write Chinese."""
    if written:
        return language == written or (written == "zh" and language in ("ja", "yue", "wuu", "ko"))
    if len(text.strip()) < _LEAST:
        return True
    if text.isascii():
        return language not in _WRITTEN_OTHERWISE or language in _WRITTEN_BOTH_WAYS
    foreign = len(_OTHER_LETTERS.findall(text)) > len(_LATIN.findall(text))
    return (language in _WRITTEN_OTHERWISE) == foreign or language in _WRITTEN_BOTH_WAYS


def _detected(text: str) -> str | None:
    """Return the likeliest of the languages that societies write in, if no other is nearly as likely."""
    for part, enough in ((text[-_FEW:], _CERTAIN), (text, _CLEAR)):
        (best, score), (_, next_score) = _model().rank(part)[:2]
        if score - next_score >= enough:
            return str(best)
    return None


@cache
def _model() -> "LanguageIdentifier":
    # Imported late: it loads numpy and half a second's worth of model; most sources declare their language.
    from py3langid import langid

    model = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    model.set_languages(sorted(_WRITTEN_BY_SOCIETIES))
    return model
