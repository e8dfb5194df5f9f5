"""Real pages: lists, texts and dates found without a rule, measured as benchmarks/extract.py does."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus in ../shared is not here"),
    pytest.mark.filterwarnings("ignore"),  # what trafilatura and htmldate find to say of these pages
    pytest.mark.timeout(300),
]


@pytest.fixture(scope="module")
def measured():
    spec = importlib.util.spec_from_file_location("extract", ROOT / "benchmarks" / "extract.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_items_of_list_pages_are_found_by_their_shape(measured):
    assert measured.mean_list_score(measured.our_list) >= 0.9


def test_texts_are_at_least_as_good_as_trafilaturas_alone(measured):
    ours, alone = (measured.text_score(extract) for extract in (measured.ours, measured.peer_fast))
    assert ours > alone


def test_dates_are_right_in_nine_of_ten_and_more_of_those_given(measured):
    right, of_given = measured.date_scores(measured.our_date)
    assert right >= 90
    assert of_given >= 93
