"""Finds what a configuration says against itself, and what is doubtful in it, each with its place."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from rapidfuzz import process

from aggregator.config import lines, schema

Told = tuple[lines.Path, str]
_CLOSE_ENOUGH = 60
_PAGE_KEYS = (
    *("item", "title", "link", "date", "summary", "image", "article"),
    *("split", "group", "next", "pages", "respect_robots"),
)
_ROW_KEYS = ("item", "title", "link", "summary", "image")
"""Selectors within a list's rows, which a page of sections does not have."""


def errors(document: schema.Document) -> Iterator[Told]:
    """Yield what cannot work."""
    for name in ("society", "source", "topic", "digest"):
        first: dict[str, int] = {}
        for number, table in enumerate(getattr(document, name)):
            if table.key in first:
                yield (name, number, "key"), f"key {table.key!r} is taken by an earlier [[{name}]]"
            first[table.key] = number
    societies = [society.key for society in document.society]
    topics = [topic.key for topic in document.topic]
    for number, source in enumerate(document.source):
        if source.society not in societies:
            yield (
                ("source", number, "society"),
                f"society {source.society!r} is not defined{hint(source.society, societies)}",
            )
        for topic in source.topics:
            if topic not in topics:
                yield ("source", number, "topics"), f"topic {topic!r} is not defined{hint(topic, topics)}"
        yield from _place_not_allowed(number, source, document.fetch)
        yield from _secrets_for_nobody(number, source)
        yield from _page_keys_on_feed(number, source)
        yield from _page_keys_at_odds(number, source)
        yield from _intervals_at_odds(("source", number), source)
    yield from _intervals_at_odds(("fetch",), document.fetch)
    yield from _digests_at_odds(document, societies, topics)


def _digests_at_odds(document: schema.Document, societies: list[str], topics: list[str]) -> Iterator[Told]:
    for number, digest in enumerate(document.digest):
        if fault := digest.style.fault():
            yield ("digest", number, "style"), fault
        for key, name, known in digest.unknown(societies, topics):
            kind = "society" if key == "societies" else "topic"
            yield ("digest", number, key), f"{kind} {name!r} is not defined{hint(name, list(known))}"


def _place_not_allowed(number: int, source: schema.SourceTable, fetch: schema.FetchTable) -> Iterator[Told]:
    is_file = source.url is not None and source.url.startswith("file:")
    if source.url is None and source.command is None:
        yield ("source", number), f"[[source]] {source.key!r} lacks the key 'url'"
    elif source.command and is_file:
        yield (
            ("source", number, "url"),
            f"source {source.key!r} is a command and a file: leave one of them out",
        )
    elif source.command and not fetch.allow_commands:
        why = "is a command, and commands are not run: set [fetch] allow_commands = true if that is meant"
        yield ("source", number, "command"), f"source {source.key!r} {why}"
    elif is_file and not fetch.allow_files:
        why = "is a file, and files are not read: set [fetch] allow_files = true if that is meant"
        yield ("source", number, "url"), f"source {source.key!r} {why}"


def _secrets_for_nobody(number: int, source: schema.SourceTable) -> Iterator[Told]:
    if source.password and not source.user and not urlsplit(source.url or "").username:
        yield ("source", number, "password"), f"password of source {source.key!r} is of no use without `user`"
    if source.url is None or source.url.startswith("file:"):
        for key in ("user", "password", "headers", "certificate"):
            if key in source.model_fields_set:
                why = f"{key} is for an address on the web, and source {source.key!r} has none"
                yield ("source", number, key), why


def _intervals_at_odds(place: lines.Path, table: schema.SourceTable | schema.FetchTable) -> Iterator[Told]:
    for key in ("interval_min", "interval_max"):
        if table.interval and key in table.model_fields_set:
            yield (*place, key), f"{key} is of no use beside interval, which fixes it: leave one of them out"
    if table.interval_min and table.interval_max and table.interval_min > table.interval_max:
        yield (*place, "interval_min"), "interval_min is longer than interval_max"


def _page_keys_on_feed(number: int, source: schema.SourceTable) -> Iterator[Told]:
    if source.kind == "feed":
        for key in _PAGE_KEYS:
            if key in source.model_fields_set:
                yield (
                    ("source", number, key),
                    f'{key} is for pages, and source {source.key!r} is a feed: kind = "page"?',
                )


def _page_keys_at_odds(number: int, source: schema.SourceTable) -> Iterator[Told]:
    if source.group and not source.split:
        yield ("source", number, "group"), "group is of no use without `split`, the headings that it groups"
    if source.pages > 1 and not source.next:
        yield (
            ("source", number, "pages"),
            "pages is of no use without `next`, the link to the next page",
        )
    for key in _ROW_KEYS:
        if source.split and key in source.model_fields_set:
            why = f"{key} is for a list's rows, and split for sections without: leave one of them out"
            yield ("source", number, key), why


def doubts(document: schema.Document) -> Iterator[Told]:
    """Yield what works, and is hardly meant."""
    first: dict[tuple[object, ...], str] = {}
    for number, source in enumerate(document.source):
        if source.next and "pages" not in source.model_fields_set:
            why = "next is not followed: say with `pages` how many pages of the list are to be read"
            yield ("source", number, "next"), why
        asked = (source.url, source.kind, source.item, source.split)
        if source.command is None and (earlier := first.setdefault(asked, source.key)) != source.key:
            why = f"source {source.key!r} has the url of source {earlier!r}, which is then polled twice"
            yield ("source", number, "url"), why


def hint(unknown: str, names: list[str]) -> str:
    """Return the name that may be meant, as a question; nothing where none is near."""
    best = process.extractOne(unknown, names, score_cutoff=_CLOSE_ENOUGH)
    return f": did you mean {best[0]!r}?" if best else ""
