"""Sets stories into the sections of an issue, as the rules and the editor order them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from html import escape
from zoneinfo import ZoneInfo

from aggregator.digest import edited
from aggregator.model import (
    AS_CONFIGURED,
    Article,
    Digest,
    Edit,
    Head,
    Issue,
    Item,
    Section,
    Society,
    Story,
    Topic,
)

OTHER = Topic(key="other", name="Further news", match=())
"""The section, where topics make the sections, of what has no topic."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Up to how many characters an article's own text is printed whole; a longer one gives its summary."""

    whole_text: int = 900


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What an issue is made of besides stories; ``edits`` are the editor's, by story."""

    societies: Mapping[str, Society]
    topics: Mapping[str, Topic]
    edits: Mapping[str, Edit] = field(default_factory=dict)
    head: Head = AS_CONFIGURED


def compose(
    digest: Digest,
    stories: Iterable[Story],
    *,
    number: int,
    words: Words,
    at: datetime,
    limits: Limits = Limits(),
) -> Issue:
    """Return the draft of issue ``number`` out of ``stories`` and what the editor wrote.

    Sections stand in the order of the configuration or by weight, stories within them by date or by
    score, those that the editor has placed where they were put. What exceeds ``max_per_section`` or
    ``max_stories`` waits for the next issue: of each section the foremost stay, and in any case what the
    editor placed or wrote.
    """
    ranked: defaultdict[str, list[tuple[tuple[float, float, str], Article]]] = defaultdict(list)
    for story in stories:
        article = _article(story, digest, words, limits)
        ranked[article.section].append((_rank(story, digest, words.societies), article))
    filed = {
        section: [article for _, article in sorted(some, key=lambda one: one[0])]
        for section, some in ranked.items()
    }
    for article in edited.by_hand(words.edits.values(), number=number, language=digest.language, at=at):
        filed.setdefault(article.section, []).append(article)
    sections = tuple(
        Section(key=key, name=name, acronym=acronym, articles=articles)
        for key, name, acronym in _headings(digest, words)
        if (articles := _foremost(filed.get(key, []), digest, words.edits))
    )
    return Issue(
        digest=digest.key,
        number=number,
        state="draft",
        at=at,
        title=digest.title,
        language=digest.language,
        timezone=digest.timezone,
        intro=digest.intro if words.head.intro is None else words.head.intro or None,
        banner=digest.banner if words.head.banner is None else words.head.banner or None,
        sections=_at_most(digest.selection.max_stories, sections, words.edits),
    )


def _headings(digest: Digest, words: Words) -> list[tuple[str, str, str | None]]:
    if digest.sections == "topic":
        return [(one.key, one.name, None) for one in (*words.topics.values(), OTHER)]
    societies = list(words.societies.values())
    if digest.selection.societies_by == "weight":
        societies.sort(key=lambda one: -one.weight)
    return [(one.key, one.name, one.acronym) for one in societies]


def _rank(story: Story, digest: Digest, societies: Mapping[str, Society]) -> tuple[float, float, str]:
    """Return what a story is ordered by within its section, the foremost least."""
    newest = -story.lead.date.timestamp()
    if digest.selection.stories_by == "date":
        return (0.0, newest, story.id)
    voices = {story.lead.society, *(one.society for one in story.others)}
    known = societies.get(story.lead.society)
    return (-(known.weight if known else 1.0) * len(voices), newest, story.id)


def _foremost(articles: Sequence[Article], digest: Digest, edits: Mapping[str, Edit]) -> tuple[Article, ...]:
    """Return a section's articles in order: the placed ones, and of the others what there is room for."""
    room = digest.selection.max_per_section
    placed = [one for one in articles if _is_placed(one, edits)]
    others = [one for one in articles if not _is_placed(one, edits)][: max(0, room - len(placed))]
    return edited.placed(placed, others, edits)


def _at_most(most: int | None, sections: Sequence[Section], edits: Mapping[str, Edit]) -> tuple[Section, ...]:
    """Return the sections with at most so many stories in all, every section's foremost first."""
    if most is None:
        return tuple(sections)
    stays = {one.story for section in sections for one in section.articles if _is_placed(one, edits)}
    rounds = max((len(section.articles) for section in sections), default=0)
    for place in range(rounds):
        for section in sections:
            if place < len(section.articles) and len(stays) < most:
                stays.add(section.articles[place].story)
    cut = (
        replace(section, articles=tuple(one for one in section.articles if one.story in stays))
        for section in sections
    )
    return tuple(section for section in cut if section.articles)


def _is_placed(article: Article, edits: Mapping[str, Edit]) -> bool:
    edit = edits.get(article.story)
    return edit is not None and (edit.place is not None or edit.by_hand)


def _article(story: Story, digest: Digest, words: Words, limits: Limits) -> Article:
    lead = story.lead
    brief = len(lead.text) <= limits.whole_text or not lead.summary
    article = Article(
        story=story.id,
        item=lead.id,
        section=_section_of(story, digest, words.topics),
        title=lead.title,
        html=lead.html if brief else f"<p>{escape(lead.summary)}</p>",
        text=lead.text if brief else lead.summary,
        link=lead.link,
        date=_date(lead, ZoneInfo(digest.timezone)),
        dated=lead.published is not None,
        language=lead.language,
        also=_others(story.others, lead.society, words.societies),
        since=min(one.first_seen for one in (lead, *story.others)),
        told=lead.fingerprint,
    )
    edit = words.edits.get(story.id)
    return edited.applied(article, edit) if edit else article


def _section_of(story: Story, digest: Digest, topics: Mapping[str, Topic]) -> str:
    if digest.sections == "society":
        return story.lead.society
    return next((topic for topic in topics if topic in story.lead.topics), OTHER.key)


def _date(lead: Item, zone: ZoneInfo) -> datetime:
    """Return the moment that prints as the item's day: for a date without a time, noon in ``zone``."""
    if lead.published and lead.published.precision == "day":
        return datetime.combine(lead.day(zone), time(12), zone).astimezone(UTC)
    return lead.date


def _others(others: Iterable[Item], lead: str, societies: Mapping[str, Society]) -> tuple[str, ...]:
    """Return the acronyms of the further voices, each once, in the order in which they spoke."""
    keys = dict.fromkeys(item.society for item in others if item.society != lead)
    return tuple(societies[key].acronym if key in societies else key for key in keys)
