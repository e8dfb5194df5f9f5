"""``check mail``: how receivers see this sender, and what to do about it."""

from dataclasses import asdict
from pathlib import Path

import typer
from rich.text import Text

from aggregator.cli.output import print_json, say, table
from aggregator.config import Site
from aggregator.deliver import standing
from aggregator.errors import UsageError

_COLOURS = {"good": "green", "poor": "yellow", "bad": "red", "unseen": "dim"}


def check_mail(site: Site, message: Path | None, *, as_json: bool) -> None:
    """Show what the DNS and the server say, or what a message says that arrived; exit 1 where one is bad."""
    if message is None:
        found = list(standing.checks(site.sender, standing.Resolver()))
    else:
        try:
            found = list(standing.returned(message.read_bytes()))
        except OSError as error:
            raise UsageError(f"{message} cannot be read: {error.strerror or error}") from error
    if as_json:
        print_json([asdict(one) for one in found])
    else:
        rows = [(one.name, Text(one.state, _COLOURS[one.state]), one.found, one.todo) for one in found]
        table(("what", "state", "found", "to do"), rows)
        if message is None:
            say("Then send a test (`aggregator digest send KEY --to ADDRESS`), save it where it arrived, and")
            say("run `aggregator check mail --message FILE`.")
    if any(one.state == "bad" for one in found):
        raise typer.Exit(1)
