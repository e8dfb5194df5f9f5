"""Shows what a source would bring, keeping nothing.

::

    source → TAKE DOWN THE LINE → what was found, and what is wrong with it
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from unicodedata import east_asian_width

from aggregator import parse
from aggregator.jobs.faults import EXAMPLE
from aggregator.jobs.line import Taken, Tools, take
from aggregator.model import Failed, Item, Source
from aggregator.store.polls import Memory

_SHORT = 200
"""Characters below which an article's text is hardly an article's."""
_CHINESE = 3
"""Letters of an alphabet that one of the Chinese or Japanese stands for."""


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
    if not taken.items and not taken.faults and not taken.parsed.alarms:
        yield "it holds no entries now"
    if source.kind == "feed" or not taken.items:
        yield from _undated(
            taken, "the feed says none, and the time at which each is first seen will stand for it"
        )
    elif source.page.split:
        yield from _undated(taken, "say where dates stand with `date`")
        yield from _of_sections(source, taken)
    else:
        yield from _of_list(source, taken)


def _of_sections(source: Source, taken: Taken) -> Iterator[str]:
    if _are_most(not item.text for item in taken.items):
        yield "most sections have no text: are they the headings of news that `split` selects?"
    if not source.page.group and _is_repeated(taken):
        yield "several sections have the same heading: say with `group` what stands above them"


def _of_list(source: Source, taken: Taken) -> Iterator[str]:
    """Yield what is wrong with the news of a list or of a sitemap, which has no rows to select."""
    rows = not parse.is_sitemap(taken.answer.body)
    yield from _undated(
        taken,
        "say where dates stand with `date`" if rows else "say where they stand with [source.article] date",
    )
    if taken.files:
        yield (
            f"{len(taken.files)} of {len(taken.items)} articles are files and no pages (PDFs, pictures): "
            "their items say no more than the list, which no selector changes"
        )
    short = [_is_short(item.text) for item in taken.items if item.raw_hash not in taken.files]
    if (sum(short) - len(taken.lacking)) * 2 > len(short):
        yield "most texts are short: say where an article's text stands with [source.article] body"
    if rows and source.page.item is None:
        yield "its news were found without selectors: with `item`, `title` and `date` they stay found"
    if _is_repeated(taken):
        remedy = (
            "is `title` (or `link`) the right selector?"
            if rows
            else "say where it stands with [source.article] title"
        )
        yield f"several items have the same title: {remedy}"


def _undated(taken: Taken, remedy: str) -> Iterator[str]:
    """Yield what dates there are that cannot be read, or that there are none and what can be done."""
    undated = sum(item.published is None for item in taken.items) - len(taken.ahead)
    if taken.undated:
        remedy = f"say how dates like “{taken.undated[0][:EXAMPLE]}” are written with date_format"
    if undated:
        yield f"{undated} of {len(taken.items)} items have no date that could be read: {remedy}"


def _is_repeated(taken: Taken) -> bool:
    return len({item.title for item in taken.items}) < len(taken.items)


def _are_most(told: Iterable[bool]) -> bool:
    said = list(told)
    return sum(said) * 2 > len(said)


def _is_short(text: str) -> bool:
    return sum(_CHINESE if east_asian_width(sign) in "WF" else 1 for sign in text[:_SHORT]) < _SHORT
