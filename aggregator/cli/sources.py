"""``sources import`` and ``sources export``: lists of feeds (OPML), in and out."""

import os
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from aggregator import parse, publish
from aggregator.cli.output import AsJson, SiteFolder, count, print_json, say, table
from aggregator.config import FILE, Site
from aggregator.config.taking import plan, write
from aggregator.errors import NotAFeed, StoreError, UsageError
from aggregator.fetch.words import shown

_MOST: Final = 10_000_000
"""Bytes of a list of feeds."""

app = typer.Typer(no_args_is_help=True, help="Lists of feeds (OPML): import, export.")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A list of feeds (OPML).")],
    *,
    site: SiteFolder = Path(),
    dry: Annotated[bool, typer.Option("--dry-run", help="Only say what would become of each line.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add a feed reader's list to sources.toml, folders as societies; what stands there stays as it is."""
    with Site(site, os.environ) as opened:
        try:
            listed = opened.looking.workers.run(parse.outlines, _content(file))
        except NotAFeed as error:
            raise UsageError(f"{file}: {error}") from error
        wanted = plan(listed, opened.configuration)
    if not dry:
        write(wanted, site, os.environ, origin=file.name)
    if as_json:
        print_json([asdict(one) for one in wanted.taken])
        return
    rows = [(one.what, one.society, one.source, one.title, shown(one.url), one.why) for one in wanted.taken]
    table(("what", "society", "source", "title", "address", "why"), rows)
    counts = Counter(one.what for one in wanted.taken)
    said = "; ".join(
        f"{number} {'would be ' if dry else ''}{what}" for what, number in sorted(counts.items())
    )
    say(f"{said or 'Nothing is listed'}.")
    if wanted.sources and not dry:
        new = count(len(wanted.societies), "new society", "new societies")
        say(f"{site / FILE} has them at its end, with {new}. Try one with `aggregator check KEY`.")


@app.command()
def export(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Where to; standard output by default.")
    ] = None,
    *,
    site: SiteFolder = Path(),
) -> None:
    """Write the sources under their societies as a list that any feed reader imports (OPML 2.0)."""
    with Site(site, os.environ) as opened:
        configured = opened.configuration
        content = publish.opml(opened.feed, configured.societies, configured.sources)
    if file is None:
        sys.stdout.buffer.write(content)
        return
    try:
        file.write_bytes(content)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror or error}") from error
    say(f"Wrote {count(len(configured.sources), 'source', 'sources')} to {file}.")


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > _MOST:
            raise UsageError(f"{file} is larger than {_MOST:,} bytes, which no list of feeds is")
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}") from error
