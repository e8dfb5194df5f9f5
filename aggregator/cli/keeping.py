"""``backup`` and ``restore`` carry a whole site."""

import os
from pathlib import Path
from typing import Annotated

import typer

from aggregator import store
from aggregator.cli.output import SiteFolder, count, say
from aggregator.config import Site

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


def add_to(app: typer.Typer) -> None:
    """Register these commands."""
    app.command()(backup)
    app.command()(restore)
