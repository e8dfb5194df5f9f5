"""Shingles are the hashes of words that follow each other, and stay the same in every version."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.recognise import common, shingles

KEPT = 1_000
MANY = " ".join(f"word{number}" for number in range(3 * KEPT))


def by_hand(said, size):
    together = (" ".join(said[at : at + size]) for at in range(len(said) - size + 1))
    return tuple(dict.fromkeys(zlib.crc32(one.encode()) * 0x9E3779B1 & 0xFFFFFFFF for one in together))


@pytest.mark.parametrize(
    ("text", "said", "size"),
    [
        ("Le Congrès s'ouvre. À Genève, demain!", ["le", "congrès", "s'ouvre", "à", "genève", "demain"], 4),
        ("国际会议在北京开幕。代表们出席", list("国际会议在北京开幕代表们出席"), 6),
        ("too few words", [], 4),
        (MANY, MANY.split(), 4),
        ("one two three " * KEPT + "four", ("one two three " * KEPT + "four").split(), 4),
    ],
    ids=["words", "characters", "short", "long", "repetitive"],
)
def test_each_few_words_that_follow_each_other_are_a_shingle(text, said, size):
    assert shingles(text) == by_hand(said, size)[:KEPT]


@given(st.lists(st.sampled_from(["one", "été", "ŝi", "x1"]), max_size=30))
def test_signs_between_words_do_not_count(said):
    assert shingles("; ".join(said)) == by_hand(said, 4) == shingles(".\n".join(said))


@given(st.lists(st.frozensets(st.integers(0, 9)), max_size=6), st.integers(1, 4))
def test_what_enough_texts_hold_is_common(texts, least):
    counted = {one for one in range(10) if sum(one in text for text in texts) >= least}
    assert common(texts, least=least) == counted
