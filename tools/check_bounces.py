"""Reads flufl.bounce's own samples of bounces, and counts how many we recognise.

Fetches the source distribution of the flufl.bounce that is installed from the package index
(`pip download`), never committed. A sample is a bounce where flufl.bounce finds who failed in it.
Exits 1 where fewer than 95 of 100 are recognised.
"""

import subprocess
import sys
import tarfile
import tempfile
from email import message_from_bytes
from importlib.metadata import version
from pathlib import Path

from flufl.bounce import all_failures

from aggregator.deliver import returned

LEAST = 0.95


def main() -> int:
    """Fetch, read, print what is missed, and return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        samples = {path.name: path.read_bytes() for path in sorted(fetched(Path(folder)).glob("*.txt"))}
    bounces = {name: raw for name, raw in samples.items() if any(all_failures(message_from_bytes(raw)))}
    missed = {name: returned.read(raw).kind for name, raw in bounces.items()}
    missed = {name: kind for name, kind in missed.items() if kind not in {"hard", "soft"}}
    share = 1 - len(missed) / len(bounces)
    print(f"{len(samples)} samples, {len(bounces)} bounces: {share:.1%} recognised")
    for name, kind in missed.items():
        print(f"  {name}: taken for {kind}")
    return int(share < LEAST)


def fetched(folder: Path) -> Path:
    """Download the source distribution, and return its samples."""
    name = f"flufl.bounce=={version('flufl.bounce')}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    subprocess.run([*command, "--dest", str(folder), name], check=True)  # noqa: S603  our own command
    with tarfile.open(next(folder.glob("flufl*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.glob("flufl*/tests/data"))


if __name__ == "__main__":
    sys.exit(main())
