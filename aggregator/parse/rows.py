"""Finds the news of a page that nobody has described: the largest group of links of one shape."""

from collections import defaultdict
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

_ASIDE = ("nav", "header", "footer", "aside", "form", "script", "style")
_SHORTEST_HEADLINE = 20
_DEPTH = 6


def find(page: BeautifulSoup, base: str) -> list[Tag]:
    """Return the links that look like headlines of one list, in the page's order.

    Headlines are links of ``_SHORTEST_HEADLINE`` characters or more, outside of navigation, that
    lead to the same site; those whose elements nest alike belong together, and the group with the
    most text is the list.
    """
    groups: defaultdict[tuple[str, ...], list[Tag]] = defaultdict(list)
    host = _host(base)
    for anchor in page.find_all("a", href=True):
        words = anchor.get_text(" ", strip=True)
        if (
            len(words) >= _SHORTEST_HEADLINE
            and _leads_inside(anchor, base, host)
            and not anchor.find_parent(_ASIDE)
        ):
            groups[_shape(anchor)].append(anchor)
    lists = [group for group in groups.values() if len(group) > 1]
    return max(lists, key=_weight, default=[])


def _shape(anchor: Tag) -> tuple[str, ...]:
    parents = list(anchor.parents)[:_DEPTH]
    return tuple(f"{one.name}.{'.'.join(sorted(_classes(one)))}" for one in (anchor, *parents))


def _classes(element: Tag) -> list[str]:
    # A number in a class (post-123, item-4) is the row's own, not the list's.
    classes = element.get("class")
    return (
        [one for one in classes if not any(sign.isdigit() for sign in one)]
        if isinstance(classes, list)
        else []
    )


def _weight(group: list[Tag]) -> int:
    return sum(len(anchor.get_text(" ", strip=True)) for anchor in group)


def _leads_inside(anchor: Tag, base: str, host: str) -> bool:
    href = anchor.get("href")
    try:
        return isinstance(href, str) and _host(urljoin(base, href)) == host
    except ValueError:
        return False


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
