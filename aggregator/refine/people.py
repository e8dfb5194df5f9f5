"""Brings authors to plain names: no e-mail addresses, no markup, nobody twice, no robots, a list split."""

import re
from collections.abc import Iterable
from typing import Final

from aggregator.model import Text
from aggregator.refine import hygiene, titles
from aggregator.refine.limits import Limits

_ADDRESS: Final = re.compile(r"[\s(<\[]{0,9}(?:mailto:)?[^\s@()<>\[\],;]{1,64}@[^\s@()<>\[\],;]+[\s)>\]]*")
_LINK: Final = re.compile(r"https?://\S+")
_IN_BRACKETS: Final = re.compile(r"^\((.*)\)$")
_BY: Final = re.compile(
    r"(?i)^(?:(?:(?:written |posted |published )?by|author|autor|作者|记者)(?:\s*[:：]\s*|\s+)"
    r"|(?:von|par|por|di|文)\s*[:：]\s*)"
)
_BY_IN: Final = {"de": "Von ", "fr": "Par ", "es": "Por ", "pt": "Por "}
"""By, as it begins a line in a language; in another it may be a name: Von Miller, Pär Lagerkvist as Par."""
_NOBODY: Final = frozenset({
    "root", "noreply", "no-reply", "anonymous", "unknown", "none", "null", "n/a", "blogger", "guest",
    "관리자", "최고관리자", "운영자", "管理员", "管理員", "管理者", "администратор",
})  # fmt: skip
_ACCOUNT: Final = re.compile(
    r"(?i)(?:wp|web|site|sys|super)?[-_ ]?(?:admin|administrator|editor|user|webmaster)[-_ ]?\d*"
)
"""What a site's software calls whoever keeps it."""
_SURELY_BETWEEN: Final = re.compile(r"\s*[;；、]\s*")
_BETWEEN: Final = re.compile(r"\s*,\s+(?:(?:and|und|et|&)\s+)?|\s+(?:and|und|et|&)\s+")
_COMMAS: Final = re.compile(r"\s*[,，]\s*")
_HAN: Final = re.compile(
    r"[\u3400-\u4dbf\u4e00-\u9fff]{2,4}(?<!大学|大學|学院|學院|医院|醫院|病院|中心|学会|學會|协会|協會|公司|日报|晚报|編輯|编辑|记者|教授)"
)
"""A Chinese or Japanese name, and not what somebody is or for whom."""
_ASIDE: Final = re.compile(r"\s*\([^()]*(?:\([^()]*\)[^()]*)*\)")
"""Where somebody works, as physicists' preprints have it behind each name."""
_INITIALS: Final = re.compile(r"(?:[^\W\d_a-z]\.?[\s-]?){1,4}")
_SMALL_WORDS: Final = frozenset({
    "af", "al", "av", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "la", "le",
    "ten", "ter", "van", "von", "zu", "zur",
})  # fmt: skip
_JOINED: Final = ("d'", "d’", "al-", "el-", "l'", "l’")
_DEGREES: Final = frozenset({
    "ba", "bs", "bsc", "bsn", "dds", "dmd", "do", "dphil", "dr", "drph", "dsc", "dvm", "edd", "esq",
    "facc", "facp", "facr", "facs", "faha", "febr", "fesc", "fracr", "franzcr", "frcp", "frcpc", "frcr",
    "frcs", "fsar", "fsir", "fsru", "hon", "ii", "iii", "iv", "jd", "jr", "llb", "llm", "ma", "mba",
    "mbbch", "mbbs", "mbchb", "md", "mdphd", "med", "mha", "mhs", "mph", "mphil", "mrcp", "ms", "msc",
    "msn", "np", "pac", "pharmd", "phd", "prof", "psyd", "rn", "scd", "sr",
})  # fmt: skip
"""What follows a name between commas and is part of it, without dots and hyphens."""
_NO_PERSON: Final = re.compile(
    r"(?i)^the\b|\b(?:academy|agency|association|cent(?:er|re)|college|committee|council|department|director"
    r"|editors?|faculty|foundation|group|hospital|institute?|journal|ministry|news|office|press|president"
    r"|professor|reporters?|school|service|society|staff|team|today|universit\w*|writers?)\b"
)
"""What stands beside a name to say what somebody is and for whom, or is a body with an "and" in its name."""
_MOST_WORDS: Final = 5
_SURE: Final = 3
"""Names between commas that make a list; the second of two may be a place or an employer."""


