"""Reads lists of subscribers as spreadsheets save them, and writes them so that spreadsheets read them."""

import csv
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Final

from aggregator.errors import UsageError

COLUMNS: Final = (
    *("address", "name", "state", "since", "consent", "consent_at", "consent_form"),
    *("digests", "societies", "topics", "monthly", "language", "plain"),
)
"""What is written; of these ``address``, ``name`` and the wishes are read back."""

_NAMES: Final = {
    "address": {"address", "email", "e-mail", "mail", "email address", "e-mail address", "e-mail-adresse"},
    "name": {"name", "full name", "display name", "vollständiger name"},
}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """The most that is read of a file: bytes, and lines."""

    bytes: int = 50_000_000
    lines: int = 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of a list; ``number`` is that at which it begins in the file, from 1."""

    number: int
    address: str
    name: str | None = None
    state: str = ""
    wishes: Mapping[str, str] = field(default_factory=dict)


def read(content: bytes, limits: Limits = Limits()) -> list[Line]:
    """Return the lines of a list that stand for somebody, its header and empty lines left out.

    Takes UTF-8, UTF-16 and, where it is neither, Windows-1252; commas, semicolons, tabs or bars;
    quoted cells with line breaks in them; columns in any order, found by their names or by the first
    cell that holds an ``@``. Raises ``UsageError`` for what is no such list.
    """
    if len(content) > limits.bytes:
        raise UsageError(f"the list is larger than {limits.bytes} bytes: split it")
    text = _decoded(content)
    rows = list(_rows(text, _delimiter(text), limits))
    if not rows:
        raise UsageError("the list is empty")
    names = [cell.casefold() for cell in rows[0][1]]
    columns = _columns(names)
    if "address" in columns:
        rows = rows[1:]
    else:
        columns = {"address": _address_column(rows[0][1])}
    return [_line(number, cells, columns) for number, cells in rows]


def write(rows: Iterable[Mapping[str, str]], *, delimiter: str = ",") -> bytes:
    """Return a list as a file: UTF-8 with the mark by which spreadsheets know it, lines ending in CRLF.

    A cell that a spreadsheet would take for a formula begins with an apostrophe; ``read`` takes it off.
    """
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_harmless(row.get(name, "")) for name in COLUMNS])
    return BOM_UTF8 + out.getvalue().encode()


def _decoded(content: bytes) -> str:
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    if b"\0" in content[:200]:
        return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be", "replace")
    try:
        return content.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    first, _, _ = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) > len("sep="):
        return first.strip()[len("sep=")]
    outside = "".join(first.split('"')[::2])
    return max(",;\t|", key=lambda sign: (outside.count(sign), sign == ","))


def _rows(text: str, delimiter: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Give each row that holds anything, with the number of the line at which it begins."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    begins = 1
    try:
        for count, cells in enumerate(reader):
            if count >= limits.lines:
                raise UsageError(f"the list has more than {limits.lines} lines: split it")
            bare = [_bare(cell) for cell in cells]
            if any(bare) and not (begins == 1 and bare[0].lower().startswith("sep=")):
                yield begins, bare
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UsageError(f"line {begins} of the list cannot be read: {error}") from error


def _bare(cell: str) -> str:
    """Return a cell without the blanks around it, no-break spaces and zero-width signs among them."""
    bare = cell.replace("\u200b", "").replace("\ufeff", "").strip()
    return bare[1:] if bare.startswith("'") and bare[1:].startswith(_FORMULA) else bare


def _columns(names: Sequence[str]) -> dict[str, int]:
    wanted = {name: {name, *_NAMES.get(name, ())} for name in COLUMNS}
    return {
        name: next(place for place, given in enumerate(names) if given in known)
        for name, known in wanted.items()
        if not known.isdisjoint(names)
    }


def _address_column(cells: Sequence[str]) -> int:
    for place, cell in enumerate(cells):
        if "@" in cell:
            return place
    raise UsageError(
        "no column of the list holds addresses: name one `address` in its first line, or put them there"
    )


def _line(number: int, cells: Sequence[str], columns: Mapping[str, int]) -> Line:
    def cell(name: str) -> str:
        place = columns.get(name)
        return cells[place] if place is not None and place < len(cells) else ""

    wishes = {name: cell(name) for name in COLUMNS[7:] if cell(name)}
    return Line(
        number=number,
        address=cell("address"),
        name=cell("name") or None,
        state=cell("state").lower(),
        wishes=wishes,
    )


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
