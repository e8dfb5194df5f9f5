"""Writes a folder of many files so that who reads meanwhile sees the old or the new of each, whole.

What is new is first written beside its place. Only when all of it is there is it moved there, one step
for each file; a process that is killed before leaves the folder as it was, and the next one clears up.
"""

import os
from pathlib import Path
from typing import Final

from aggregator.errors import StoreError

LIST: Final = ".aggregator-files"
"""The file that names all others that we wrote: no other is ever deleted."""

_BESIDE: Final = ".aggregator-new"


class Tree:
    """The files of a folder, as they are to be."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._names: dict[str, bool] = {}

    def put(self, name: str, content: bytes) -> None:
        """Have a file hold ``content``; ``name`` is its path in the folder.

        Raises ``StoreError`` where it cannot be written.
        """
        path = self.folder / name
        try:
            changed = not path.is_file() or path.read_bytes() != content
            if changed:
                path.parent.mkdir(parents=True, exist_ok=True)
                _beside(path).write_bytes(content)
        except OSError as error:
            raise StoreError(f"{path} cannot be written: {error.strerror or error}") from error
        self._names[name] = changed

    def finish(self) -> tuple[int, int]:
        """Move what is new to its place, what was put last first, and delete what is gone.

        Returns how many files were written and how many were deleted.
        """
        changed = [name for name, is_new in self._names.items() if is_new]
        try:
            before = set(_listed(self.folder))
            os.sync()
            # Named before they are there: whenever this is broken off, the next run knows of each.
            self._write_list(before | set(self._names))
            for name in reversed(changed):
                _beside(self.folder / name).replace(self.folder / name)
            gone = sorted(before - set(self._names))
            for name in gone:
                _delete(self.folder, name)
            self._write_list(set(self._names))
            for left in self.folder.rglob(f"*{_BESIDE}"):
                left.unlink()
        except OSError as error:
            raise StoreError(f"{self.folder} cannot be written: {error.strerror or error}") from error
        return len(changed), len(gone)

    def _write_list(self, names: set[str]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / LIST
        if _listed(self.folder) == sorted(names):
            return
        _beside(path).write_text("".join(f"{name}\n" for name in sorted(names)))
        _beside(path).replace(path)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}{_BESIDE}")


def _listed(folder: Path) -> list[str]:
    path = folder / LIST
    return path.read_text().splitlines() if path.exists() else []


def _delete(folder: Path, name: str) -> None:
    """Delete a file, and the folders that it leaves empty."""
    path = folder / name
    if ".." in Path(name).parts or path.is_dir():
        return
    path.unlink(missing_ok=True)
    for parent in path.parents:
        if parent == folder or any(parent.iterdir()):
            return
        parent.rmdir()
