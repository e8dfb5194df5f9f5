"""``init`` makes a site, ``check`` says whether its configuration is good."""

import os
import shutil
from pathlib import Path

import typer

from aggregator import store
from aggregator.cli.output import AsJson, SiteFolder, count, local, print_json, say, table
from aggregator.config import FILE, Site
from aggregator.config.site import shipped
from aggregator.errors import StoreError, UsageError


def init(folder: Path = typer.Argument(metavar="DIR", help="The folder to make; it may exist.")) -> None:  # noqa: B008  Typer's way
    """Make a site: a commented sources.toml to begin from, and a folder for the data."""
    path = folder / FILE
    if path.exists():
        raise UsageError(f"{path} is there already; nothing was changed")
    try:
        (folder / "store").mkdir(parents=True, exist_ok=True)
        shutil.copyfile(shipped(FILE), path)
        (folder / "store" / ".gitignore").write_text("*\n")
    except OSError as error:
        raise StoreError(f"the site {folder} cannot be made: {error.strerror or error}") from error
    say(f"Made {path}: edit it, then run")
    option = "" if folder.resolve() == Path.cwd() else f" --site {folder}"
    for command in ("check", "poll", "publish"):
        say(f"  aggregator {command}{option}")


def check(site: SiteFolder = Path(), *, as_json: AsJson = False) -> None:
    """Check sources.toml and show each source with its last poll."""
    with Site(site, os.environ) as opened:
        configured = opened.configuration
        with opened.store.reading() as connection:
            latest = store.polls.latest(connection, list(configured.sources))
        rows = [(source, latest.get(source.key)) for source in configured.sources.values()]
        if as_json:
            print_json(
                [
                    {
                        "key": source.key,
                        "society": source.society,
                        "kind": source.kind,
                        "url": source.url,
                        "last_poll": poll.at if poll else None,
                        "status": poll.outcome if poll else None,
                        "error": poll.error if poll else None,
                        "faults": poll.faults if poll else (),
                        "next_poll": poll.next_at if poll else None,
                    }
                    for source, poll in rows
                ]
            )
            return
        zone = configured.site.timezone
        table(
            ("source", "society", "kind", "last poll", "what came of it", "next"),
            [
                (
                    source.key,
                    source.society,
                    source.kind,
                    local(poll.at, zone),
                    poll.error or poll.outcome,
                    local(poll.next_at, zone),
                )
                if poll
                else (source.key, source.society, source.kind, "", "not polled yet", "")
                for source, poll in rows
            ],
        )
        counts = ", ".join(
            (
                count(len(configured.societies), "society", "societies"),
                count(len(configured.sources), "source", "sources"),
                count(len(configured.topics), "topic", "topics"),
                count(len(configured.digests), "digest", "digests"),
            )
        )
        say(f"{site / FILE} is good: {counts}.")


def add_to(app: typer.Typer) -> None:
    """Register these commands."""
    app.command()(init)
    app.command()(check)
