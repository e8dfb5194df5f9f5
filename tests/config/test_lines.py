"""Where a table or key of sources.toml stands."""

import tomllib

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from aggregator.config import lines

TEXT = '''# a comment
[site]
title = "A"        # here

[[source]]
key = "one"
url = """
[[source]]
key = "not a key"
"""
[source.article]
body = "x"

[[source]]
"key" = "two"
[fetch.hosts]
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("site",), 2),
        (("site", "title"), 3),
        (("source", 0), 5),
        (("source", 0, "url"), 7),
        (("source", 0, "article"), 11),
        (("source", 0, "article", "body"), 12),
        (("source", 1), 14),
        (("source", 1, "key"), 15),
        (("fetch", "hosts"), 16),
        (("source", 1, "missing"), 14),
        (("nowhere",), None),
    ],
)
def test_a_path_leads_to_its_line_or_to_the_table_around_it(path, line):
    assert lines.nearest(lines.index(TEXT), path) == line


names = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
tables = st.dictionaries(names, st.one_of(st.integers(), st.text(max_size=8), st.booleans()), max_size=4)


@given(st.dictionaries(names, st.lists(tables, min_size=1, max_size=4), max_size=4))
def test_every_key_that_a_toml_parser_finds_has_a_line(document):
    text = tomlkit.dumps(document)
    assert tomllib.loads(text) == document
    places = lines.index(text)
    for name, elements in document.items():
        for number, element in enumerate(elements):
            for key in element:
                line = text.splitlines()[places[(name, number, key)] - 1]
                assert line.startswith(key)


@given(st.text(max_size=200))
def test_no_text_trips_it(text):
    lines.index(text)
