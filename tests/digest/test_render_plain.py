import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.digest import plain


@pytest.mark.parametrize(
    ("text", "columns"),
    [("plain", 5), ("织布", 4), ("ｗｉｄｅ", 8), ("e\u0301", 1), ("a\u200db", 2), ("", 0), ("…", 1)],
)
def test_a_letter_is_as_wide_as_a_terminal_shows_it(text, columns):
    assert plain.width(text) == columns


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two three", "one two\nthree"),
        ("onetwothreefour", "onetwothre\nefour"),
        ("see https://a.example/long/path now", "see\nhttps://a.example/long/path\nnow"),
        ("一架明代织机重新", "一架明代织\n机重新"),
        ("一架明代织，机", "一架明代\n织，机"),
        ("一架明代（机", "一架明代\n（机"),
        ("abc 一架明代", "abc 一架明\n代"),
        ("", ""),
    ],
)
def test_lines_end_where_the_language_lets_them(text, expected):
    assert plain.fill(text, 10) == expected


def test_a_numbered_headline_hangs_under_its_number():
    assert plain.fill("one two three", 10, "9. ", "   ") == "9. one two\n   three"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- one two three four", "- one two\n  three\n  four"),
        ("  1. one two three", "  1. one\n     two\n     three"),
        ("one\n\ntwo", "one\n\ntwo"),
        ("• one", "• one"),
        ("2026 was good. Very", "2026 was\ngood. Very"),
    ],
)
def test_paragraphs_stay_apart_and_list_entries_hang(text, expected):
    assert plain.paragraphs(text, 10) == expected


def test_a_heading_is_underlined_as_long_as_it_is_wide():
    assert plain.underlined("织布 x") == "织布 x\n======"


@pytest.mark.parametrize(
    ("label", "expected"),
    [("AB", "AB  one"), ("ABCDE", "ABCDE\n    one"), ("", "    one")],
)
def test_a_label_stands_in_the_margin_or_above(label, expected):
    assert plain.row("one", label, 4) == expected


@given(st.text(), st.integers(min_value=8, max_value=72))
def test_no_line_is_too_wide_and_no_letter_is_lost(text, columns):
    filled = plain.fill(text, columns)

    assert all(plain.width(line) <= columns or "://" in line for line in filled.split("\n"))
    assert "".join(filled.split()) == "".join(text.split())
