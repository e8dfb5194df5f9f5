"""Parts of the news that have a page and feeds of their own: a society's, a topic's, a language's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from aggregator.store.stories import Chosen

Kind = Literal["societies", "topics", "languages"]

KINDS: Final[tuple[Kind, ...]] = ("societies", "topics", "languages")

_CHOSEN: Final[Mapping[Kind, Literal["society", "topic", "language"]]] = {
    "societies": "society",
    "topics": "topic",
    "languages": "language",
}


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

    def leaf(self, number: int) -> str:
        """Return the folder of one of the pages that it is divided into, counted from 1."""
        return self.path if number == 1 else f"{self.path}page/{number}/"

    @property
    def chosen(self) -> Chosen:
        """The stories that it holds, by any of their voices."""
        return Chosen(by=_CHOSEN[self.kind], key=self.key) if self.kind else Chosen()


ALL: Final = Part()
"""All the news."""
