"""Finds who wrote an article, in the lines around its headline and at its end."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from lxml import html

from aggregator.parse import daywords, document, labels
from aggregator.parse.document import Line

_LONGEST: Final = 120
_LONGEST_NAME: Final = 60
_LABELLED: Final = re.compile(
    r"^\W*(?:(?:(?:written |posted |published |submitted |story |report |text )?by|von|par|por|autore?"
    r"|autorka?|author|text|writer|reporter|(?:geschrieben|verfasst|veröffentlicht) von"
    r"|(?:écrit|publié|rédigé) par|(?:escrito|publicado) por|(?:scritto|pubblicato) da"
    r"|(?:geschreven|geplaatst) door|автор|yazar|yazan"
    r"|作者|撰稿|撰文|文|记者|通讯员|記者|기자|글쓴이|작성자|投稿者|著者|執筆者?|文責)\s*(?:[:：]\s*|\s)"
    r"|(?:door|di|da)\s+(?=\S+ \S))(?P<name>.{2,80}?)\s*$",
    re.IGNORECASE,
)
_TITLED: Final = re.compile(r"^(?P<name>[가-힣]{2,4})\s?(?:선임|수석|의학)?기자(?:\s+\S+@\S+)?$")
"""A name before the word for a reporter."""
_ACCOUNT: Final = re.compile(
    r"(?:site ?)?admin(?:istrat\w+)?|super ?user|webmaster|관리자|운영자|최고관리자|管理[员員者]"
    r"|администратор|yönetici",
    re.IGNORECASE,
)
"""What a system calls those who look after it: no name."""
_SOURCE: Final = re.compile(
    r"(?:\bsource|\bquelle|\bfuente|来源|來源|文章来源|出典)\s*[:：]\s*(?P<name>[^\s|:：][^|:：]{0,58}?)\s*"
    r"(?=$|\||\s{2}|(?:views?|release|time|author|date|浏览|点击|发布|作者|时间|日期))",
    re.IGNORECASE,
)
_ROLE: Final = (
    r"(?:(?:string|staff|special|our) )?(?:correspondents?|reporters?|writers?|editors?|author)"
    r"|记者|通讯员|供稿|撰稿|文/|文：|報導|기자"
)
_IN_BRACKETS: Final = re.compile(r"^[(（\[【]\s*(?P<name>[^()（）\[\]【】]{2,100}?)\s*[)）\]】]$")
_BRACKETED: Final = re.compile(r"[(（\[【]\s*(?P<name>[^()（）\[\]【】]{2,100}?)\s*[)）\]】]")
"""A name in brackets beside a date."""
_SITE: Final = re.compile(r"^(?:[\w-]+\.)+[a-z]{2,8}$", re.IGNORECASE)
_NAMED: Final = re.compile(r"\b(?:author|byline|by-line|writer|reporter)\b", re.IGNORECASE)
_MARKED: Final = re.compile(
    r"(?:author|by-?line|writer|reporter)(?:[_-]?(?:names?|links?|wrapper))?(?=\s|$)|(?:^|\s)(?:fn|username)(?=\s|$)",
    re.IGNORECASE,
)
"""How systems call what holds but the author's name."""
_NO_NAME: Final = re.compile(
    r"\b(?:staff|editors?|writers?|reporters?|correspondents?|about|follow|posts?|articles?|more|view|author)\b"
    r"|^(?:by|von|par|por|di|da|door)$",
    re.IGNORECASE,
)
"""What stands beside a name, and is none."""
_AND: Final = re.compile(r"\s+(?:and|und|et|y|e|en|og|och|i|и)\s+|\s*&\s*")
_POSTED: Final = re.compile(
    r"^\W*(?:(?:posted|written|published|submitted) by|veröffentlicht von|publié par|publicado por"
    r"|pubblicato da)\s(?=.*\d)",
    re.IGNORECASE,
)
"""What begins a line that says who posted an article, and when."""
_FILED: Final = re.compile(
    r"\W*(?:(?:posted|written|submitted|geschrieben|gespeichert|veröffentlicht|publié|publicado|pubblicato"
    r"|geplaatst)\s|(?:by|von|par|por|da|door)\s+[^\W\d])",
    re.IGNORECASE,
)
"""What stands before or behind a day, and says that somebody or something was published then."""
_WEEKDAY: Final = re.compile(
    r"\W+(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)$", re.IGNORECASE
)
_BAR: Final = re.compile(r"\s+[|•·/–—-]\s+")
_RUN_ON: Final = " | "
"""What is read between a name and what runs into it: the name of a newspaper, an office, a day."""
_DATED: Final = re.compile(
    r"\d{4}(?:[ ,]+\d{1,2}[:h.]\d{2}\S*)?[ ,]+((?:by|von|par|por|da|door)\s.{2,60})$", re.IGNORECASE
)
_BETWEEN: Final = re.compile(r"\s+[/·]\s+")
"""What may stand between two names in place of "and"."""
_NEXT: Final = re.compile(
    r"\s*(?:来源|來源|发布|發佈|时间|時間|日期|编辑|編輯|责任编辑|点击|浏览|阅读|审核|source|date|views?|photo)\w{0,4}\s*[:：].*$"
    r"|\s*(?:작성일|등록일|조회|댓글).*$"
    r"|(?:^|\W+)(?:photos?|photography|pictures?|images?|video|fotos?)\s?(?:by|von|par|de|[:：]).*$"
    r"|\W+(?:at|um|à|alle|kl\.)?\s*\d{1,2}[:.h]\d{2}.*$|[\s(<]+\S+@\S+$"
    r"|\s+(?:\d{1,6}|no|leave (?:a|your)|add (?:a|your)|post a)\s+comments?\b.*$",
    re.IGNORECASE,
)
"""The label that follows a name on its line."""
_WHEN: Final = re.compile(
    r"\W+(?:published|posted|updated|veröffentlicht|publié|publicado|pubblicato)(?: (?:on|at|am|le|el|il))?$"
    r"|\W+(?:on|am|le|el|il)$",
    re.IGNORECASE,
)
_SMALL_WORDS: Final = frozenset({
    "von", "van", "de", "der", "den", "di", "da", "del", "dos", "la", "le", "du", "and", "und", "et", "y",
    "e", "en", "&", "bin", "al",
})  # fmt: skip
_MOST_WORDS: Final = 16


