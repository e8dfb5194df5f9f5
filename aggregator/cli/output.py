"""How the command line speaks: tables and sentences for people, JSON for programs."""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TextIO
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

SiteFolder = Annotated[
    Path, typer.Option("--site", metavar="DIR", help="The site's folder; the current one by default.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]

_PIPED = 200
"""Columns where no terminal says how many there are: a pipe or a file wants whole lines."""


_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal obeys in place of showing it, and what shows other signs than there are."""


def _console(stream: TextIO, *, stderr: bool) -> Console:
    return Console(stderr=stderr, highlight=False, width=None if stream.isatty() else _PIPED)


out = _console(sys.stdout, stderr=False)
err = _console(sys.stderr, stderr=True)


def count(number: int, one: str, many: str) -> str:
    """Return a number with its noun, as ``1 society`` or ``2 societies``."""
    return f"{number} {one if number == 1 else many}"


def visible(words: str) -> str:
    """Return words, whoever wrote them, as a terminal may be given them."""
    return _UNSEEN.sub("�", words)


def say(sentence: str) -> None:
    """Print a sentence, exactly as it is but for what must not reach a terminal."""
    out.print(Text(visible(sentence)), soft_wrap=True)


def warn(sentence: str) -> None:
    """Print a sentence to standard error."""
    err.print(Text(visible(sentence)), soft_wrap=True)


def print_json(value: Any) -> None:
    """Print ``value`` as JSON; times in RFC 3339."""
    made = json.dumps(value, default=_plain, ensure_ascii=False, indent=2)
    typer.echo(_UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", made))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[str] = ()) -> None:
    """Print a table; the columns named in ``right`` hold figures."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        made.add_row(
            *(
                cell if isinstance(cell, Text) else Text("" if cell is None else visible(str(cell)))
                for cell in row
            )
        )
    out.print(made)


def local(moment: datetime | None, zone: str) -> str:
    """Return a time as it is read in ``zone``, or nothing."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if moment else ""


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    raise TypeError(f"{type(value).__name__} has no JSON form")
