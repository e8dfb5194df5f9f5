"""The page that counts an issue's messages while they go."""

import re
from datetime import timedelta

import pytest

from aggregator import deliver, store
from aggregator.model import Later, Never, Sent, Subscriber
from aggregator.web.sending import token


@pytest.fixture
def issue(site, noon):
    """Issue 1, with two messages that wait and one in each other state but in doubt."""
    with site.store.writing() as tx:
        found = store.issues.get(tx, "weekly", 1)
        readers = [
            Subscriber(id=f"{name:0>16}", address=f"{name}@b.test", name=None, state="active", since=noon)
            for name in "abcdef"
        ]
        for one in readers:
            store.subscribers.add(tx, one, consent="")
        store.deliveries.queue(tx, found, [(one, f"<{one.id}@b.test>") for one in readers], at=noon)
        ready = store.deliveries.claim(tx, found, at=noon, until=noon, limit=9)
        outcomes = Sent(answer="250"), Later(at=noon, why="450"), Never(why="550")
        settled = [(one, outcome, None) for one, outcome in zip(ready, outcomes, strict=False)]
        store.deliveries.record(tx, found, ready[3:4], settled, at=noon)
    return found


def listed(answer):
    return dict(re.findall(r"<li>([^:<]+): (\d+)</li>", answer.text))


def test_who_holds_the_link_sees_how_many_messages_are_in_which_state(ask, issue, noon):
    answer = ask(f"/sending/{token(issue, secret='secret', at=noon)}")
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    assert listed(answer) == {
        "waiting": "2",
        "being handed over": "1",
        "sent": "1",
        "put off by the server, to be tried again": "1",
        "failed": "1",
    }
    assert "2 of 6 messages are settled" in answer.text
    assert "@b.test" not in answer.text


@pytest.mark.parametrize("state", ["frozen", "sending", "sent"])
def test_the_page_looks_again_by_itself_until_all_have_gone(site, ask, issue, noon, state):
    with site.store.writing() as tx:
        store.issues.move(tx, issue, state, expected=[issue.state])
    answer = ask(f"/sending/{token(issue, secret='secret', at=noon)}")
    assert answer.headers.get("refresh") == (None if state == "sent" else "5")


@pytest.mark.parametrize("days", [0, 31], ids=["of another purpose", "too old"])
def test_another_link_shows_nothing(ask, issue, noon, days):
    good = token(issue, secret="secret", at=noon - timedelta(days=days))
    other = deliver.tokens.sign("approve", issue.key, secret="secret", until=noon + timedelta(days=1))
    answer = ask(f"/sending/{good if days else other}")
    assert (answer.status, listed(answer)) == (404, {})
