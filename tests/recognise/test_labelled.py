"""The labelled pairs: what tells the same news is found, and what only looks the same is not."""

import importlib.util
from collections import Counter
from pathlib import Path

import pytest

from aggregator.recognise import Telling, shingles
from aggregator.recognise.same_news import same_news
from aggregator.refine.links import canonical


def labelled():
    spec = importlib.util.spec_from_file_location("labelled", Path(__file__).with_name("labelled.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pairs()


PAIRS = labelled()


def telling(piece):
    ordered = shingles(piece.text)
    return Telling(
        id=piece.link,
        source=piece.source,
        society=piece.source,
        story="",
        title=piece.title,
        text=piece.text,
        canonical=canonical(piece.link),
        date=piece.date,
        ordered=ordered,
        shingles=frozenset(ordered),
    )


@pytest.fixture(scope="module")
def judged():
    return [(bool(same_news(telling(one), telling(other))), same, way) for one, other, same, way in PAIRS]


def test_the_set_is_large_and_holds_both_languages():
    assert len(PAIRS) >= 300
    assert {piece.link.split("/")[3] for one, other, *_ in PAIRS for piece in (one, other)} >= {"en", "zh"}


def test_hardly_anything_is_taken_for_the_same_that_is_not(judged):
    taken = [same for found, same, _ in judged if found]
    assert sum(taken) / len(taken) >= 0.99, Counter(way for found, same, way in judged if found and not same)


def test_hardly_any_retelling_is_missed(judged):
    there = [found for found, same, _ in judged if same]
    assert sum(there) / len(there) >= 0.95, Counter(way for found, same, way in judged if same and not found)


def test_each_retelling_is_among_the_candidates():
    missed = [way for one, other, same, way in PAIRS if same and not telling(one).keys & telling(other).keys]
    assert len(missed) <= len(PAIRS) * 0.01, Counter(missed)
