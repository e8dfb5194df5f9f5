"""The operator's door: every command, its options, what it prints and its exit code."""

import os
import sys
from typing import Annotated

import typer

import aggregator
from aggregator.cli import (
    deliveries,
    digests,
    discovering,
    editing,
    gathering,
    items,
    keeping,
    running,
    sites,
    sources,
    subscribers,
)
from aggregator.cli.output import say, visible
from aggregator.errors import AggregatorError

app = typer.Typer(
    name="aggregator",
    help="Gathers the news of learned societies, publishes it as one feed and mails it as a digest.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for module in (sites, discovering, gathering, running, deliveries, keeping):
    module.add_to(app)
app.add_typer(items.app, name="items")
app.add_typer(items.stories, name="stories")
app.add_typer(sources.app, name="sources")
app.add_typer(keeping.keep, name="store")
editing.add_to(digests.app)
app.add_typer(digests.app, name="digest")
app.add_typer(deliveries.app, name="deliveries")
app.add_typer(subscribers.app, name="subscribers")


def _say_version(wanted: bool) -> None:
    if wanted:
        say(f"aggregator {aggregator.__version__}")
        raise typer.Exit


@app.callback()
def _before(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version this is."),
    ] = False,
) -> None:
    """Take what stands before the command."""


def main() -> None:
    """Run the command line; what goes wrong is said in one line, never in a traceback."""
    try:
        app()
    except AggregatorError as error:
        print(f"error: {visible(str(error))}", file=sys.stderr)  # noqa: T201  the command line speaks here
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader (head, less) has gone; Python would complain once more when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get("AGGREGATOR_DEBUG"):
            raise
        said = f"{type(error).__name__}: {visible(str(error))}"
        print(  # noqa: T201  the command line speaks here
            f"error: the program failed unexpectedly ({said}); nothing half done was kept. "
            "Set AGGREGATOR_DEBUG=1 to see where, and please report it",
            file=sys.stderr,
        )
        sys.exit(1)
