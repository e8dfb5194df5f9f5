"""``items`` shows what is kept, and ``stories`` sets right which items tell the same news."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.text import Text

from aggregator import store
from aggregator.cli.output import AsJson, SiteFolder, local, out, print_json, say, table
from aggregator.config import Site
from aggregator.jobs.history import Edit, history
from aggregator.refine.searchable import Marked

app = typer.Typer(help="Show what is kept.", invoke_without_command=True)
stories = typer.Typer(help="Set right which items tell the same news.", no_args_is_help=True)

Identity = Annotated[str, typer.Argument(metavar="ITEM", help="An item's id, or how it ends.")]
_DAY = ["%Y-%m-%d"]
_STYLES = {"same": "", "gone": "red strike", "come": "green"}
_SIGNS = {"gone": ("[-", "-]"), "come": ("{+", "+}")}


@app.callback()
def items(
    context: typer.Context,
    *,
    site: SiteFolder = Path(),
    source: Annotated[str | None, typer.Option(help="Only this source's.")] = None,
    society: Annotated[str | None, typer.Option(help="Only this society's.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List the newest items with the reason why each is news or is not."""
    if context.invoked_subcommand:
        return
    with Site(site, os.environ) as opened:
        zone = opened.configuration.site.timezone
        with opened.store.reading() as connection:
            found = store.items.listing(connection, source=source, society=society, limit=limit)
    if as_json:
        print_json([_record(kept) for kept in found])
        return
    table(
        ("date", "society", "title", "", "why"),
        [
            (
                local(kept.item.date, zone),
                kept.item.society,
                kept.item.title,
                "" if kept.news else "backlog",
                kept.why,
            )
            for kept in found
        ],
    )


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help='Words; "a phrase", a beginning*, or -without.')],
    *,
    site: SiteFolder = Path(),
    source: Annotated[str | None, typer.Option(help="Only this source's.")] = None,
    society: Annotated[str | None, typer.Option(help="Only this society's.")] = None,
    topic: Annotated[str | None, typer.Option(help="Only on this topic.")] = None,
    language: Annotated[str | None, typer.Option(help="Only in this language.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=_DAY, help="From this day on.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=_DAY, help="Up to this day.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many, the best first.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Find items by their words, the best first; accents and case do not count."""
    with Site(site, os.environ) as opened:
        zone = ZoneInfo(opened.configuration.site.timezone)
        query = store.search.Query(
            words=" ".join(words),
            source=source,
            society=society,
            topic=topic,
            language=language,
            since=since.replace(tzinfo=zone) if since else None,
            until=until.replace(tzinfo=zone) + timedelta(days=1) if until else None,
        )
        with opened.store.reading() as connection:
            hits = store.search.search(connection, query, limit=limit)
    if as_json:
        print_json([_record(hit.kept) | {"excerpt": _plainly(hit.excerpt)} for hit in hits])
        return
    for hit in hits:
        one = hit.kept.item
        out.print(_marked(hit.title), soft_wrap=True)
        say(f"  {local(one.date, zone.key)}  {one.society}  {one.link or one.id}")
        out.print(Text("  ") + _marked(hit.excerpt), soft_wrap=True)
    if not hits:
        say("Nothing was found.")


def _marked(pieces: Marked) -> Text:
    return (
        Text(_plainly(pieces))
        if not out.is_terminal
        else Text.assemble(*((words, "bold yellow" if hit else "") for words, hit in pieces))
    )


def _plainly(pieces: Marked) -> str:
    return "".join(f"[{words}]" if hit else words for words, hit in pieces)


@app.command()
def show(
    item: Identity,
    *,
    site: SiteFolder = Path(),
    with_history: Annotated[bool, typer.Option("--history", help="Show what each edit changed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show one item in full, and with --history what its source has changed in it since."""
    with Site(site, os.environ) as opened:
        zone = opened.configuration.site.timezone
        with opened.store.reading() as connection:
            kept = store.items.kept(connection, store.joining.find(connection, item))
        edits = history(opened.store, kept.item) if with_history else []
    if as_json:
        print_json(_record(kept) | {"history": [_edit_record(one) for one in edits]})
        return
    one = kept.item
    say(one.title)
    for name, said in (
        ("id", one.id),
        ("story", kept.story),
        ("society", one.society),
        ("source", one.source),
        ("link", one.link or "none"),
        (
            "published",
            f"{local(one.date, zone)} ({one.published.evidence if one.published else 'first seen'})",
        ),
        ("why", kept.why),
    ):
        say(f"{name:>10}: {said}")
    if not with_history:
        say(f"\n{one.text}")
    for edit in edits:
        _show(edit, zone)
    if with_history and not edits:
        say("It has not been edited since it was first seen, or no former wording is kept any more.")


def _show(edit: Edit, zone: str) -> None:
    out.print(Text(f"\nedited before {local(edit.at, zone)}:", style="bold"))
    said = Text()
    for change, words in edit.pieces:
        opening, closing = _SIGNS.get(change, ("", "")) if not out.is_terminal else ("", "")
        said.append(f"{opening}{words}{closing}", style=_STYLES[change])
    out.print(said, soft_wrap=True)


@stories.command()
def split(item: Identity, *, site: SiteFolder = Path()) -> None:
    """Take an item out of its story: it tells other news. That stays so."""
    with Site(site, os.environ) as opened, opened.store.writing() as connection:
        story = store.joining.split(connection, store.joining.find(connection, item))
    say(f"It is a story of its own now: {story}" if story else "It was a story of its own already.")


@stories.command()
def merge(one: Identity, other: Identity, *, site: SiteFolder = Path()) -> None:
    """Make one story of those that two items tell. That stays so."""
    with Site(site, os.environ) as opened, opened.store.writing() as connection:
        found = [store.joining.find(connection, ending) for ending in (one, other)]
        story = store.joining.merge(connection, *found)
    say(f"They are one story now: {story}")


def _edit_record(edit: Edit) -> dict[str, Any]:
    return {"at": edit.at, "changes": [{"change": change, "text": words} for change, words in edit.pieces]}


def _record(kept: store.items.Kept) -> dict[str, Any]:
    one = kept.item
    return {
        "id": one.id,
        "source": one.source,
        "society": one.society,
        "story": kept.story,
        "news": kept.news,
        "why": kept.why,
        "title": one.title,
        "link": one.link,
        "guid": one.guid,
        "published": one.published.at if one.published else None,
        "date_from": one.published.evidence if one.published else "first seen",
        "updated": one.updated,
        "first_seen": one.first_seen,
        "language": one.language,
        "topics": list(one.topics),
        "authors": list(one.authors),
        "summary": one.summary,
        "text": one.text,
        "html": one.html,
    }
