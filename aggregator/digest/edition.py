"""Works out which edition of an issue a reader gets: some of its stories, a month's, in another language."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from aggregator.model import Article, Issue, Preferences, Section

Labels = Mapping[str, tuple[str, Sequence[str]]]
"""The society and the topics of each item, by its id."""


def of(issue: Issue, wishes: Preferences, *, month: Sequence[Issue], labels: Labels) -> Issue | None:
    """Return the issue as one with these wishes gets it, ``None`` where it holds nothing for them.

    ``month`` are the issues since the last monthly mail, oldest first, this one last. The issue
    itself is returned where nothing differs.
    """
    wanted = replace(issue, language=wishes.language) if wishes.language else issue
    if wishes.monthly and len(month) > 1:
        wanted = replace(wanted, sections=_joined(month))
    if wishes.societies or wishes.topics:
        wanted = replace(wanted, sections=tuple(_chosen(wanted.sections, wishes, labels)))
    return wanted if wanted.articles else None


def month_of(number: int, calendar: Sequence[tuple[int, datetime]], *, zone: str) -> list[int] | None:
    """Return the issues that a monthly mail with issue ``number`` tells, ``None`` if it is not its turn.

    ``calendar`` holds the number and the time of each issue, in order, the one in question last. The
    first issue of each month has its turn, and tells what came since the one before.
    """
    local = ZoneInfo(zone)
    firsts: list[int] = []
    before = None
    for one, at in calendar:
        day = at.astimezone(local)
        if (day.year, day.month) != before:
            firsts.append(one)
        before = (day.year, day.month)
    if not firsts or firsts[-1] != number:
        return None
    last = firsts[-2] if len(firsts) > 1 else -1
    return [one for one, _ in calendar if last < one <= number]


def _joined(issues: Sequence[Issue]) -> tuple[Section, ...]:
    """Return the sections of several issues as one's, the newest stories first in each."""
    sections: dict[str, Section] = {}
    articles: dict[str, list[Article]] = {}
    for issue in reversed(issues):
        for section in issue.sections:
            sections.setdefault(section.key, section)
            articles.setdefault(section.key, []).extend(section.articles)
    return tuple(replace(section, articles=tuple(articles[key])) for key, section in sections.items())


def _chosen(sections: Sequence[Section], wishes: Preferences, labels: Labels) -> list[Section]:
    """Return the sections with those articles that are wanted, by who speaks or what about."""
    chosen = [
        replace(section, articles=tuple(one for one in section.articles if _is_wanted(one, wishes, labels)))
        for section in sections
    ]
    return [section for section in chosen if section.articles]


def _is_wanted(article: Article, wishes: Preferences, labels: Labels) -> bool:
    # What the editor wrote is about what it stands under.
    its_section = (article.section, (article.section,))
    society, topics = labels.get(article.item, ("", ())) if article.item else its_section
    return society in wishes.societies or not set(wishes.topics).isdisjoint(topics)
