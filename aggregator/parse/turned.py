"""Says whether a page that showed a list of news shows something else now, by what its rows were before.

A login, a soft "not found", a parked or a hacked domain: its links are undated, where the news had dates, and
lead to other kinds of places. A site that was rebuilt may look the same; what tells it is that news go on
coming among those that are there. The advertisements of a parked domain change as well, but lead to other
sites or to searches.
"""

from collections.abc import Sequence

from aggregator.model import Entry, PageRule
from aggregator.parse import kin, list_page
from aggregator.parse.limits import Limits

_ROOT = "//"
"""How the kind of addresses ends that all pages of a site have in common."""


def has_turned(entries: Sequence[Entry], *, url: str, good: bytes, last: bytes, limits: Limits) -> bool:
    """Say whether ``entries``, all unknown, are of another kind than those of the page when it was ``good``.

    ``last`` is the page as it was when it was last said to have turned, where it was.
    """
    before = _rows(good, url, limits)
    if sum(bool(one.dates) for one in before) * 2 <= len(before) or any(one.dates for one in entries):
        return False
    if not _links(entries).isdisjoint(_links(before)) or not _kinds(entries).isdisjoint(_kinds(before)):
        return False
    return not (_are_pages(entries, before) and _goes_on(entries, _rows(last, url, limits)))


def _are_pages(entries: Sequence[Entry], before: Sequence[Entry]) -> bool:
    """Say whether most links lead to pages, and not to searches, of sites that were led to before."""
    sites = {_site(one.link or "") for one in before}
    pages = [one.link for one in entries if one.link and "?" not in kin.kind(one.link)]
    return sum(_site(one) in sites for one in pages) * 2 > len(entries)


def _goes_on(entries: Sequence[Entry], last: Sequence[Entry]) -> bool:
    """Say whether something new stands among rows of which most were there before."""
    links, there = _links(entries), _links(last)
    return 0 < len(links - there) < len(links & there)


def _rows(body: bytes, url: str, limits: Limits) -> tuple[Entry, ...]:
    page = list_page.read(body, url=url, content_type=None, rule=PageRule(), seen=frozenset(), limits=limits)
    return page.entries


def _links(entries: Sequence[Entry]) -> set[str | None]:
    return {one.link for one in entries}


def _kinds(entries: Sequence[Entry]) -> set[str]:
    kinds = {kin.kind(one.link) for one in entries if one.link}
    return {one for one in kinds if not one.endswith(_ROOT)}


def _site(link: str) -> str:
    return kin.kind(link).partition("/")[0]
