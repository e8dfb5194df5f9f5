"""Checks an issue before it is frozen: what is wrong blocks it, what may be wrong is asked about."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from lxml import etree

from aggregator.digest import dates, spelling, strings
from aggregator.digest.render import Rendered
from aggregator.model import Article, Issue, Society

Level = Literal["error", "warning"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something about an issue: an error blocks it, a warning asks; ``what`` holds the remedy too."""

    level: Level
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """From how many bytes of HTML an issue is long, and characters of its subject too many to be seen.

    ``shown`` is how much of a headline names a story.
    """

    warn_bytes: int = 80_000
    most_bytes: int = 90_000
    subject: int = 120
    shown: int = 60


_PLACEHOLDERS: Final = (
    re.compile(r"\blink to (?:come|follow)\b", re.IGNORECASE),
    re.compile(r"\blorem ipsum\b", re.IGNORECASE),
    re.compile(r"\bTODO\b"),
    re.compile(r"\{\{|\}\}|\{%|%\}"),
)
_SPOKEN: Final = re.compile(r"\bTODO\b(?!\s*:)")
_SPEAKERS: Final = frozenset({"es", "pt", "gl"})
"""Languages in which TODO is a word of headlines in capitals."""


def check(
    issue: Issue,
    *,
    rendered: Rendered,
    societies: Mapping[str, Society],
    at: datetime,
    watched: bool = True,
    limits: Limits = Limits(),
) -> tuple[Finding, ...]:
    """Return what is to be said of an issue as it would go out ``at`` a time, in printed order.

    Where nobody looks at issues (``watched`` is false) what a source wrote only warns: otherwise one
    source could keep all the others from being read.
    """
    numbered = list(enumerate(issue.articles, start=1))
    of_sources: Level = "error" if watched else "warning"
    found = [*_of_whole(issue, rendered, limits), *_of_pictures(rendered)]
    for name, words in (("intro", issue.intro), ("banner", issue.banner), ("title", issue.title)):
        found += _placeholders(name, words or "", "error", "write what is meant")
        found += _misspelt(name, words or "", societies)
    for number, article in numbered:
        where = story(number, article, limits=limits)
        remedy = "hide the story, or rewrite it"
        words = f"{article.title}\n{article.text}"
        level: Level = of_sources if article.item else "error"
        found += _placeholders(where, _spoken(words, article.language), level, remedy)
        found += _placeholders(where, article.note or "", "error", "write what is meant")
        if article.outdated:
            found.append(_warning(where, "its source has changed it since you wrote on it: look again"))
        found += _of_date(where, article, issue, at)
        found += _misspelt(where, words, societies)
    found += _of_sections(issue, societies)
    found += _twice(numbered, limits)
    return tuple(found)


def story(number: int, article: Article, *, limits: Limits = Limits()) -> str:
    """Return how a story is spoken of: by its number in the issue and its headline."""
    return f"story {number} “{strings.line(article.title, limit=limits.shown)}”"


def _of_whole(issue: Issue, rendered: Rendered, limits: Limits) -> Iterator[Finding]:
    size, kilobytes = len(rendered.html), f"{len(rendered.html) / 1000:.0f} KB of HTML"
    if not issue.articles:
        yield _error("issue", "no story stands in it: wait for news, or write an article")
    if size > limits.most_bytes:
        yield _error("issue", f"it has {kilobytes}, and Gmail hides what is beyond 102 KB: hide stories")
    elif size > limits.warn_bytes:
        yield _warning("issue", f"it has {kilobytes}, so long stories are cut from 89 KB on: hide some")
    if not rendered.subject:
        yield _error("subject", "it is empty: see templates/digest.subject.txt")
    elif len(rendered.subject) > limits.subject:
        said = f"it has {len(rendered.subject)} characters, of which mail programs show the first 40 to 80"
        yield _warning("subject", f"{said}: shorten the first headline")
    yield from _placeholders("subject", rendered.subject, "warning", "see templates/digest.subject.txt")


def _of_pictures(rendered: Rendered) -> Iterator[Finding]:
    page = etree.fromstring(rendered.html, etree.HTMLParser())
    for picture in page.iter("img"):
        if "alt" not in picture.attrib:
            source = strings.line(picture.get("src") or "", limit=80)
            yield _error("pictures", f"{source} has no alt, the words for who does not see it: write some")


def _placeholders(where: str, words: str, level: Level, remedy: str) -> Iterator[Finding]:
    for pattern in _PLACEHOLDERS:
        if match := pattern.search(words):
            yield Finding(level=level, where=where, what=f"it still holds “{match[0]}”: {remedy}")


def _spoken(words: str, language: str | None) -> str:
    """Return words without those that are no placeholder in their language."""
    return _SPOKEN.sub("", words) if dates.primary(language or "") in _SPEAKERS else words


def _of_date(where: str, article: Article, issue: Issue, at: datetime) -> Iterator[Finding]:
    zone = ZoneInfo(issue.timezone)
    if article.date.astimezone(zone).date() > at.astimezone(zone).date():
        day = dates.day(article.date, timezone=issue.timezone, language="en")
        yield _warning(where, f"it is dated {day}, which is still to come: look at the source")


def _misspelt(where: str, words: str, societies: Mapping[str, Society]) -> Iterator[Finding]:
    for written, name in spelling.misspelt(words, [one.name for one in societies.values()]):
        yield _warning(where, f"“{written}” is perhaps meant to be “{name}”: correct it if it is")


def _of_sections(issue: Issue, societies: Mapping[str, Society]) -> Iterator[Finding]:
    for section in issue.sections:
        society = societies.get(section.key)
        if not section.articles:
            yield _warning(f"section “{section.name}”", "no story stands in it, so it is not printed")
        if society and section.acronym and section.name != society.name:
            what = f"sources.toml calls it “{society.name}”: correct one of them"
            yield _warning(f"section “{section.name}”", what)


def _twice(numbered: list[tuple[int, Article]], limits: Limits) -> Iterator[Finding]:
    alike: defaultdict[str, list[tuple[int, Article]]] = defaultdict(list)
    for number, article in numbered:
        alike[" ".join(re.findall(r"\w+", article.title.casefold()))].append((number, article))
    for headline, (first, *others) in alike.items():
        for number, article in others if headline else ():
            what = f"it has the headline of story {first[0]}: retitle one, hide one, or merge the stories"
            yield _warning(story(number, article, limits=limits), what)


def _error(where: str, what: str) -> Finding:
    return Finding(level="error", where=where, what=what)


def _warning(where: str, what: str) -> Finding:
    return Finding(level="warning", where=where, what=what)
