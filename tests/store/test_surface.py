"""Every function that asks or changes the database is tried by this room's tests, on both databases."""

import inspect
import re
from pathlib import Path
from pkgutil import iter_modules

import pytest
from sqlalchemy import Connection

import aggregator.store

TESTS = "\n".join(path.read_text() for path in sorted(Path(__file__).parent.glob("test_*.py")))


def functions():
    """Return the names of the public functions whose first argument is a connection."""
    for found in iter_modules(aggregator.store.__path__):
        if found.ispkg:
            continue
        module = __import__(f"aggregator.store.{found.name}", fromlist=["x"])
        for name, function in sorted(inspect.getmembers(module, inspect.isfunction)):
            first = next(iter(inspect.signature(function).parameters.values()), None)
            if function.__module__ == module.__name__ and first and first.annotation is Connection:
                yield f"{found.name}.{name}"


INNER = {"engine.migrated", "index.put"}
"""What other functions of the store call, and only they."""

NAMES = [name for name in functions() if not name.split(".")[1].startswith("_") and name not in INNER]


@pytest.mark.parametrize("name", NAMES)
def test_every_function_of_the_store_is_tried_on_both_databases(name):
    module, function = name.split(".")
    called = re.compile(rf"\b{module}\.{function}\(|(?<![.\w]){function}\(")
    assert called.search(TESTS), f"no test in tests/store calls {name}"
