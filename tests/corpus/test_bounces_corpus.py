"""Real bounces, complaints and replies are told apart."""

import json
from pathlib import Path

import pytest

from aggregator.deliver.returned import read

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "bounces"
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not FOLDER.exists(), reason=f"the corpus is not at {FOLDER}"),
]


@pytest.fixture(scope="module")
def told():
    """What each message is, as expected and as read."""
    expected = json.loads((FOLDER / "expected.json").read_text())
    return [(name, one["kind"], read((FOLDER / name).read_bytes()).kind) for name, one in expected.items()]


def test_real_bounces_are_recognised(told):
    bounces = [(name, found) for name, kind, found in told if kind in {"hard", "soft", "mixed"}]
    missed = [name for name, found in bounces if found not in {"hard", "soft"}]
    assert len(bounces) > 200
    assert len(missed) <= 0.05 * len(bounces), missed


def test_unknown_mailboxes_are_mostly_told_from_passing_trouble(told):
    judged = [kind == found for _, kind, found in told if kind in {"hard", "soft"}]
    assert sum(judged) >= 0.8 * len(judged)


def test_every_complaint_ends_the_mail(told):
    # One is no report: it is the mail that a mail program writes to unsubscribe, and does just that.
    found = [found for _, kind, found in told if kind == "complaint"]
    assert set(found) <= {"complaint", "unsubscribe"}
    assert found.count("unsubscribe") <= 1


def test_no_reply_and_no_delivery_counts_as_a_bounce(told):
    for kind in ("reply", "delivered"):
        assert [
            name for name, is_, found in told if is_ == kind and found in {"hard", "soft", "complaint"}
        ] == []