def people(given: Iterable[str], *, limits: Limits, language: str | None = None) -> tuple[str, ...]:
    """Return the names in ``given``, each once, in order; ``language`` is that of the item."""
    lists = (_split(_words(one, limits, language)) for one in given)
    names = (_name(one, limits) for names in lists for one in names)
    return tuple(dict.fromkeys(name for name in names if name and not _is_nobody(name)))[: limits.names]


def _is_nobody(name: str) -> bool:
    return name.casefold() in _NOBODY or bool(_ACCOUNT.fullmatch(name))


def _words(given: str, limits: Limits, language: str | None) -> str:
    words = titles.words_of(Text(value=_without_address(given)), limits=limits)
    words = _BY.sub("", _LINK.sub("", _without_address(words)).strip())
    by = _BY_IN.get((language or "").partition("-")[0])
    if by and words.startswith(by) and _is_person(" ".join(words.removeprefix(by).split()[:2])):
        words = words.removeprefix(by)
    return words


def _without_address(words: str) -> str:
    return _ADDRESS.sub(" ", words) if "@" in words else words


def _split(words: str) -> list[str]:
    """Return the names in what may be a list of them, where that is sure; else all of it as one."""
    parts = [part for part in _SURELY_BETWEEN.split(words) if part]
    if len(parts) > 1:
        return [name for part in parts for name in _split(part)]
    bare = _ASIDE.sub("", words) if "," in words else words
    names = _listed(bare)
    return names if bare == words or len(names) > 1 else _listed(words)


def _listed(words: str) -> list[str]:
    """Return the names between commas and the like, where these are surely names; else all of it as one."""
    parts = _COMMAS.split(words)
    if all(map(_HAN.fullmatch, parts)):
        return parts
    names = [part for part in _BETWEEN.split(words) if part]
    if any(map(_is_degree, names)) and _is_person(names[0]):
        return _with_degrees(names) or [words]
    family, initials = names[::2], names[1::2]
    if len(family) == len(initials) > 1 and _are_initials(family, initials):
        return [f"{one}, {short}" for one, short in zip(family, initials, strict=True)]
    if len(names) >= (_SURE if "," in words else 2) and all(map(_is_person, names)):
        return names
    return [words]


def _with_degrees(parts: list[str]) -> list[str]:
    """Return the names with the degrees that follow each, or nothing where that is not sure."""
    names: list[list[str]] = []
    for part in parts:
        if _is_degree(part):
            names[-1].append(part)
        else:
            names.append([part])
    is_sure = len(names) >= _SURE or all(degrees for _, *degrees in names)
    return (
        [", ".join(one) for one in names] if is_sure and all(_is_person(name) for name, *_ in names) else []
    )


def _are_initials(family: list[str], initials: list[str]) -> bool:
    return all(map(_INITIALS.fullmatch, initials)) and not any(map(_is_degree, family))


def _is_degree(part: str) -> bool:
    return part.replace(".", "").replace("-", "").casefold() in _DEGREES


def _is_person(words: str) -> bool:
    """Say whether words are written as the name of one person, of at least two words."""
    parts = words.split()
    return (
        2 <= len(parts) <= _MOST_WORDS  # noqa: PLR2004 - a given and a family name
        and all(map(_is_of_name, parts))
        and not _NO_PERSON.search(words)
    )


def _is_of_name(word: str) -> bool:
    is_small = word in _SMALL_WORDS or word.startswith(_JOINED)
    return is_small or (word[0].isalpha() and not word[0].islower() and word[-1] != ",")


def _name(words: str, limits: Limits) -> str:
    words = _IN_BRACKETS.sub(r"\1", words.strip()).strip(" ,;|\"'")
    if len(words) > limits.name:  # one long word is no name
        words = hygiene.shortened(words, limit=limits.name) if "," in words else ""
    return words if any(map(str.isalpha, words)) else ""
