"""Finds the line on which a table or key of a TOML text stands, which TOML parsers do not tell."""

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]
"""The way to a value: table and key names, and for arrays of tables the number from 0."""

_ARRAY = re.compile(r"\s*\[\[\s*(.+?)\s*\]\]")
_TABLE = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=\s*(.*)""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


def index(text: str) -> Mapping[Path, int]:
    """Return the line number, from 1, of each table and key in ``text`` (TOML 1.0)."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    fence: str | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if fence:
            fence = None if fence in line else fence
            continue
        if array := _ARRAY.match(line):
            table = _resolve(array[1], counts, opens=True)
            lines.setdefault(table[:-1], number)
            lines.setdefault(table, number)
        elif header := _TABLE.match(line):
            table = _resolve(header[1], counts, opens=False)
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault(table + tuple(_parts(key[1])), number)
            fence = _opened(key[2])
    return lines


def nearest(lines: Mapping[Path, int], path: Path) -> int | None:
    """Return the line of ``path``, or of the closest table around it."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return None


def _resolve(name: str, counts: dict[Path, int], *, opens: bool) -> Path:
    """Return the path of a header, with the number of the array's element that it is about."""
    path: Path = ()
    parts = _parts(name)
    for place, part in enumerate(parts):
        path += (part,)
        if opens and place == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path += (counts[path],)
    return path


def _parts(name: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(name)]


def _opened(value: str) -> str | None:
    """Return the fence of a multi-line string that begins in ``value`` and does not end there."""
    for fence in ('"""', "'''"):
        if value.startswith(fence) and fence not in value[3:]:
            return fence
    return None
