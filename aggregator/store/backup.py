"""Makes a backup of a site, one archive, and makes a site of a backup again."""

import json
import os
import re
import shutil
import stat
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from aggregator.errors import StoreError, UsageError
from aggregator.store import dump, files
from aggregator.store.engine import DEFAULT_URL, HEAD, Store, connecting
from aggregator.store.sayings import in_words

FORMAT = 1
_MANIFEST, _SOURCES, _SECRET = "manifest.json", "sources.toml", "store/secret.key"
_OURS = re.compile(
    r"manifest\.json|sources\.toml|store/(?:secret\.key|aggregator\.db|tables/[a-z_]+\.copy)"
    r"|templates/(?:[\w-][\w.-]*/)*[\w-][\w.-]*"
)
"""The names that a backup may hold: none leads out of the folder that it is unpacked into."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How many files a backup may hold, and how many bytes they may be in all."""

    files: int = 10_000
    size: int = 1 << 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Saved:
    """A backup that has been made: how many bytes it takes, and how many rows it holds."""

    path: Path
    size: int
    rows: int


def save(store: Store, site: Path, path: Path, *, at: datetime) -> Saved:
    """Write a backup of ``site`` to ``path``, which is replaced once the new one has proved whole.

    It is consistent, whoever writes meanwhile. Raises ``StoreError`` where it cannot be made.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with _said(path), in_words(store.engine):
        try:
            with TemporaryDirectory(dir=path.resolve().parent, prefix=".backup-") as folder:
                rows = _take(store.engine, Path(folder), at)
                os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))  # it holds secrets
                _pack(beside, _members(site, Path(folder)))
            _prove(store.engine, beside, rows)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    return Saved(path=path, size=path.stat().st_size, rows=sum(rows.values()))


def restore(path: Path, site: Path, *, force: bool = False, limits: Limits = Limits()) -> int:
    """Make ``site`` what the backup at ``path`` holds, and return the number of rows.

    Raises ``UsageError`` where something stands there and ``force`` is not given, and ``StoreError``
    where the backup is none, is damaged, or a daemon runs on the site. What stands there stays until
    the backup has proved whole.
    """
    with _said(path):
        site.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=site, prefix=".restore-") as folder:
            manifest = unpack(path, Path(folder), limits=limits)
            url = _url(Path(folder))
            if manifest["database"] != _database(url):
                raise StoreError(
                    f"the backup's data are of {manifest['database']}, and its [store] url is of another"
                )
            standing = _standing(site, url)
            if standing and not force:
                raise UsageError(f"{standing} is there already: with --force it is replaced")
            with files.lock(site / "store" / "daemon.lock", purpose="running as the daemon"):
                _place(Path(folder), site, url, manifest)
    return sum(manifest["rows"].values())


def unpack(path: Path, folder: Path, *, limits: Limits = Limits()) -> dict[str, Any]:
    """Unpack a backup into ``folder`` and return its manifest; raises ``StoreError`` where it is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _examine(members, path, limits)
            for one in members:
                target = folder / one.filename
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(one) as source, target.open("wb") as file:
                    shutil.copyfileobj(source, file)
        manifest = json.loads((folder / _MANIFEST).read_text())
        known = manifest["format"] == FORMAT and manifest["schema"] <= HEAD
    except (zipfile.BadZipFile, EOFError, ValueError, KeyError, TypeError, NotImplementedError) as error:
        raise StoreError(f"{path} is no backup of an aggregator, or is damaged: {error}") from error
    if not known:
        raise StoreError(f"{path} was made by a newer aggregator: install that version to restore it")
    if manifest["database"] == "sqlite" and dump.look(folder / "store" / dump.FILE) != manifest["rows"]:
        raise StoreError(f"{path} does not hold the rows that it says it holds")
    return dict(manifest)


