"""Runs aggregator.parse.feed over feedparser's own test files and counts the expectations that hold.

Fetches feedparser's source distribution from the package index (`pip download`), never committed.
An expectation concerns us where it is about a title, link, id, date, summary or content and where
feedparser meets it without its sanitiser and resolver, as we use it. Exits 1 on a crash, on a file
that takes too long, or where more expectations fail than are known and explained below.
"""

import ast
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import feedparser

from aggregator import parse
from aggregator.model import Entry, Parsed, Text

FOLDERS = ("wellformed", "illformed", "encoding", "entities")
SLOWEST = 5.0
OURS = {"title", "link", "id", "guid", "published", "updated", "created", "summary", "description", "content"}
OTHERS = {
    "source",
    "src",
    "image",
    "textinput",
    "links",
    "contributors",
    "authors",
    "tags",
    "base",
    "language",
    "type",
}
NAMES = {"ord": ord, "len": len}
_HEADER = re.compile(rb"^Header:\s+([^:]+):(.+)$", re.MULTILINE)
_EXPECT = re.compile(rb"Expect:\s*(.*?)\s*-->", re.DOTALL)
# Where we mean to differ, and why; each name is a file's, or the beginning of its folder's.
MEANT = {
    "wellformed/node_precedence/atom10_title": "an entry that repeats another word for word is one entry",
    "wellformed/rss/entity_in_doctype": "entities that a feed declares are never expanded",
    "entities/lang": "the name's character is HTML 5's, not HTML 4's",
    "entities/rang": "the name's character is HTML 5's, not HTML 4's",
    "wellformed/base/http_entry_id": "a guid stays as written, whatever address the feed comes from",
}


@dataclass
class Figures:
    """What came of the files of one folder."""

    files: int = 0
    crashed: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    clauses: int = 0
    failed: list[str] = field(default_factory=list)
    meant: Counter[str] = field(default_factory=Counter)


def main() -> int:
    """Fetch, run, print a table, and return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        tests = fetched(Path(folder))
        figures = {name: run(tests, name) for name in FOLDERS}
    for name, one in figures.items():
        held = one.clauses - len(one.failed) - sum(one.meant.values())
        print(
            f"{name:<11} {one.files:>5} files  {len(one.crashed)} crashed  {len(one.slow)} slow  "
            f"{len(one.refused)} no feed  {held} of {one.clauses} expectations hold, "
            f"{sum(one.meant.values())} differ as meant"
        )
        for line in (*one.crashed, *one.slow, *one.failed, *(f"refused {x}" for x in one.refused)):
            print("  ", line)
    return 1 if any(one.crashed or one.slow or one.failed for one in figures.values()) else 0


def fetched(folder: Path) -> Path:
    """Download the source distribution of the feedparser that is installed, and return its tests."""
    name = f"feedparser=={version('feedparser')}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    subprocess.run([*command, "--dest", str(folder), name], check=True)  # noqa: S603  our own command
    with tarfile.open(next(folder.glob("feedparser-*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.glob("feedparser-*/tests"))


def run(tests: Path, name: str) -> Figures:
    """Read every file of a folder, and hold what was read against what its comment expects."""
    figures = Figures()
    for file in sorted((tests / name).rglob("*.xml")):
        figures.files += 1
        place = str(file.relative_to(tests))
        body = file.read_bytes()
        headers = {
            key.strip().lower().decode(): value.strip().decode() for key, value in _HEADER.findall(body)
        }
        started = time.monotonic()
        parsed = read(body, headers, place, figures)
        if time.monotonic() - started > SLOWEST:
            figures.slow.append(place)
        if parsed:
            judge(parsed, body, headers, place, figures)
    return figures


def read(body: bytes, headers: dict[str, str], place: str, figures: Figures) -> Parsed | None:
    """Return what we read of a file; count it where it is refused, or crashes."""
    url = headers.get("content-location", f"http://127.0.0.1:8097/{place}")
    try:
        return parse.feed(body, url=url, content_type=headers.get("content-type"), seen=frozenset())
    except parse.NotAFeed:
        figures.refused.append(place)
    except Exception as error:  # noqa: BLE001  a crash is what is looked for
        figures.crashed.append(f"{place}: {type(error).__name__}: {error}")
    return None


def judge(parsed: Parsed, body: bytes, headers: dict[str, str], place: str, figures: Figures) -> None:
    """Count the clauses of a file's expectation that feedparser meets, and that we do."""
    theirs = feedparser.parse(
        BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    for clause in clauses(body):
        if not holds(clause, {"entries": theirs.entries, "feed": theirs.feed}):
            continue
        figures.clauses += 1
        if holds(clause, as_feedparser(parsed)):
            continue
        reason = next((why for name, why in MEANT.items() if place.startswith(name)), None)
        if reason:
            figures.meant[reason] += 1
        else:
            figures.failed.append(f"{place}: {ast.unparse(clause)}")


def clauses(body: bytes) -> list[ast.expr]:
    """Return the parts of a file's expectation that are about what we keep."""
    text = body.replace(b"\0", b"")
    found = _EXPECT.search(text)
    if not found:
        return []
    try:
        expected = ast.parse(found[1].decode("utf-8", "replace").strip(), mode="eval").body
    except SyntaxError:
        return []
    parts = (
        expected.values
        if isinstance(expected, ast.BoolOp) and isinstance(expected.op, ast.And)
        else [expected]
    )
    return [part for part in parts if concerns_us(part)]


def concerns_us(part: ast.expr) -> bool:
    """Say whether a clause names an entry's or the feed's field, and only such as we keep."""
    names = {node.id for node in ast.walk(part) if isinstance(node, ast.Name)} - {"ord", "len"}
    values = (node.value for node in ast.walk(part) if isinstance(node, ast.Constant))
    keys = {value for value in values if isinstance(value, str)}
    keys |= {node.attr for node in ast.walk(part) if isinstance(node, ast.Attribute)}
    if keys & OTHERS or any(key.startswith(("media_", "psc_", "itunes_")) for key in keys):
        return False
    return bool((names == {"feed"} and "title" in keys) or (names == {"entries"} and keys & OURS))


def holds(clause: ast.expr, document: Any) -> bool:
    """Say whether a clause is true of a document with ``entries`` and ``feed``."""
    try:
        code = compile(ast.Expression(clause), "expectation", "eval")
        return bool(eval(code, NAMES | document))  # noqa: S307  feedparser's own
    except Exception:  # noqa: BLE001  an expectation about what is missing
        return False


def as_feedparser(parsed: Parsed) -> dict[str, Any]:
    """Return what we read under the names that the expectations use."""
    feed = feedparser.FeedParserDict(title=parsed.title or "", link=parsed.link or "")
    return {"feed": feed, "entries": [_as_entry(entry) for entry in parsed.entries]}


def _as_entry(entry: Entry) -> Any:
    said = {"id": entry.guid, "link": entry.link, "updated": entry.updated}
    said["published"] = said["created"] = entry.dates[0].text if entry.dates else None
    for name, text in (("title", entry.title), ("summary", entry.summary or entry.content)):
        said |= {name: text.value if text else "", f"{name}_detail": _detail(text)}  # type: ignore[dict-item]
    made = feedparser.FeedParserDict({key: value for key, value in said.items() if value is not None})
    made["content"] = [_detail(entry.content)] if entry.content else []
    return made


def _detail(text: Text | None) -> Any:
    return feedparser.FeedParserDict(value=text.value if text else "")


if __name__ == "__main__":
    sys.exit(main())
