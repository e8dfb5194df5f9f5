"""Whatever stands under a key of sources.toml, it is taken or refused in one line that names its place."""

import types
from datetime import date, time
from itertools import pairwise
from typing import get_args, get_origin

import pytest
import tomlkit

from aggregator.config import load
from aggregator.config.kinds import Table
from aggregator.config.schema import Document
from aggregator.errors import ConfigurationError

ODD = (
    {"odd": {"deep": True}},
    [[]],
    [{"odd": 1}],
    [],
    "",
    " ",
    "\x00\x1b[2J",
    "$",
    "$NOWHERE",
    "http://[::1",
    "https://a.example:99999/",
    "\ud7ff\U0010ffff" * 10,
    "a" * 100_000,
    "(" * 1_000,
    "* * * * *",
    0,
    -1,
    2**70,
    1.5,
    float("nan"),
    float("inf"),
    True,
    date(2026, 1, 1),
    time(1, 2),
)


def nested(annotation):
    """Return the table that an annotation is of, itself or in a list or beside nothing, and whether in a list."""
    if isinstance(annotation, type) and not get_origin(annotation):
        return (annotation, False) if issubclass(annotation, Table) else (None, False)
    for one in get_args(annotation):
        table, _ = nested(one)
        if table:
            return table, get_origin(annotation) is list
    return None, False


def keys(model, path=()):
    """Yield every key with the way to its table: names, and 0 for the first of a list."""
    for name, field in model.model_fields.items():
        here = (*path, field.alias or name)
        table, listed = nested(field.annotation)
        if table:
            yield from keys(table, (*here, 0) if listed else here)
        yield here


KEYS = sorted({".".join(str(one) for one in path if one != 0): path for path in keys(Document)}.items())


def good():
    return {
        "site": {"title": "News"},
        "mail": {"from": "news@example.org"},
        "society": [{"key": "s", "name": "The Society"}],
        "topic": [{"key": "t", "name": "A topic", "match": ["words"]}],
        "source": [{"key": "f", "society": "s", "url": "https://a.example/feed"}],
        "digest": [{"key": "weekly", "title": "Weekly"}],
    }


def written(path, value):
    """Return a good configuration in which the key at ``path`` holds ``value``."""
    document = place = good()
    for part, after in pairwise(path):
        new = [{}] if after == 0 else {}
        place = place.setdefault(part, new) if isinstance(place, dict) else place[part]
    place[path[-1]] = value
    return tomlkit.dumps(document)


def test_every_table_and_key_of_the_schema_is_walked():
    assert isinstance(good(), dict)
    assert isinstance(nested(Table | None)[0], type)
    assert isinstance(Table | None, types.UnionType)
    assert {"site.title", "store.keep", "source.article.remove", "mail.from", "digest.schedule"} <= dict(
        KEYS
    ).keys()
    assert len(KEYS) > 100


@pytest.mark.parametrize(("name", "path"), KEYS, ids=[name for name, _ in KEYS])
def test_whatever_stands_there_is_taken_or_refused_in_one_line(name, path):
    refused = 0
    for value in ODD:
        text = written(path, value)
        try:
            load(text, file="sources.toml", environ={})
        except ConfigurationError as error:
            refused += 1
            said = str(error)
            assert said.startswith("sources.toml:"), (name, value, said[:300])
            assert "\n" not in said
            assert "\x1b" not in said
            assert len(said) < 2_000, (name, value, said[:300])
    assert refused > len(ODD) / 3
