"""``init`` makes a site, ``check`` says whether its configuration is good."""

import os
import shutil
from pathlib import Path
from typing import Annotated, Any

import typer

from aggregator import store
from aggregator.cli.keeping import check_store
from aggregator.cli.output import AsJson, SiteFolder, count, local, print_json, say, table, warn
from aggregator.cli.postal import check_mail
from aggregator.config import FILE, Site, advice
from aggregator.config.site import shipped
from aggregator.errors import StoreError, UsageError
from aggregator.jobs.look import Look, look
from aggregator.model import Poll, Source


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


def check(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE]...", help="Sources to look at now, keeping nothing."),
    ] = None,
    *,
    site: SiteFolder = Path(),
    message: Annotated[
        Path | None, typer.Option(metavar="FILE", help="With `check mail`: a message as it arrived.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check sources.toml and show each source's last poll; or ask the named sources what they would bring.

    With sources, exit code 1 where one brings nothing or a selector finds nothing.

    `check mail` looks at how receivers see this sender: SPF, DKIM, DMARC, PTR and the mail server.
    `check store` reads all the data and says whether they are whole.
    """
    with Site(site, os.environ) as opened:
        if sources == ["mail"] and "mail" not in opened.configuration.sources:
            check_mail(opened, message, as_json=as_json)
        elif sources == ["store"] and "store" not in opened.configuration.sources:
            check_store(opened, as_json=as_json)
        elif sources:
            looks = [look(one, opened.looking) for one in opened.configuration.chosen_sources(sources)]
            _show_looks(looks, opened.configuration.site.timezone, as_json=as_json)
        else:
            _show_sources(opened, as_json=as_json)
            _say_what_is_wrong(opened)


def _show_looks(looks: list[Look], zone: str, *, as_json: bool) -> None:
    if as_json:
        print_json([_look_record(one) for one in looks])
    else:
        for one in looks:
            say(f"{one.source}: {count(len(one.items), 'item', 'items')}")
            rows = [
                (
                    local(item.date, zone),
                    item.published.evidence if item.published else "none: first seen",
                    item.language,
                    len(item.text),
                    item.title,
                )
                for item in one.items
            ]
            table(("date", "date from", "language", "characters", "title"), rows, right=("characters",))
            for problem in one.problems:
                warn(f"{one.source}: {problem}")
    if not all(one.sound for one in looks):
        raise typer.Exit(1)


def _look_record(one: Look) -> dict[str, Any]:
    return {
        "key": one.source,
        "problems": one.problems,
        "items": [
            {
                "title": item.title,
                "link": item.link,
                "published": item.published.at if item.published else None,
                "date_from": item.published.evidence if item.published else None,
                "language": item.language,
                "characters": len(item.text),
                "summary": item.summary,
                "text": item.text,
            }
            for item in one.items
        ],
    }


def _show_sources(site: Site, *, as_json: bool) -> None:
    configured = site.configuration
    with site.store.reading() as connection:
        latest = store.polls.latest(connection, list(configured.sources))
        guids = store.polls.guids(connection)
    rows = [(source, latest.get(source.key)) for source in configured.sources.values()]
    if as_json:
        print_json(
            [
                _source_record(source, poll) | {"guids": guids.get(source.key, "unknown")}
                for source, poll in rows
            ]
        )
        return
    zone = configured.site.timezone
    table(
        ("source", "society", "kind", "last poll", "what came of it", "next"),
        [(source.key, source.society, source.kind, *_in_words(poll, zone)) for source, poll in rows],
    )
    counts = ", ".join(
        (
            count(len(configured.societies), "society", "societies"),
            count(len(configured.sources), "source", "sources"),
            count(len(configured.topics), "topic", "topics"),
            count(len(configured.digests), "digest", "digests"),
        )
    )
    if not any(advice.faults(configured, site.folder)):
        say(f"{site.folder / FILE} is good: {counts}.")


def _say_what_is_wrong(site: Site) -> None:
    for hint in advice.hints(site.configuration, is_local=site.is_local):
        warn(hint)
    faults = list(advice.faults(site.configuration, site.folder))
    for fault in faults:
        warn(fault)
    if faults:
        raise typer.Exit(1)


def _in_words(poll: Poll | None, zone: str) -> tuple[str, str, str]:
    if poll is None:
        return "", "not polled yet", ""
    came = poll.error or "; ".join((poll.outcome, *poll.faults))
    return local(poll.at, zone), came, local(poll.next_at, zone)


def _source_record(source: Source, poll: Poll | None) -> dict[str, Any]:
    return {
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


def add_to(app: typer.Typer) -> None:
    """Register these commands."""
    app.command()(init)
    app.command()(check)
