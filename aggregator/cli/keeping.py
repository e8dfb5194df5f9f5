"""``backup`` and ``restore`` carry a whole site; ``check store`` and ``store vacuum`` look after its data."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from aggregator import store
from aggregator.cli.output import AsJson, SiteFolder, count, print_json, say, warn
from aggregator.config import Site
from aggregator.jobs.tidy import tidy

keep = typer.Typer(no_args_is_help=True, help="The data: what they take.")

_File = Annotated[Path, typer.Argument(metavar="FILE", help="The archive.")]


def backup(file: _File, *, site: SiteFolder = Path()) -> None:
    """Write data, sources.toml, templates and secret key into one archive, while the daemon runs or not."""
    with Site(site, os.environ) as opened:
        saved = store.backup.save(opened.store, site, file, at=opened.clock())
    say(f"{saved.path} holds {count(saved.rows, 'row', 'rows')} in {saved.size:,} bytes, and has been tried.")


def restore(
    file: _File,
    *,
    site: SiteFolder = Path(),
    force: Annotated[bool, typer.Option("--force", help="Replace what stands in the site's folder.")] = False,
) -> None:
    """Make the site what a backup holds."""
    rows = store.backup.restore(file, site, force=force)
    say(f"{site} is what {file} holds: {count(rows, 'row', 'rows')}. Run `aggregator check` to see it.")


def check_store(site: Site, *, as_json: bool) -> None:
    """Say whether the store is whole; exit 1 where it is not."""
    found = store.upkeep.examine(site.store)
    if as_json:
        print_json(asdict(found))
    elif not found.faults:
        say(f"The store is whole: {count(found.rows, 'row', 'rows')} in {found.size:,} bytes.")
    else:
        for fault in found.faults:
            warn(f"the store: {fault}")
        warn("Take a copy of it as it is, then `aggregator restore` the last backup.")
    if found.faults:
        raise typer.Exit(1)


@keep.command()
def vacuum(*, site: SiteFolder = Path(), as_json: AsJson = False) -> None:
    """Clear away what is not to be kept, and give back the room that it took; a daemon waits meanwhile."""
    with Site(site, os.environ) as opened:
        before = store.upkeep.size(opened.store.engine)
        gone = tidy(opened.tidying)
        store.upkeep.vacuum(opened.store)
        after = store.upkeep.size(opened.store.engine)
    if as_json:
        print_json(asdict(gone) | {"before": before, "after": after})
        return
    went = f"{count(gone.texts, 'text', 'texts')} and {count(gone.rows, 'old row', 'old rows')} went"
    took = f"the store took {before:,} bytes and takes {after:,} now"
    say(f"{went}; {took}: {max(before - after, 0):,} freed.")


def add_to(app: typer.Typer) -> None:
    """Register these commands."""
    app.command()(backup)
    app.command()(restore)
