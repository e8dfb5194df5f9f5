"""Reads a page whose news are sections without links: each heading begins one."""

import hashlib
from collections import Counter
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from aggregator.model import Entry, PageRule, Text
from aggregator.parse.limits import Limits

_BLOCKS = ("p", "ul", "ol", "dl", "table", "blockquote", "pre", "figure", "h1", "h2", "h3", "h4", "h5", "h6")


def sections(page: BeautifulSoup, rule: PageRule, *, url: str, limits: Limits) -> Iterator[Entry]:
    """Yield an entry for each heading that ``rule.split`` selects, with what follows it as its text.

    ``rule.group`` selects the headings above them, such as the society that speaks; heading and
    group together are an entry's identity, so that two groups may use one heading.
    """
    splits = page.select(rule.split or "", limit=limits.entries)
    groups = page.select(rule.group) if rule.group else []
    borders = {id(one) for one in (*splits, *groups)}
    above = _groups_above(page, splits, groups)
    guids = _guids([(above.get(id(heading)), _words(heading)) for heading in splits])
    for heading, guid in zip(splits, guids, strict=True):
        title, group = _words(heading), above.get(id(heading))
        content = "".join(str(block) for block in _following(heading, borders))
        said = "\n".join((group or "", title, content))
        yield Entry(
            raw_hash=hashlib.sha256(said.encode()).hexdigest(),
            base=url,
            guid=guid,
            link=f"{url.partition('#')[0]}#{heading['id']}" if heading.get("id") else url,
            title=Text(value=title[: limits.field]),
            content=Text(value=content[: limits.field], kind="html"),
            group=group,
        )


def _guids(said: list[tuple[str | None, str]]) -> list[str]:
    """Return an identity for each group and heading; repeated ones are numbered from the page's end.

    Such pages grow at the top, so what stands below keeps its number.
    """
    counts: Counter[tuple[str | None, str]] = Counter()
    guids = []
    for group, title in reversed(said):
        counts[group, title] += 1
        number = counts[group, title]
        told_apart = f"{group or ''}\n{title}" + (f"\n{number}" if number > 1 else "")
        guids.append(hashlib.sha256(told_apart.encode()).hexdigest())
    return guids[::-1]


def _groups_above(page: BeautifulSoup, splits: list[Tag], groups: list[Tag]) -> dict[int, str]:
    """Return for each heading, by its identity, the words of the nearest group heading before it."""
    wanted, heads = {id(one) for one in splits}, {id(one) for one in groups}
    above: dict[int, str] = {}
    current: str | None = None
    for element in page.find_all(True):
        if id(element) in heads:
            current = _words(element)
        elif id(element) in wanted and current:
            above[id(element)] = current
    return above


def _following(heading: Tag, borders: set[int]) -> Iterator[Tag]:
    """Yield the blocks between a heading and the next border, the outermost ones only."""
    taken: set[int] = set()
    for element in heading.find_all_next(True):
        if not isinstance(element, Tag) or id(element) in borders:
            return
        if any(id(parent) in taken for parent in element.parents):
            continue
        if element.name in _BLOCKS and not any(id(inner) in borders for inner in element.find_all(True)):
            taken.add(id(element))
            yield element


def _words(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())
