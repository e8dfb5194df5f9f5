"""Raises the alarm when selectors find nothing on a page that is there, with what is needed to mend them."""

from collections.abc import Iterator
from pathlib import Path

from aggregator.errors import StoreError
from aggregator.jobs.line import Taken
from aggregator.model import Source
from aggregator.store import files

MOST = 2_000_000
"""Bytes of a page that are kept."""


def raised(source: Source, taken: Taken, *, folder: Path) -> tuple[str, ...]:
    """Return the alarms of a poll in words; the page is kept in ``folder``, with the last good one beside it.

    Two files a source, in the bytes that came, and not named as a browser would run them.
    """
    if source.kind != "page":
        return taken.parsed.alarms
    good, now = (folder / f"{source.key}.{which}.html.txt" for which in ("good", "now"))
    try:
        files.replace(now if taken.parsed.alarms else good, taken.answer.body[:MOST])
    except StoreError as error:
        return (*taken.parsed.alarms, f"the page could not be kept: {error}")
    return tuple(_told(source, taken, good=good, now=now))


def _told(source: Source, taken: Taken, *, good: Path, now: Path) -> Iterator[str]:
    yield from taken.parsed.alarms
    if taken.parsed.alarms:
        before = f", as it was when its news were found in {good}" if good.exists() else ""
        yield (
            f"the page as it is now is kept in {now}{before}: correct the source's selectors, or its url or "
            f"kind, in sources.toml, and see with `aggregator check {source.key}` what it brings"
        )