def _examine(members: list[zipfile.ZipInfo], path: Path, limits: Limits) -> None:
    names = [one.filename for one in members]
    odd = [name for name in names if not _OURS.fullmatch(name)]
    odd += [one.filename for one in members if stat.S_ISLNK(one.external_attr >> 16)]
    if odd or len(set(names)) < len(names):
        raise StoreError(f"{path} holds {(odd or names)[0]!r}, which no backup does: nothing was unpacked")
    if len(names) > limits.files or sum(one.file_size for one in members) > limits.size:
        raise StoreError(f"{path} holds more than a backup may: nothing was unpacked")
    if _MANIFEST not in names or _SOURCES not in names:
        raise StoreError(f"{path} is no backup of an aggregator: it lacks {_MANIFEST} or {_SOURCES}")


def _take(engine: Engine, folder: Path, at: datetime) -> dict[str, int]:
    data = folder / "store"
    data.mkdir()
    rows = dump.take(engine, data)
    manifest = {
        "format": FORMAT,
        "schema": HEAD,
        "database": engine.dialect.name,
        "at": at.isoformat(),
        "rows": rows,
    }
    (folder / _MANIFEST).write_text(json.dumps(manifest, indent=1))
    return rows


def _members(site: Path, folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield each file of a backup with its name in it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path, path.relative_to(folder).as_posix()
    for name in (_SOURCES, _SECRET):
        if (site / name).is_file():
            yield site / name, name
    for path in sorted((site / "templates").rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_file() and _OURS.fullmatch(name):
            yield path, name


def _pack(path: Path, members: Iterator[tuple[Path, str]]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for source, name in members:
            archive.write(source, name)
    with path.open("rb") as written:
        os.fsync(written.fileno())


def _prove(engine: Engine, path: Path, rows: dict[str, int]) -> None:
    """See that a backup can be restored, by restoring it where it is in nobody's way."""
    with TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
        manifest = unpack(path, Path(folder))
        if engine.dialect.name == "postgresql":
            there = dump.rehearse(engine, Path(folder) / "store", schema=manifest["schema"])
            if there != rows:
                raise StoreError(f"the backup {path} did not give back the rows that went into it")


def _url(folder: Path) -> str:
    try:
        written = tomllib.loads((folder / _SOURCES).read_text())
        return str(written.get("store", {}).get("url", DEFAULT_URL))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError) as error:
        raise StoreError(f"the backup's {_SOURCES} cannot be read: {error}") from error


def _database(url: str) -> str:
    try:
        return make_url(url).get_backend_name()
    except ArgumentError as error:
        raise StoreError(f"the backup's [store] url cannot be read: {error}") from error


def _standing(site: Path, url: str) -> str | None:
    """Return what a restored site would replace."""
    if (site / _SOURCES).exists():
        return str(site / _SOURCES)
    with connecting(url, site) as engine, in_words(engine):
        if engine.dialect.name == "sqlite":
            path = Path(str(engine.url.database))
            return str(path) if path.exists() else None
        with engine.connect() as connection:
            return "the database" if engine.dialect.has_table(connection, "item") else None


def _place(folder: Path, site: Path, url: str, manifest: dict[str, Any]) -> None:
    data = folder / "store"
    with connecting(url, site) as engine, in_words(engine):
        if manifest["database"] == "sqlite":
            target = Path(str(engine.url.database))
            for beside in ("-wal", "-shm"):  # of the old file: they would be read into the new one
                target.with_name(target.name + beside).unlink(missing_ok=True)
            shutil.move(data / dump.FILE, target)
        else:
            dump.put(engine, data, schema=manifest["schema"], over=True)
    if (folder / _SECRET).exists():
        (folder / _SECRET).chmod(0o600)
        (folder / _SECRET).replace(site / _SECRET)
    shutil.rmtree(site / "templates", ignore_errors=True)
    if (folder / "templates").exists():
        (folder / "templates").replace(site / "templates")
    (folder / _SOURCES).replace(site / _SOURCES)


@contextmanager
def _said(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"the backup {path} cannot be made or read: {error.filename or ''} {error.strerror or error}"
        ) from error
