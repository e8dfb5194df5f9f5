"""What is searched of a text, and where it stands in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.refine.searchable import Limits, Term, excerpt, mark, terms, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Être naïf, ÉCOLE", ["etre", "naif", "ecole"]),
        ("E\u0301cole", ["ecole"]),
        ("Łódź Straße Ærø Þór", ["lodz", "strasse", "aero", "thor"]),
        ("COVID-19 and 2.5", ["covid", "19", "and", "2", "5"]),
        ("ＦＵＬＬ width ﬁnd", ["full", "width", "find"]),
        ("放射学会2026年", ["放", "射", "学", "会", "2026", "年"]),
        ("がか", ["が", "か"]),
        ("방사선", ["방", "사", "선"]),
        ("Αθήνα Москва́", ["αθηνα", "москва"]),
        ("ΟΔΟΣ İstanbul ẞ \u212a", ["οδοσ", "istanbul", "ss", "k"]),
        ("under_score", ["under", "score"]),
        (" \0\n–—…", []),
    ],
)
def test_accents_case_and_width_do_not_count_and_eastern_signs_stand_alone(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("one two", (Term(words=("one",)), Term(words=("two",)))),
        ('"one two" three', (Term(words=("one", "two")), Term(words=("three",)))),
        ("beg*", (Term(words=("beg",), begun=True),)),
        ('"one beg"*', (Term(words=("one", "beg"), begun=True),)),
        ('-not -"not so"', (Term(words=("not",), excluded=True), Term(words=("not", "so"), excluded=True))),
        ("covid-19", (Term(words=("covid", "19")),)),
        ("放射", (Term(words=("放", "射")),)),
        ('"open', (Term(words=("open",)),)),
        ("* - AND( NEAR", (Term(words=("and",)), Term(words=("near",)))),
        ("", ()),
    ],
)
def test_a_query_is_read_as_a_person_means_it(query, expected):
    assert terms(query) == expected


def test_a_query_is_bounded():
    assert len(terms("a b " * 1000)) == Limits().terms
    assert max(len(word) for one in terms("x" * 10_000) for word in one.words) <= Limits().word


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("The École des Mines", "ecole", "The [École] des Mines"),
        ("One two, one three", '"one three"', "One two, [one three]"),
        ("国际放射学会开会", "放射学", "国际[放射学]会开会"),
        ("A beginning begins", "begin*", "A [beginning] [begins]"),
        ("ﬁne ﬁnd", "find", "ﬁne [ﬁnd]"),
        ("e\u0301cole x", "ecole", "[e\u0301cole] x"),
        ("one one two", 'one "one two"', "[one] [one two]"),
        ("nothing", "other -nothing", "nothing"),
    ],
)
def test_hits_are_marked_in_the_text_as_it_stands(text, query, expected):
    marked = mark(text, terms(query))
    assert "".join(f"[{words}]" if hit else words for words, hit in marked) == expected


def test_an_excerpt_stands_around_the_first_hit():
    text = "before " * 100 + "the needle " + "after " * 100
    said = excerpt(text, terms("needle"))
    assert [words for words, hit in said if hit] == ["needle"]
    whole = "".join(words for words, _ in said)
    assert whole.startswith("… before")
    assert whole.endswith(" …")
    assert len(whole) <= Limits().excerpt + 4


def test_an_excerpt_ends_with_a_word():
    text = "needle " + "considerable " * 90
    (_, (said, _), (end, _)) = excerpt(text, terms("needle"))
    assert (said.split()[-1], end) == ("considerable", " …")


def test_without_a_hit_an_excerpt_is_the_beginning():
    assert excerpt("Short\n text.", terms("needle")) == (("Short text.", False),)


@given(st.text(max_size=200), st.text(max_size=50))
def test_marking_changes_no_text(text, query):
    assert "".join(words for words, _ in mark(text, terms(query))) == text


@given(st.text(alphabet="aé放射 -", min_size=1, max_size=40))
def test_what_is_taken_from_a_text_is_found_in_it(text):
    spoken = words(text)
    if spoken:
        phrase = Term(words=tuple(spoken[:3]))
        assert any(hit for _, hit in mark(text, [phrase]))
