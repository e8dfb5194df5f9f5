"""Tells which parts of a page's title name its site or section, and not its article."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import html

from aggregator.parse.document import plain, words
from aggregator.parse.metadata import Declared

_FIRST_PAGE = re.compile(
    r"(?:(?:https?:)?//[^/?#\s]+/?|/|(?:\.\./)+)(?:[a-z]{2}(?:[-_][a-z]{2,4})?/?)?"
    r"(?:(?:index|home|default)(?:\.\w{2,5})?/?)?",
    re.IGNORECASE,
)
"""Where the name of a site leads: to its first page, or that of a language."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """What a heading says, whether it is a main one, and whether it leads to the first page of its site."""

    words: str
    is_main: bool
    leads_home: bool

    @classmethod
    def of(cls, heading: html.HtmlElement) -> "Heading":
        """Return what is known of a heading by itself."""
        said = words(heading)
        return cls(words=said, is_main=heading.tag == "h1", leads_home=_leads_home(heading, said))


def parts(headings: Sequence[Heading], names: Iterable[str], *, whole: str, says: Declared) -> set[str]:
    """Return in plain letters which of ``names`` are of something else, where another is the article's.

    In a ``whole`` title that is what begins it and says more than a part behind it, and whatever is named
    there beside the site.
    """
    key, titles = plain(whole), {plain(one) for one in says.titles}
    sites = {plain(one) for one in says.sites} | {plain(one.words) for one in headings if one.leads_home}
    main = titles | {plain(one.words) for one in headings if one.is_main}
    named = titles | {plain(one.words) for one in headings}
    begins = [one for one in main - sites if key.startswith(one)]
    beside = [one for one in named - sites if key.startswith(one) or key.endswith(one)]

    def is_other(part: str) -> bool:
        above = (one for one in begins if len(one) > len(part))
        rivals = (*above, *beside) if part in sites else above
        return part in key and any(one not in part and part not in one for one in rivals)

    return set(filter(is_other, map(plain, names)))


def _leads_home(heading: html.HtmlElement, said: str) -> bool:
    """Say whether a heading is a link to the first page of its site, stands in one, or beside its picture."""
    around = next(heading.iterancestors("a"), None)
    link = heading.find(".//a") if around is None else around
    if link is None or not _FIRST_PAGE.fullmatch((link.get("href") or "").strip()):
        return False
    return around is not None or words(link) in {"", said}
