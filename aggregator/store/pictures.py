"""Keeps copies of sources' pictures in a folder, each found by the address that it came from."""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from aggregator.errors import StoreError
from aggregator.store import files

NAME: Final = re.compile(r"([0-9a-f]{24})-(\d{1,4})x(\d{1,4})\.webp")
_NONE: Final = ".none"
"""What the file's name ends with that says that a picture could not be had."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A copy: the name of its file, and its sides in pixels."""

    name: str
    width: int
    height: int


class Pictures:
    """The copies in ``folder``, as they were when they were looked at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept: dict[str, Kept] = {}
        self._missed: dict[str, Path] = {}
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if found := NAME.fullmatch(path.name):
                self._kept[found[1]] = Kept(name=path.name, width=int(found[2]), height=int(found[3]))
            elif path.suffix == _NONE:
                self._missed[path.stem] = path

    def of(self, url: str) -> Kept | None:
        """Return the copy of the picture at an address, ``None`` where there is none."""
        return self._kept.get(_key(url))

    def is_wanted(self, url: str, *, at: datetime, retry: timedelta) -> bool:
        """Whether a copy is to be made: there is none, and it was not tried within ``retry``."""
        key = _key(url)
        missed = self._missed.get(key)
        return key not in self._kept and (missed is None or _age(missed, at) > retry)

    def keep(self, url: str, content: bytes, *, width: int, height: int) -> None:
        """Keep a copy. Raises ``StoreError`` where it cannot be written."""
        name = f"{_key(url)}-{width}x{height}.webp"
        files.replace(self.folder / name, content)
        self._kept[_key(url)] = Kept(name=name, width=width, height=height)

    def miss(self, url: str, *, why: str) -> None:
        """Remember why a picture cannot be had. Raises ``StoreError`` where it cannot be written."""
        path = self.folder / f"{_key(url)}{_NONE}"
        path.unlink(missing_ok=True)
        files.replace(path, f"{url}\n{why}\n".encode())

    def forget(self, but: Collection[str], *, at: datetime, held: timedelta) -> int:
        """Delete the copies of all addresses ``but`` these that are older than ``held``; return how many."""
        wanted = {_key(url) for url in but}
        gone = [self.folder / one.name for key, one in self._kept.items() if key not in wanted]
        gone += [path for key, path in self._missed.items() if key not in wanted]
        old = [path for path in gone if _age(path, at) > held]
        try:
            for path in old:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"{self.folder} cannot be tidied: {error.strerror or error}") from error
        return len(old)


def _key(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()[:24]


def _age(path: Path, at: datetime) -> timedelta:
    try:
        return timedelta(seconds=at.timestamp() - path.stat().st_mtime)
    except FileNotFoundError:
        return timedelta.max
