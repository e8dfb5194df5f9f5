"""``subscribers``: who receives the digests."""

import os
import secrets
from pathlib import Path
from typing import Annotated

import typer
from email_validator import EmailNotValidError, validate_email

from aggregator import store
from aggregator.cli.output import AsJson, SiteFolder, local, print_json, say, table
from aggregator.config import Site
from aggregator.errors import UsageError
from aggregator.model import Subscriber

app = typer.Typer(help="Who receives the digests.", no_args_is_help=True)


@app.command()
def add(
    address: Annotated[str, typer.Argument(help="The mail address.")],
    *,
    site: SiteFolder = Path(),
    name: Annotated[str | None, typer.Option(help="The person's name.")] = None,
    consent: Annotated[
        str, typer.Option(help="How the person agreed; kept as the record of it.")
    ] = "added by the operator",
) -> None:
    """Subscribe someone who has agreed to it."""
    try:
        valid = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise UsageError(f"{address!r} is not a mail address: {error}") from error
    with Site(site, os.environ) as opened:
        new = Subscriber(
            id=secrets.token_hex(8), address=valid.normalized, name=name, state="active", since=opened.clock()
        )
        with opened.store.writing() as connection:
            store.subscribers.add(connection, new, consent=consent)
    say(f"{new.address} is subscribed.")


@app.command("list")
def list_(*, site: SiteFolder = Path(), as_json: AsJson = False) -> None:
    """List the subscribers and the state of each."""
    with Site(site, os.environ) as opened:
        zone = opened.configuration.site.timezone
        with opened.store.reading() as connection:
            found = store.subscribers.listing(connection)
    if as_json:
        print_json(
            [
                {
                    "id": one.id,
                    "address": one.address,
                    "name": one.name,
                    "state": one.state,
                    "since": one.since,
                }
                for one in found
            ]
        )
        return
    table(
        ("address", "name", "state", "since"),
        [(one.address, one.name, one.state, local(one.since, zone)) for one in found],
    )
