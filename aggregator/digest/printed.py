"""Turns an issue into what its templates print: every string cleaned, every date and name in words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from gettext import NullTranslations
from typing import Literal, Self

from markupsafe import Markup

from aggregator.digest import dates, markup, strings
from aggregator.digest.budget import Plan
from aggregator.model import Article, Issue, Section

Contents = Literal["stories", "sections"] | None
"""What the table of contents names: stories; sections, where stories are too many; or nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bounds of an issue in print: bytes of HTML, characters of single lines, stories in the contents.

    Gmail clips a message at about 102 KB; ``html_bytes`` leaves room for readers' tokens, longer
    than their placeholder; from ``warn_bytes`` on the editor is told that an issue is long. ``web_note``
    is what the words that send a reader to the web take besides the address; an article of less
    markup than that gains nothing by being shortened.
    """

    html_bytes: int = 89_000
    warn_bytes: int = 80_000
    web_note: int = 120
    title: int = 300
    name: int = 200
    intro: int = 3_000
    banner: int = 500
    note: int = 1_000
    subject: int = 160
    subject_headline: int = 100
    preheader: int = 140
    contents_from: int = 3
    contents_to: int = 24
    also: int = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Printed:
    """A story as it is printed.

    ``lang``, ``dir`` and ``language`` (its name in the issue's language) are ``None`` where they
    are the issue's own; ``note`` holds the editor's paragraphs; ``short`` says that it is cut to its
    headline.
    """

    number: int
    title: str
    markup: Markup
    text: str
    url: str | None
    host: str | None
    date: str
    dated: bool
    also: str
    lang: str | None
    dir: str | None
    language: str | None
    note: tuple[str, ...] = ()
    short: bool = False

    @property
    def anchor(self) -> str:
        """The name of its place in the page."""
        return f"story-{self.number}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A section as it is printed: ``name`` in full, ``acronym`` where it is a society's."""

    anchor: str
    name: str
    acronym: str | None
    stories: tuple[Printed, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """An issue as it is printed; ``count`` and ``voices`` number all its stories and sections, cut or not."""

    title: str
    number: int
    date: str
    language: str
    dir: str
    intro: tuple[str, ...]
    banner: tuple[str, ...]
    parts: tuple[Part, ...]
    count: int
    voices: int
    societies: bool
    contents: Contents
    left_out: int = 0

    @property
    def stories(self) -> tuple[Printed, ...]:
        """All stories in printed order."""
        return tuple(story for part in self.parts for story in part.stories)

    def cut(self, plan: Plan) -> Self:
        """Return the page as ``plan`` has it; sections without a story are gone."""
        parts = (replace(part, stories=tuple(_kept(part.stories, plan))) for part in self.parts)
        return replace(
            self,
            parts=tuple(part for part in parts if part.stories),
            left_out=len(plan.left_out),
            contents=self.contents if plan.contents else None,
        )


def page(issue: Issue, *, words: NullTranslations, placeholder: str | None, limits: Limits) -> Page:
    """Return what the templates print of an issue.

    ``placeholder`` is what the sender replaces for each reader; it is taken out of all that
    others wrote, so that no article can carry a reader's token away in a link.
    """
    setting = _Setting(issue=issue, words=words, placeholder=placeholder or None, limits=limits)
    parts: list[Part] = []
    for section in issue.sections:
        if section.articles:
            parts.append(setting.part(section, begun=sum(len(part.stories) for part in parts)))
    return Page(
        title=strings.line(issue.title, limit=limits.name),
        number=issue.number,
        date=dates.day(issue.at, timezone=issue.timezone, language=issue.language),
        language=dates.tag(issue.language) or "en",
        dir=dates.direction(issue.language),
        intro=_paragraphs(issue.intro, limit=limits.intro),
        banner=_paragraphs(issue.banner, limit=limits.banner),
        parts=tuple(parts),
        count=sum(len(part.stories) for part in parts),
        voices=len(parts),
        societies=any(part.acronym for part in parts),
        contents=_contents(sum(len(part.stories) for part in parts), limits),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Setting:
    """What setting a story needs to know besides the story."""

    issue: Issue
    words: NullTranslations
    placeholder: str | None
    limits: Limits

    def part(self, section: Section, *, begun: int) -> Part:
        return Part(
            anchor="section-" + re.sub(r"[^A-Za-z0-9_-]+", "-", section.key),
            name=self.line(section.name, self.limits.name),
            acronym=self.line(section.acronym, self.limits.name) if section.acronym else None,
            stories=tuple(
                self.story(article, number) for number, article in enumerate(section.articles, begun + 1)
            ),
        )

    def story(self, article: Article, number: int) -> Printed:
        url = self.without_placeholder(strings.url(article.link) or "") or None
        text = self.without_placeholder(strings.block(article.text))
        title = self.title(article, url)
        lang = dates.tag(article.language)
        foreign = lang is not None and dates.primary(lang) != dates.primary(self.issue.language)
        direction = dates.direction(article.language, title)
        return Printed(
            number=number,
            title=title,
            markup=Markup(  # noqa: S704  it leaves nh3 as the last step
                self.without_placeholder(markup.mailable(article.html, title=title, text=text))
            ),
            text=text,
            url=url,
            host=strings.host(url),
            date=dates.day(article.date, timezone=self.issue.timezone, language=self.issue.language),
            dated=article.dated,
            also=self.also(article.also),
            lang=lang if foreign else None,
            dir=direction if direction != dates.direction(self.issue.language) else None,
            language=dates.language_name(lang, in_language=self.issue.language) if lang and foreign else None,
            note=tuple(map(self.without_placeholder, _paragraphs(article.note, limit=self.limits.note))),
        )

    def title(self, article: Article, url: str | None) -> str:
        """Return the headline; of a story without one its first words, or the host that it comes from."""
        for words in (article.title, article.text[:200], strings.host(url) or ""):
            title = self.line(words, self.limits.title)
            if title:
                return title
        return self.words.gettext("Untitled")

    def also(self, names: Sequence[str]) -> str:
        clean = [name for name in (self.line(name, self.limits.name) for name in names) if name]
        return dates.listed(clean[: self.limits.also], language=self.issue.language)

    def line(self, text: str, limit: int) -> str:
        return self.without_placeholder(strings.line(text, limit=limit))

    def without_placeholder(self, text: str) -> str:
        return text.replace(self.placeholder, "…") if self.placeholder else text


def _contents(count: int, limits: Limits) -> Contents:
    if count < limits.contents_from:
        return None
    return "stories" if count <= limits.contents_to else "sections"


def _kept(stories: Sequence[Printed], plan: Plan) -> list[Printed]:
    return [
        replace(story, short=story.number in plan.short)
        for story in stories
        if story.number not in plan.left_out
    ]


def _paragraphs(text: str | None, *, limit: int) -> tuple[str, ...]:
    """Return the paragraphs of the editor's own words, each as one line."""
    whole = strings.cut(strings.block(text or ""), limit=limit)
    lines = (strings.line(paragraph, limit=limit) for paragraph in re.split(r"\n\s*\n", whole))
    return tuple(line for line in lines if line)
