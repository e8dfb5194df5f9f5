"""The table ``[[digest]]`` of ``sources.toml``: what a digest takes, and when its issues go."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from aggregator.config.kinds import (
    Count,
    Cron,
    Duration,
    Key,
    Language,
    Mailbox,
    Table,
    Words,
    Yes,
    Zone,
    several,
)
from aggregator.config.styling import StyleTable
from aggregator.model import Digest, Rules, Selection

Several = Annotated[list[Words], BeforeValidator(several)]


class DigestTable(Table):
    """A publication that is mailed."""

    key: Key = Field(description="Its short name.")
    title: Words = Field(description="Its name, at the head of each issue.")
    intro: Words | None = Field(None, description="A paragraph that begins each issue.")
    banner: Words | None = Field(None, description="A line above everything, such as the next meeting.")
    schedule: Cron | None = Field(
        None, description="When an issue goes out, as a cron line; without it, by hand."
    )
    timezone: Zone | None = Field(None, description="The schedule's time zone; by default the site's.")
    language: Language | None = Field(
        None, description="The language of its own words; by default the site's."
    )
    sections: Literal["society", "topic"] = Field(
        "society", description='What makes a section: "society" or "topic".'
    )
    societies: Several = Field(
        default_factory=list, description="Only stories that one of these societies tells; by default all."
    )
    topics: Several = Field(
        default_factory=list, description="Only stories of one of these topics; by default all."
    )
    languages: Several = Field(
        default_factory=list, description="Only stories in these languages, and those in none that is known."
    )
    keep: Several = Field(
        default_factory=list, description="Only stories that hold one of these words or phrases."
    )
    block: Several = Field(
        default_factory=list, description="No story that holds one of these words or phrases."
    )
    max_per_section: Count = Field(
        8, description="The most stories in one section; the others wait for the next issue."
    )
    max_stories: Count | None = Field(
        None, description="The most stories in one issue; each section's foremost come first."
    )
    max_age: Duration = Field(
        timedelta(days=90), description="How long a story waits at most, from when it was first seen."
    )
    societies_by: Literal["order", "weight"] = Field(
        "order", description="Whether societies stand in the file's order or by weight, heaviest first."
    )
    stories_by: Literal["date", "score"] = Field(
        "date",
        description="Whether stories stand by date, newest first, or by score: "
        "their society's weight times the number of societies that tell them.",
    )
    min_stories: Count = Field(1, description="An issue with fewer stories waits for its next date.")
    force_after: Duration | None = Field(
        None, description="It goes with fewer all the same once the oldest story has waited this long."
    )
    review: Yes = Field(False, description="Whether a person approves each issue before it is sent.")
    editors: Annotated[list[Mailbox], BeforeValidator(several)] = Field(
        default_factory=list,
        description="Who is mailed the draft for approval; by default the site's contact.",
    )
    notice: Duration = Field(
        timedelta(days=1), description="How long before its date the draft is mailed to the editors."
    )
    fallback: Literal["hold", "send", "skip"] = Field(
        "hold",
        description='What is done where nobody has approved it by then: "hold" waits on, '
        '"send" sends it, "skip" lets its stories wait for the next.',
    )
    style: StyleTable = Field(default_factory=StyleTable, description="How it looks.")

    def unknown(
        self, societies: Sequence[str], topics: Sequence[str]
    ) -> Iterator[tuple[str, str, Sequence[str]]]:
        """Give each key of which a name is not defined, the name, and those that are."""
        for key, names, known in (("societies", self.societies, societies), ("topics", self.topics, topics)):
            yield from ((key, name, known) for name in names if name not in known)

    def digest(self, *, timezone: str, language: str, contact: str | None) -> Digest:
        """Return the digest; what it does not say is the site's."""
        return Digest(
            key=self.key,
            title=self.title,
            timezone=self.timezone or timezone,
            language=self.language or language,
            intro=self.intro,
            banner=self.banner,
            schedule=self.schedule,
            review=self.review,
            sections=self.sections,
            selection=Selection(
                societies=tuple(self.societies),
                topics=tuple(self.topics),
                languages=tuple(self.languages),
                keep=tuple(self.keep),
                block=tuple(self.block),
                max_per_section=self.max_per_section,
                max_stories=self.max_stories,
                max_age=self.max_age,
                societies_by=self.societies_by,
                stories_by=self.stories_by,
            ),
            rules=Rules(
                min_stories=self.min_stories,
                force_after=self.force_after,
                editors=tuple(self.editors) or ((contact,) if contact else ()),
                notice=self.notice,
                fallback=self.fallback,
            ),
        )
