"""``poll`` asks the sources, ``publish`` writes the feed."""

import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.text import Text

from aggregator import store, web
from aggregator.cli.output import AsJson, SiteFolder, err, print_json, say, table, warn
from aggregator.config import Site
from aggregator.jobs import pictures
from aggregator.jobs.gather import gather
from aggregator.jobs.publish import publish as publish_feed
from aggregator.model import Poll

_STYLES = {"fetched": "green", "unchanged": "dim", "failed": "red", "put off": "yellow"}


def poll(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Sources; all by default.")
    ] = None,
    *,
    site: SiteFolder = Path(),
    as_json: AsJson = False,
) -> None:
    """Poll the sources now, and show what each brought; exit code 1 when one failed."""
    with Site(site, os.environ) as opened:
        polls = poll_with_progress(opened, sources or [])
    if as_json:
        print_json([as_record(one) for one in polls])
    else:
        show(polls)
    if any(one.outcome == "failed" for one in polls):
        raise typer.Exit(1)


def poll_with_progress(site: Site, keys: list[str]) -> list[Poll]:
    """Poll sources with a progress bar on a terminal; return the polls in the configuration's order."""
    chosen = site.configuration.chosen_sources(keys)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    done: dict[str, Poll] = {}
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("polling", total=len(chosen))
        for one in gather(chosen, site.gathering, asked=True):
            done[one.source] = one
            progress.update(task, advance=1, description=f"polling: {one.source}")
    return [done[source.key] for source in chosen if source.key in done]


def fresh(one: Poll) -> int:
    """Return how many items a poll brought that were not kept before."""
    return sum(one.counts.get(kind, 0) for kind in ("new", "retold", "backlog"))


def as_record(one: Poll) -> dict[str, Any]:
    """Return a poll as ``poll --json`` prints it; ``retold`` and ``backlog`` are parts of ``new``."""
    return {
        "key": one.source,
        "status": one.outcome,
        "http_status": one.status,
        "new": fresh(one),
        "retold": one.counts.get("retold", 0),
        "backlog": one.counts.get("backlog", 0),
        "changed": one.counts.get("changed", 0),
        "known": one.counts.get("known", 0),
        "seconds": round(one.seconds, 3),
        "error": one.error,
        "faults": list(one.faults),
        "next_poll": one.next_at,
    }


def show(polls: Iterable[Poll]) -> None:
    """Print a table of polls, and under it what was wrong, in words."""
    polls = list(polls)
    table(
        ("source", "result", "new", "changed", "known", "failed", "time"),
        [
            (
                one.source,
                Text(one.outcome, style=_STYLES[one.outcome]),
                fresh(one) or "",
                one.counts.get("changed") or "",
                one.counts.get("known") or "",
                "failed" if one.outcome == "failed" else "",
                f"{one.seconds:.2f} s",
            )
            for one in polls
        ],
        right=("new", "changed", "known", "time"),
    )
    for one in polls:
        if one.error:
            warn(f"{one.source}: {one.error}")
        for fault in one.faults:
            warn(f"{one.source}: {fault}")
    backlog = sum(one.counts.get("backlog", 0) for one in polls)
    if backlog:
        are = "is" if backlog == 1 else "are"
        say(
            f"{backlog} of the new items {are} backlog: older than their source's `backlog` allows for news, "
            "or undated on its first poll."
        )


def publish(
    *,
    site: SiteFolder = Path(),
    to: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the whole public site as files into DIR.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the combined feed, public/feed.xml, if it has changed; with --to, the whole site."""
    with Site(site, os.environ) as opened:
        if opened.configuration.feed.pictures == "serve":
            pictures.copy(opened.picturing)
        published = publish_feed(opened.publishing)
        exported = web.export(web.Library(opened, is_static=True), to) if to else None
        with opened.store.reading() as connection:
            kept = store.items.count(connection)
    if as_json:
        print_json(
            {"path": published.path, "changed": published.changed, "stories": published.stories}
            | (asdict(exported) if exported else {})
        )
        return
    state = "Wrote" if published.changed else "Unchanged:"
    say(f"{state} {published.path} with {published.stories} stories out of {kept} kept items.")
    if kept and not published.stories:
        say("All of them are backlog: of a first poll, news is what is dated, within its source's `backlog`.")
    if exported:
        say(f"{to} holds {exported.files} files: {exported.written} written, {exported.deleted} deleted.")


def add_to(app: typer.Typer) -> None:
    """Register these commands."""
    app.command()(poll)
    app.command()(publish)
