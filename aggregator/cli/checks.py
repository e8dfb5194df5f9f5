"""``digest check``, and what else is said of an issue before it may go."""

import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from aggregator.cli.output import AsJson, SiteFolder, count, print_json, say, warn
from aggregator.config import Site
from aggregator.digest.checks import Finding
from aggregator.errors import UsageError
from aggregator.jobs import checking, compose
from aggregator.model import Issue

Yes = Annotated[bool, typer.Option("--yes", help="Go on in spite of warnings, without asking.")]


def check(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The digest's key in sources.toml.")],
    *,
    site: SiteFolder = Path(),
    links: Annotated[bool, typer.Option(help="Ask every link whether it is there.")] = True,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong, or may be, with the issue as it would look now; exit code 1 where an error is."""
    with Site(site, os.environ) as opened:
        digest = opened.configuration.digest(key)
        issue = compose.current(opened.store, digest)
        if issue is None or issue.state == "draft":
            issue = compose.compose(opened.store, digest, making=opened.making, save=False)
        found = checking.check(issue, opened.checking, links=links)
    if as_json:
        print_json([asdict(one) for one in found])
    else:
        show(found)
        if not found:
            say(f"Nothing is wrong with issue {issue.key}.")
    if any(one.level == "error" for one in found):
        raise typer.Exit(1)


def show(found: Sequence[Finding]) -> None:
    """Print findings, one a line."""
    for one in found:
        warn(f"{one.level}: {one}")


def settle(issue: Issue, opened: Site, *, yes: bool) -> None:
    """Show what is wrong with an issue; raise ``UsageError`` where that keeps it back."""
    found = checking.check(issue, opened.checking)
    show(found)
    errors = sum(one.level == "error" for one in found)
    remedy = f"`aggregator digest edit {issue.digest}`, then try again"
    if errors:
        raise UsageError(f"issue {issue.key} has {count(errors, 'error', 'errors')}: {remedy}")
    if not found or yes:
        return
    said = f"issue {issue.key} has {count(len(found), 'warning', 'warnings')}"
    if not sys.stdin.isatty():
        raise UsageError(f"{said}: {remedy}, or say --yes")
    if not typer.confirm(f"{said[0].upper()}{said[1:]}. Go on?"):
        raise UsageError(f"{said}, and you said no; nothing was changed")


def add_to(app: typer.Typer) -> None:
    """Register this command."""
    app.command()(check)
