"""Whatever comes in can be stored, published and mailed afterwards."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from aggregator.refine import hygiene

ANYTHING = st.text(alphabet=st.characters(codec=None, categories=None), max_size=200)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\x00b\x07c", "abc"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("tab\tstays", "tab\tstays"),
        ("lone \ud83d surrogate", "lone  surrogate"),
        ("pair \ud83d\ude00 of them", "pair 😀 of them"),
        ("\ufeffmarked", "marked"),
        ("no\ufffe\U0001ffffchar", "nochar"),
        ("it\x92s \x93so\x94 \x96 well\x85", "it’s “so” – well…"),
        ("e\u0301", "é"),
        ("over\u202eride", "override"),
        ("hidden\U000e0041\U000e0042 tags", "hidden tags"),
    ],
)
def test_a_text_keeps_its_words_and_loses_what_nothing_can_hold(given, kept):
    assert hygiene.clean(given, limit=100) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  one\n two\u00a0\u3000three ", "one two three"),
        ("to\u202bthe\u2067right\u2069", "totheright"),
        ("soft\u00adhyphen\u200b", "softhyphen"),
        ("family 👩\u200d👧 stays", "family 👩\u200d👧 stays"),
    ],
)
def test_a_line_is_one_line_without_unseen_characters(given, kept):
    assert hygiene.line(given, limit=100) == kept


@given(ANYTHING, st.integers(1, 300))
def test_the_result_encodes_and_stands_in_xml_and_is_composed_and_short_enough(text, limit):
    for made in (hygiene.clean(text, limit=limit), hygiene.line(text, limit=limit)):
        made.encode()
        element = etree.Element("e")
        element.text = made  # raises on what XML 1.0 cannot hold
        assert unicodedata.is_normalized("NFC", made)
        assert len(made) <= limit


@given(ANYTHING)
def test_cleaning_twice_is_cleaning_once(text):
    once = hygiene.line(text, limit=300)
    assert hygiene.line(once, limit=300) == once
    assert hygiene.clean(hygiene.clean(text, limit=300), limit=300) == hygiene.clean(text, limit=300)


@pytest.mark.parametrize("marks", ["\u0301\u0316", "\U0001d165\u0301", "\U0001e944\U0001e94a"])
def test_a_tower_of_combining_marks_takes_no_time(marks):
    began = time.perf_counter()
    made = hygiene.clean("a" + marks * 100_000, limit=300_000)
    assert time.perf_counter() - began < 1
    assert len(made) < 100


def test_a_cut_falls_between_words():
    assert hygiene.shortened("The college elects a president", limit=22) == "The college elects a…"
    assert hygiene.shortened("short", limit=22) == "short"
    assert hygiene.shortened("放射学会选举新主席", limit=5) == "放射学会…"