def is_byline(words: str) -> bool:
    """Say whether a line is but a name: of a person with a role, or of a site, in brackets."""
    found = _IN_BRACKETS.match(words)
    return found is not None and bool(
        re.search(_ROLE, found["name"], re.IGNORECASE) or _SITE.match(found["name"])
    )


def is_author(words: str) -> bool:
    """Say whether a line is but names after a label: "Written by", "von", "作者"."""
    found = _LABELLED.match(words) or _TITLED.match(words) if len(words) <= _LONGEST else None
    return found is not None and _are_names(found["name"])


def name(words: str) -> str:
    """Return the name in a line that is known to be a byline, else its words."""
    found = _LABELLED.match(words) if len(words) <= _LONGEST * 2 else None
    return (_only_name(found["name"]) if found else "") or words


def is_of_author(block: html.HtmlElement) -> bool:
    """Say whether a block is called as what tells of the author is."""
    return any(_NAMED.search(one.get("class") or "") for one in _near(block))


def names(near: Sequence[Line], ending: Sequence[Line], *, after: Sequence[Line]) -> tuple[str, ...]:
    """Return the authors' names in the lines ``near`` the headline, else in the last ones of the text.

    Of the lines ``after`` it only those count that are a name in brackets: others may speak of anything.
    """
    bracketed = [name for line in (*near, *ending, *after) for name in _bracketed(line)]
    marked = [name for line in near if len(line.words) <= _LONGEST for name in _marked(line)]
    if bracketed or marked:
        return tuple(dict.fromkeys(bracketed or marked))
    for find in (_labelled, _sources):
        found = [name for line in (*near, *ending) if len(line.words) <= _LONGEST * 2 for name in find(line)]
        if found:
            return tuple(dict.fromkeys(found))
    told = [name for line in after if _POSTED.match(line.words[:_LONGEST]) for name in _labelled(line)]
    return tuple(dict.fromkeys(told))


