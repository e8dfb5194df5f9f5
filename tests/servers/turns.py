"""Has the tests marked ``alone``, which measure time, go first and with no other beside them."""

import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest

FOLDER = "AGGREGATOR_TESTS_TURNS"
"""The variable that says where the processes see whose turn it is."""

LONGEST = 100
"""Seconds after which nobody is waited for: a test has 120."""

_HAS_SOME = pytest.StashKey[bool]()


def begin() -> None:
    """Make a place that the processes still to come all see."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="aggregator-turns-")


def end() -> None:
    """Clear it away."""
    shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


def wait(item: pytest.Item) -> None:
    """Wait until ``item`` may run: until the process that has those alone comes to its first other test."""
    done = Path(os.environ[FOLDER]) / "done"
    if not hasattr(item.config, "workerinput") or done.exists():
        return
    if is_alone(item):
        item.config.stash[_HAS_SOME] = True
        return
    if item.config.stash.get(_HAS_SOME, False) or not any(map(is_alone, item.session.items)):
        done.touch()
    until = time.monotonic() + LONGEST
    while not done.exists() and time.monotonic() < until:
        time.sleep(0.05)


def is_alone(item: pytest.Item) -> bool:
    """Say whether a test is to have the machine for itself."""
    return item.get_closest_marker("alone") is not None
