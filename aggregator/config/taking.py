"""Takes a list of feeds into ``sources.toml``: what stands there stays as it is, byte for byte."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import tomlkit
from pydantic import TypeAdapter, ValidationError

from aggregator.config.kinds import Key, Language, WebAddress
from aggregator.config.load import FILE, load
from aggregator.config.values import Configuration
from aggregator.errors import ConfigurationError, UsageError
from aggregator.model import Society, Source
from aggregator.parse.opml import Folder, Listed
from aggregator.store import files

_WORDS: Final = 200
"""Characters of a name."""
_LETTERS: Final = 40
"""Characters of a key that is made of a name."""

_KEY: Final[TypeAdapter[str]] = TypeAdapter(Key)
_ADDRESS: Final[TypeAdapter[str]] = TypeAdapter(WebAddress)
_LANGUAGE: Final[TypeAdapter[str]] = TypeAdapter(Language)


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What becomes of one line of a list, and why."""

    title: str
    url: str
    what: Literal["added", "known", "left alone"]
    society: str | None = None
    source: str | None = None
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What becomes of each line, and what is to be added."""

    taken: tuple[Taken, ...]
    societies: tuple[Society, ...]
    sources: tuple[Source, ...]


@dataclass(kw_only=True, slots=True)
class _Desk:
    """The societies and sources so far, those that are configured first."""

    societies: dict[str, Society]
    sources: dict[str, Source]
    configured: Collection[str]
    places: dict[str, str] = field(default_factory=dict)


def plan(listed: Sequence[Listed], configured: Configuration) -> Plan:
    """Say what becomes of each line of a list; folders are societies, what is configured stays as it is."""
    desk = _Desk(
        societies=dict(configured.societies),
        sources=dict(configured.sources),
        configured=configured.societies,
    )
    desk.places = {_place(one.url): one.key for one in configured.sources.values()}
    taken = tuple(_take(one, desk) for one in listed)
    return Plan(
        taken=taken,
        societies=tuple(one for key, one in desk.societies.items() if key not in configured.societies),
        sources=tuple(one for key, one in desk.sources.items() if key not in configured.sources),
    )


def write(wanted: Plan, folder: Path, environ: Mapping[str, str], *, origin: str) -> None:
    """Add to ``sources.toml`` what is wanted; nothing that stands there changes, and ``origin`` is noted.

    Raises ``ConfigurationError``, having written nothing, where the file would not be good any more.
    """
    if not wanted.societies and not wanted.sources:
        return
    path = (folder / FILE).resolve()
    before = files.content(path).decode()
    ending = "\r\n" if "\r\n" in before else "\n"
    # Not through a TOML library: the file is the operator's, with every comment and space in it.
    added = "".join(("" if before.endswith("\n") or not before else "\n", "\n", *_tables(wanted, origin)))
    after = before + added.replace("\n", ending)
    try:
        load(after, file=str(path), environ=environ)
    except ConfigurationError as error:
        raise UsageError(f"nothing was written, because {FILE} would not be good then: {error}") from error
    files.replace(path, after.encode())


def _take(one: Listed, desk: _Desk) -> Taken:
    title = _line(one.title or (one.folder.name if one.folder else ""))
    if one.kind == "folder" and one.folder:
        known = _known_society(one.folder, desk) is not None
        key = _society(one.folder, one, desk)
        return Taken(title=title, url="", what="known" if known else "added", society=key)
    if one.kind == "link":
        return Taken(title=title, url=one.url, what="left alone", why="a link, not a feed")
    url, trouble = _address(one.url)
    if trouble:
        return Taken(title=title, url=one.url, what="left alone", why=trouble)
    if known_as := desk.places.get(_place(url)):
        there = desk.sources[known_as]
        return Taken(title=title, url=url, what="known", society=there.society, source=known_as)
    society = _society(one.folder, replace(one, url=url), desk)
    wished = _wished(one, desk.societies[society])
    key = _free(one.key, wished, desk.sources, otherwise=f"{society} news")
    kind: Literal["feed", "page"] = "page" if one.kind == "page" else "feed"
    language = _valid(_LANGUAGE, one.language)
    desk.sources[key] = Source(key=key, society=society, kind=kind, url=url, language=language)
    desk.places[_place(url)] = key
    return Taken(title=title, url=url, what="added", society=society, source=key)


def _society(folder: Folder | None, one: Listed, desk: _Desk) -> str:
    """Return the key of the society that a folder, or else the feed itself, stands for; maybe a new one."""
    host = (urlsplit(one.url).hostname or "").removeprefix("www.")
    speaker = folder or Folder(name=one.title or host, home=one.home)
    if known := _known_society(speaker, desk):
        return known
    name = _line(speaker.name) or host or "Unnamed"
    key = _free(speaker.key, speaker.acronym or name, desk.societies, otherwise=host)
    acronym = _line(speaker.acronym or "") or key.upper()
    home = _valid(_ADDRESS, speaker.home or one.home)
    desk.societies[key] = Society(key=key, name=name, acronym=acronym, url=home)
    return key


def _known_society(folder: Folder, desk: _Desk) -> str | None:
    if folder.key in desk.societies:
        return folder.key
    name = _line(folder.name).casefold()
    for one in desk.societies.values():
        if folder.key and one.key not in desk.configured:
            continue  # two societies of a list of ours may have one name
        if name in {one.name.casefold(), one.acronym.casefold(), one.key}:
            return one.key
    return None


def _wished(one: Listed, society: Society) -> str:
    title = _line(one.title)
    is_its_own = title and title.casefold() not in {society.name.casefold(), society.acronym.casefold()}
    return title if is_its_own else f"{society.key} news"


def _free(wished: str | None, name: str, taken: Collection[str], *, otherwise: str) -> str:
    """Return a key that is not taken: the one wished for, else one made of a name."""
    key = _valid(_KEY, wished) or _slug(name) or _slug(otherwise) or "unnamed"
    others = (f"{key[:_LETTERS]}-{number}" for number in count(2))
    return next(one for one in chain([key], others) if one not in taken)


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LETTERS].strip("-")


def _address(said: str) -> tuple[str, str]:
    """Return an address as it is polled, and what is wrong with it."""
    # feed://host and feed:https://host are how some readers write it (the draft of the feed URI scheme).
    url = re.sub(r"^feed:(?=https?:)", "", said)
    url = re.sub(r"^feed://", "http://", url)
    try:
        parts = urlsplit(_ADDRESS.validate_python(url))
    except ValidationError as error:
        return url, error.errors()[0]["msg"].removeprefix("Value error, ")
    if parts.username or parts.password:
        return url, "it holds a password: write the source by hand, with `user` and `password`"
    return url, ""


def _valid(kind: TypeAdapter[str], value: str | None) -> str | None:
    try:
        return kind.validate_python(value) if value else None
    except ValidationError:
        return None


def _place(url: str) -> str:
    """Return by what addresses are compared: https or http, and a slash at the end, make no difference."""
    parts = urlsplit(url)
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}?{parts.query}"


def _line(value: str) -> str:
    """Return a name in one line, without signs that cannot be seen."""
    seen = "".join(sign if sign.isprintable() else " " for sign in value)
    return " ".join(seen.split())[:_WORDS].strip()


def _tables(wanted: Plan, origin: str) -> Iterator[str]:
    yield f"# From {_line(origin)}:\n"
    for society in wanted.societies:
        acronym = society.acronym if society.acronym != society.key.upper() else None  # what holds without
        said = {"key": society.key, "name": society.name, "acronym": acronym, "url": society.url}
        yield _table("society", said)
    for source in wanted.sources:
        kind = source.kind if source.kind != "feed" else None
        said = {"key": source.key, "society": source.society, "kind": kind, "url": source.url}
        yield _table("source", said | {"language": source.language})


def _table(name: str, values: Mapping[str, Any]) -> str:
    table = tomlkit.table()
    for key, value in values.items():
        if value is not None:
            table.add(key, value)
    tables = tomlkit.aot()
    tables.append(table)
    document = tomlkit.document()
    document.add(name, tables)
    return f"\n{tomlkit.dumps(document).strip()}\n"
