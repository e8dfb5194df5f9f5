"""Chooses the stories of an issue and sets them into sections."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from html import escape
from zoneinfo import ZoneInfo

from aggregator.model import Article, Digest, Issue, Item, Section, Society, Story, Topic


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Up to how many characters an article's own text is printed whole; a longer one gives its summary."""

    whole_text: int = 900


OTHER = Topic(key="other", name="Further news", match=())
"""The section, where topics make the sections, of what has no topic."""


def compose(
    digest: Digest,
    stories: Iterable[Story],
    *,
    number: int,
    societies: Mapping[str, Society],
    topics: Mapping[str, Topic],
    at: datetime,
    limits: Limits = Limits(),
) -> Issue:
    """Return the draft of issue ``number`` out of the stories that no other issue carries.

    Sections stand in the order of the configuration, stories within them newest first; what
    exceeds ``max_per_section`` waits for the next issue.
    """
    filed: defaultdict[str, list[Story]] = defaultdict(list)
    for story in stories:
        filed[_section_of(story, digest, topics)].append(story)
    headings: list[tuple[str, str, str | None]]
    if digest.sections == "society":
        headings = [(one.key, one.name, one.acronym) for one in societies.values()]
    else:
        headings = [(one.key, one.name, None) for one in (*topics.values(), OTHER)]
    sections = (
        Section(
            key=key,
            name=name,
            acronym=acronym,
            articles=_articles(key, filed[key], digest, societies, limits),
        )
        for key, name, acronym in headings
        if filed[key]
    )
    return Issue(
        digest=digest.key,
        number=number,
        state="draft",
        at=at,
        title=digest.title,
        language=digest.language,
        timezone=digest.timezone,
        intro=digest.intro,
        banner=digest.banner,
        sections=tuple(sections),
    )


def _section_of(story: Story, digest: Digest, topics: Mapping[str, Topic]) -> str:
    if digest.sections == "society":
        return story.lead.society
    return next((topic for topic in topics if topic in story.lead.topics), OTHER.key)


def _articles(
    section: str, stories: Sequence[Story], digest: Digest, societies: Mapping[str, Society], limits: Limits
) -> tuple[Article, ...]:
    ordered = sorted(stories, key=lambda story: (-story.lead.date.timestamp(), story.id))
    return tuple(
        _article(section, story, digest, societies, limits) for story in ordered[: digest.max_per_section]
    )


def _article(
    section: str, story: Story, digest: Digest, societies: Mapping[str, Society], limits: Limits
) -> Article:
    lead = story.lead
    brief = len(lead.text) <= limits.whole_text or not lead.summary
    return Article(
        story=story.id,
        item=lead.id,
        section=section,
        title=lead.title,
        html=lead.html if brief else f"<p>{escape(lead.summary)}</p>",
        text=lead.text if brief else lead.summary,
        link=lead.link,
        date=_date(lead, ZoneInfo(digest.timezone)),
        dated=lead.published is not None,
        language=lead.language,
        also=_others(story.others, lead.society, societies),
    )


def _date(lead: Item, zone: ZoneInfo) -> datetime:
    """Return the moment that prints as the item's day: for a date without a time, noon in ``zone``."""
    if lead.published and lead.published.precision == "day":
        return datetime.combine(lead.day(zone), time(12), zone).astimezone(UTC)
    return lead.date


def _others(others: Iterable[Item], lead: str, societies: Mapping[str, Society]) -> tuple[str, ...]:
    """Return the acronyms of the further voices, each once, in the order in which they spoke."""
    keys = dict.fromkeys(item.society for item in others if item.society != lead)
    return tuple(societies[key].acronym if key in societies else key for key in keys)
