"""Shows what a source would bring, keeping nothing.

::

    source → TAKE DOWN THE LINE → what was found, and what is wrong with it
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from unicodedata import east_asian_width

from aggregator.jobs.line import Taken, Tools, take
from aggregator.model import Failed, Item, Source
from aggregator.store.polls import Memory

_SHORT = 200
"""Characters below which an article's text is hardly an article's."""
_CHINESE = 3
"""Letters of an alphabet that one of the Chinese or Japanese stands for."""
_EXAMPLE = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What a source would bring now, and what is wrong with it, each problem with its remedy.

    The source is not ``sound`` where it brings nothing, or a selector finds nothing.
    """

    source: str
    items: tuple[Item, ...] = ()
    problems: tuple[str, ...] = field(default=())
    sound: bool = False


def look(source: Source, tools: Tools) -> Look:
    """Ask a source as if for the first time."""
    taken = take(source, tools, Memory(deferred={}), at=tools.clock())
    if isinstance(taken, Taken):
        return Look(
            source=source.key,
            items=taken.items,
            problems=(*taken.parsed.alarms, *taken.faults, *_problems(source, taken)),
            sound=bool(taken.items) and not taken.parsed.alarms,
        )
    problem = taken.why if isinstance(taken, Failed) else "its server says that nothing has changed, unasked"
    return Look(source=source.key, problems=(problem,))


def _problems(source: Source, taken: Taken) -> Iterator[str]:
    items, page = taken.items, source.kind == "page"
    if not items and not taken.faults and not taken.parsed.alarms:
        yield "it holds no entries now"
    yield from _undated(source, taken)
    if page and items and sum(_is_short(item.text) for item in items) * 2 > len(items):
        yield "most texts are short: say where an article's text stands with [source.article] body"
    if page and source.page.item is None and items:
        yield "its news were found without selectors: with `item`, `title` and `date` they stay found"
    if len({item.title for item in items}) < len(items):
        yield "several items have the same title: is `title` (or `link`) the right selector?"


def _undated(source: Source, taken: Taken) -> Iterator[str]:
    """Yield what dates there are that cannot be read, or that there are none."""
    undated = sum(item.published is None for item in taken.items)
    if not undated:
        return
    if taken.undated:
        remedy = f"say how dates like “{taken.undated[0][:_EXAMPLE]}” are written with date_format"
    elif source.kind == "page":
        remedy = "say where dates stand with `date`"
    else:
        remedy = "the feed says none, and the time at which each is first seen will stand for it"
    yield f"{undated} of {len(taken.items)} items have no date that could be read: {remedy}"


def _is_short(text: str) -> bool:
    return sum(_CHINESE if east_asian_width(sign) in "WF" else 1 for sign in text[:_SHORT]) < _SHORT
