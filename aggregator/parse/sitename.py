"""Tells which parts of a page's title name its site or section, and not its article."""

import re
from collections.abc import Iterable
from itertools import islice

from lxml import html

from aggregator.parse.document import HEADINGS, plain, words
from aggregator.parse.metadata import Declared

_MOST_HEADINGS = 200
_FIRST_PAGE = re.compile(
    r"(?:(?:https?:)?//[^/?#\s]+/?|/|(?:\.\./)+)(?:[a-z]{2}(?:[-_][a-z]{2,4})?/?)?"
    r"(?:(?:index|home|default)(?:\.\w{2,5})?/?)?",
    re.IGNORECASE,
)
"""Where the name of a site leads: to its first page, or that of a language."""


def parts(root: html.HtmlElement, names: Iterable[str], *, whole: str, says: Declared) -> set[str]:
    """Return in plain letters which of ``names`` are of something else, where another is the article's.

    In a ``whole`` title that is what begins it and says more than a part behind it, and whatever is named
    there beside the site.
    """
    key, titles = plain(whole), {plain(one) for one in says.titles}
    headings = [(one, plain(words(one))) for one in islice(root.iter(*HEADINGS), _MOST_HEADINGS)]
    sites = {plain(one) for one in says.sites} | {said for one, said in headings if leads_home(one)}
    main = titles | {said for one, said in headings if one.tag == "h1"}
    named = titles | {said for _, said in headings}
    begins = [one for one in main - sites if key.startswith(one)]
    beside = [one for one in named - sites if key.startswith(one) or key.endswith(one)]

    def is_other(part: str) -> bool:
        above = (one for one in begins if len(one) > len(part))
        rivals = (*above, *beside) if part in sites else above
        return part in key and any(one not in part and part not in one for one in rivals)

    return set(filter(is_other, map(plain, names)))


def leads_home(heading: html.HtmlElement) -> bool:
    """Say whether a heading is a link to the first page of its site, stands in one, or beside its picture."""
    around = next(heading.iterancestors("a"), None)
    link = heading.find(".//a") if around is None else around
    if link is None or not _FIRST_PAGE.fullmatch((link.get("href") or "").strip()):
        return False
    return around is not None or words(link) in {"", words(heading)}
