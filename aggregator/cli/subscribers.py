"""``subscribers``: who receives the digests, and who must not."""

import os
import sys
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from aggregator import store
from aggregator.cli.output import AsJson, SiteFolder, count, local, print_json, say, table
from aggregator.config import Site
from aggregator.deliver import addresses, sheet
from aggregator.errors import StoreError, UsageError
from aggregator.jobs import enlist as enlisting
from aggregator.jobs import subscribe as joining
from aggregator.model import Subscriber

app = typer.Typer(help="Who receives the digests, and who must not.", no_args_is_help=True)
Address = Annotated[str, typer.Argument(help="The mail address.")]
Value = Annotated[str, typer.Argument(metavar="VALUE", help="A mail address, or a domain as @example.org.")]


@app.command()
def add(
    address: Address,
    *,
    site: SiteFolder = Path(),
    name: Annotated[str | None, typer.Option(help="The person's name.")] = None,
    consent: Annotated[
        str, typer.Option(help="How the person agreed; kept as the record of it.")
    ] = "added by the operator",
) -> None:
    """Subscribe someone who has agreed to it."""
    good = addresses.checked(address)
    with Site(site, os.environ) as opened:
        line = sheet.Line(number=1, address=good, name=name)
        (judged,) = enlisting.enlist([line], consent=consent, tools=opened.enlisting)
    if judged.what != "added":
        already = " on the list already:" if judged.why.startswith("is ") else ""
        raise UsageError(f"{good} is{already} {judged.why.removeprefix('is ')}; nothing was changed")
    say(f"{good} is subscribed.")


@app.command("list")
def list_(
    *,
    site: SiteFolder = Path(),
    state: Annotated[str | None, typer.Option(help="Only those in this state.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the subscribers, the state of each and why."""
    with Site(site, os.environ) as opened:
        zone = opened.configuration.site.timezone
        with opened.store.reading() as connection:
            found = store.subscribers.listing(connection, state=state)
    if as_json:
        print_json([_record(one) for one in found])
        return
    table(
        ("address", "name", "state", "since", "why"),
        [(one.address, one.name, one.state, local(one.since, zone), one.why) for one in found],
    )


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A CSV file, as spreadsheets save it.")],
    *,
    site: SiteFolder = Path(),
    consent: Annotated[str | None, typer.Option(help="How these people agreed; kept with each.")] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Only say what would become of each line.")] = False,
    as_json: AsJson = False,
) -> None:
    """Subscribe the people of a list who have agreed to it; exit code 1 when a line is wrong."""
    try:
        lines = sheet.read(file.read_bytes())
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}") from error
    with Site(site, os.environ) as opened:
        judged = list(enlisting.enlist(lines, consent=consent, tools=opened.enlisting, dry=dry))
    if as_json:
        print_json(
            [{"line": one.line, "address": one.address, "what": one.what, "why": one.why} for one in judged]
        )
    else:
        shown = [one for one in judged if dry or one.what != "added"]
        rows = [(one.line, one.address, one.what, one.why) for one in shown]
        if rows:
            table(("line", "address", "what", "why"), rows, right=("line",))
        counts = Counter(one.what for one in judged)
        would = "would be " if dry else ""
        say("; ".join(f"{number} {would}{what}" for what, number in sorted(counts.items())) + ".")
    if any(one.what == "wrong" for one in judged):
        raise typer.Exit(1)


@app.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="Where to; standard output by default.")] = None,
    *,
    site: SiteFolder = Path(),
    state: Annotated[str | None, typer.Option(help="Only those in this state.")] = None,
    semicolons: Annotated[
        bool, typer.Option("--semicolons", help="As spreadsheets in most of Europe want it.")
    ] = False,
) -> None:
    """Write the subscribers with their consent and wishes as CSV."""
    with Site(site, os.environ) as opened, opened.store.reading() as connection:
        rows = list(enlisting.listed(connection, state=state))
    content = sheet.write(rows, delimiter=";" if semicolons else ",")
    if file is None:
        sys.stdout.buffer.write(content)
        return
    try:
        file.write_bytes(content)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror or error}") from error
    say(f"Wrote {count(len(rows), 'subscriber', 'subscribers')} to {file}.")


@app.command()
def unsubscribe(address: Address, *, site: SiteFolder = Path()) -> None:
    """End a subscription for someone who has asked for it."""
    with Site(site, os.environ) as opened:
        there = _known(opened, address)
        with opened.store.writing() as connection:
            store.subscribers.unsubscribe(connection, there.id, at=opened.clock(), why="asked the operator")
    say(f"{there.address} receives no more mail.")


@app.command()
def restore(address: Address, *, site: SiteFolder = Path()) -> None:
    """Let mail go again to someone who was suspended for bounces or a complaint."""
    with Site(site, os.environ) as opened:
        there = joining.restore(address, tools=opened.subscribing)
    say(f"{there.address} is active again.")


@app.command()
def held(address: Address, *, site: SiteFolder = Path()) -> None:
    """Print all that is held about a person, as JSON."""
    with Site(site, os.environ) as opened:
        there = _known(opened, address)
        print_json(joining.export(there, tools=opened.subscribing))


@app.command()
def erase(address: Address, *, site: SiteFolder = Path()) -> None:
    """Forget a person; a keyed hash stays, by which nobody writes to the address again."""
    with Site(site, os.environ) as opened:
        there = _known(opened, address)
        joining.erase(there, tools=opened.subscribing)
    say(f"{there.address} is forgotten.")


@app.command()
def suppress(
    value: Value,
    *,
    site: SiteFolder = Path(),
    note: Annotated[str | None, typer.Option(help="Why.")] = None,
) -> None:
    """Let no mail go to an address or a domain, whatever list it stands on."""
    with Site(site, os.environ) as opened:
        stopped = joining.suppress(value, note=note, tools=opened.subscribing)
    say(f"{value} is suppressed; {count(stopped, 'subscriber was', 'subscribers were')} suspended.")


@app.command()
def unsuppress(value: Value, *, site: SiteFolder = Path()) -> None:
    """Take an address or a domain off the suppression list; who was suspended stays so."""
    with Site(site, os.environ) as opened, opened.store.writing() as connection:
        if not store.suppression.remove(connection, [value, value.lower()]):
            raise UsageError(f"{value} is not suppressed: `aggregator subscribers suppressed` lists who is")
    say(f"{value} is suppressed no more; `aggregator subscribers restore ADDRESS` lets mail go there again.")


@app.command()
def suppressed(*, site: SiteFolder = Path(), as_json: AsJson = False) -> None:
    """List the addresses and domains that no mail goes to."""
    with Site(site, os.environ) as opened:
        zone = opened.configuration.site.timezone
        with opened.store.reading() as connection:
            found = store.suppression.listing(connection)
    if as_json:
        print_json(
            [{"value": one.value, "reason": one.reason, "at": one.at, "note": one.note} for one in found]
        )
        return
    table(
        ("value", "reason", "since", "note"),
        [(one.value, one.reason, local(one.at, zone), one.note) for one in found],
    )


def _known(site: Site, address: str) -> Subscriber:
    with site.store.reading() as connection:
        there = store.subscribers.find(connection, address)
    if there is None:
        raise UsageError(f"{address} is not on the list: `aggregator subscribers list` shows who is")
    return there


def _record(one: Subscriber) -> dict[str, Any]:
    return {
        "id": one.id,
        "address": one.address,
        "name": one.name,
        "state": one.state,
        "since": one.since,
        "why": one.why,
    }
