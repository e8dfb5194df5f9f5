"""Raises the alarm when no news are found on a page that is there, with what is needed to mend that."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from aggregator import parse
from aggregator.errors import AggregatorError, StoreError
from aggregator.jobs.line import Taken
from aggregator.model import Fetched, Parsed, Source
from aggregator.store import files
from aggregator.workers import Workers

MOST = 2_000_000
"""Bytes of a page that are kept."""
_TURNED = (
    "the page shows something else than before: all its links are new, lead elsewhere and have no dates, "
    "while its news had; none is taken until a new page of the site stands among them, or the selectors "
    "item, title and link say where its news are"
)


def doubted(source: Source, parsed: Parsed, workers: Workers, *, answer: Fetched, folder: Path) -> Parsed:
    """Return what was read of an answer, none of it known; with an alarm in place of rows that are no news.

    Where selectors say what is news that is not doubted.
    """
    if source.kind != "page" or source.page.item or source.page.split or not parsed.entries:
        return parsed
    try:
        good, last = map(files.content, _kept(source, folder))
        kept = {"good": good, "last": last}
        may_have_turned = bool(good) and good != answer.body[:MOST]
        has_turned = may_have_turned and workers.run(parse.has_turned, parsed.entries, url=answer.url, **kept)
    except AggregatorError:
        return parsed
    return replace(parsed, entries=(), alarms=(*parsed.alarms, _TURNED)) if has_turned else parsed


def raised(source: Source, taken: Taken, *, folder: Path) -> tuple[str, ...]:
    """Return the alarms of a poll in words; the page is kept in ``folder``, with the last good one beside it.

    Two files a source, in the bytes that came, and not named as a browser would run them.
    """
    if source.kind != "page":
        return taken.parsed.alarms
    good, now = _kept(source, folder)
    try:
        files.replace(now if taken.parsed.alarms else good, taken.answer.body[:MOST])
    except StoreError as error:
        return (*taken.parsed.alarms, f"the page could not be kept: {error}")
    return tuple(_told(source, taken, good=good, now=now))


def _kept(source: Source, folder: Path) -> tuple[Path, Path]:
    good, now = (folder / f"{source.key}.{which}.html.txt" for which in ("good", "now"))
    return good, now


def _told(source: Source, taken: Taken, *, good: Path, now: Path) -> Iterator[str]:
    yield from taken.parsed.alarms
    if taken.parsed.alarms:
        before = f", as it was when its news were found in {good}" if good.exists() else ""
        yield (
            f"the page as it is now is kept in {now}{before}: correct the source's selectors, or its url or "
            f"kind, in sources.toml, and see with `aggregator check {source.key}` what it brings"
        )