def posted(words: str) -> str | None:
    """Return the day on which somebody posted an article, in a line that begins with it or with who."""
    found = daywords.find(words) if len(words) <= _LONGEST else None
    if found is None:
        return None
    beside = words[: found.start()].strip(" ,") or words[found.end() :]
    return found[0] if _FILED.match(beside) else None


def _marked(line: Line) -> Iterator[str]:
    """Yield the names in a line that are marked as the author's by what their elements are called."""
    marked = [
        document.parted(map(str, element.itertext()), _RUN_ON)
        for element in document.inline(line)
        if _is_marked(element)
    ]
    if not marked and any(map(_is_marked, _near(line.block))):
        marked = [document.apart(line, _RUN_ON)]
    for words in marked:
        found = _LABELLED.match(words)
        said = (found["name"] if found else words).strip(" ,;|·•—–-")
        if 1 < len(said) <= _LONGEST_NAME and _are_names(said) and not _NO_NAME.search(said):
            name = _BAR.split(_several(_NEXT.sub("", said)))[0]
            yield from _each(name) if name and not _ACCOUNT.fullmatch(name) else ()


def _is_marked(element: html.HtmlElement) -> bool:
    return any(_MARKED.search(element.get(name) or "") for name in ("class", "data-testid"))


def _several(said: str) -> str:
    """Return names with a slash or a dot between them as a row, where each has two words at least."""
    names = _BETWEEN.split(said)
    return " & ".join(names) if all(len(name.split()) > 1 for name in names) else said


def _each(said: str) -> list[str]:
    """Return the names in a row of several, of two words each at least; else what was said."""
    names = [name.strip() for part in _AND.split(said) for name in part.split(",")]
    is_row = len(_AND.split(said)) > 1 and all(len(name.split()) > 1 for name in names)
    return names if is_row else [said]


def _bracketed(line: Line) -> Iterator[str]:
    found = _IN_BRACKETS.match(line.words)
    if found is None:
        found = next(iter(_BRACKETED.finditer(line.words[:_LONGEST])), None)
        if found is None or not labels.is_date(line.words.replace(found[0], " ", 1)):
            return
    if is_byline(found[0]):
        yield " ".join(found["name"].split())


def _labelled(line: Line) -> Iterator[str]:
    named = is_of_author(line.block)
    if len(line.words) > _LONGEST:
        return
    words = document.apart(line, _RUN_ON)
    parts = [words, *_BAR.split(words), *_DATED.findall(words)]
    found = next((one for part in parts if (one := _LABELLED.match(part) or _TITLED.match(part))), None)
    said = _only_name(found["name"]) if found else ""
    if said and (named or _are_names(said)) and not _ACCOUNT.fullmatch(said):
        yield from _each(said)


def _only_name(said: str) -> str:
    """Return what follows the label of a name without the day, the place of work, the next label."""
    date = daywords.find(said)
    said = _WEEKDAY.sub("", (said[: date.start()] if date else said).strip(" ,;|/·•–-"))
    name = _BAR.split(_NEXT.sub("", _WHEN.sub("", said) if date else said))[0]
    own, comma, rest = name.partition(",")
    return own if comma and _NO_NAME.search(rest) else name


def _are_names(words: str) -> bool:
    """Say whether words are written as people's names are: with capitals, in no long row, without figures."""
    parts = words.replace(",", " ").split()
    return len(parts) <= _MOST_WORDS and all(
        not part[0].islower() and not part[0].isdigit() for part in parts if part.lower() not in _SMALL_WORDS
    )


def _sources(line: Line) -> Iterator[str]:
    for found in _SOURCE.finditer(line.words):
        name = found["name"].strip(" ()（）[]")
        if len(name) > 1:
            yield name


def _near(block: html.HtmlElement) -> list[html.HtmlElement]:
    return [block, *block.iterancestors()][:2]


def declared(root: html.HtmlElement) -> tuple[str, ...]:
    """Return the authors that the page marks as such: ``rel=author``, or microdata of an article."""
    marked = root.xpath("//a[@rel='author'] | //*[@itemprop='author']")
    found = []
    for element in marked if isinstance(marked, list) else []:
        name = element.xpath(".//*[@itemprop='name']")
        words = document.words(name[0] if name else element) or (element.get("content") or "").strip()
        if words and len(words) <= _LONGEST:
            found.append(words)
    return tuple(dict.fromkeys(found))
