"""Parts of the news that have a page and feeds of their own: a society's, a topic's, a language's."""

from dataclasses import dataclass
from typing import Final, Literal

from aggregator.model import Story

Kind = Literal["societies", "topics", "languages"]

KINDS: Final[tuple[Kind, ...]] = ("societies", "topics", "languages")


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """All the news, or a part of it; ``name`` is what readers call it."""

    name: str = ""
    kind: Kind | None = None
    key: str = ""

    @property
    def path(self) -> str:
        """Its folder on the site, as ``societies/esr/``; empty for all the news."""
        return f"{self.kind}/{self.key}/" if self.kind else ""

    def holds(self, story: Story) -> bool:
        """Whether the story belongs here, by any of the voices that tell it."""
        match self.kind:
            case "societies":
                return any(item.society == self.key for item in (story.lead, *story.others))
            case "topics":
                return any(self.key in item.topics for item in (story.lead, *story.others))
            case "languages":
                return story.lead.language == self.key
        return True


ALL: Final = Part()
"""All the news."""
