"""What comes back counts once, against whom it came from, until a message has arrived again."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from aggregator import store as kept
from aggregator.model import Bounce, Subscriber
from aggregator.store.schema import delivery, issue

HOUR = timedelta(hours=1)


@pytest.fixture
def tx(store, noon):
    """Ann and Bo are on the list, and the issue of noon is queued for both."""
    with store.writing() as connection:
        made = {"state": "sending", "at": noon, "title": "W", "language": "en", "timezone": "UTC"}
        connection.execute(insert(issue).values(digest="weekly", number=1, **made))
        for name in ("ann", "bo"):
            reader = Subscriber(id=name, address=f"{name}@x.test", name=None, state="active", since=noon)
            kept.subscribers.add(connection, reader, consent="x")
            row = {"digest": "weekly", "number": 1, "subscriber": name, "address": reader.address}
            row |= {"state": "queued", "attempts": 0, "message_id": f"<{name}@us.test>", "changed_at": noon}
            connection.execute(insert(delivery).values(**row))
        yield connection


@pytest.fixture
def came_back(tx, noon):
    def came_back(number, subscriber="ann", hours=0):
        one = Bounce(
            id=f"{number}",
            subscriber=subscriber,
            at=noon + hours * HOUR,
            kind="hard",
            why="550 5.1.1 no such user – 放",
            status="5.1.1",
            message_id="<ann@us.test>",
            raw=b"\x00\xff as it came",
        )
        return one, kept.bounces.add(tx, one)

    return came_back


def test_what_came_back_is_kept_whole_the_newest_first(tx, came_back):
    first, _ = came_back(1)
    second, _ = came_back(2, hours=1)
    came_back(3, "bo")
    assert kept.bounces.of(tx, "ann") == [second, first]
    assert kept.bounces.of(tx, "nobody") == []


def test_what_came_back_counts_once(tx, came_back):
    assert [came_back(number)[1] for number in (1, 1, 2)] == [True, False, True]
    assert len(kept.bounces.of(tx, "ann")) == 2


def test_whose_message_it_was_is_known_by_its_id(tx):
    ids = ("<ann@us.test>", "<bo@us.test>", "<stranger@them.test>")
    assert [kept.bounces.whose_message(tx, one) for one in ids] == ["ann", "bo", None]


def test_a_score_stands_as_it_was_written_down(tx, noon):
    assert kept.bounces.score(tx, "ann") == (0.0, None)
    kept.bounces.set_score(tx, "ann", 1.2, at=noon)
    assert kept.bounces.score(tx, "ann") == (1.2, noon)
    assert kept.bounces.score(tx, "bo") == (0.0, None)
    assert kept.bounces.score(tx, "nobody") == (0.0, None)


@pytest.mark.parametrize(
    ("state", "went", "healed"),
    [
        ("sent", 2, True),
        ("sent", 0, False),  # before the bounce
        ("sent", 9, False),  # too lately: what comes back may take its time
        ("queued", 2, False),
        ("failed", 2, False),
    ],
)
def test_a_score_is_cleared_once_a_message_has_arrived_since(tx, noon, state, went, healed):
    kept.bounces.set_score(tx, "ann", 1.2, at=noon + HOUR)
    tx.execute(delivery.update().values(state=state, changed_at=noon + went * HOUR))
    assert kept.bounces.heal(tx, at=noon + 9 * HOUR, quiet_since=noon + 8 * HOUR) == healed
    assert kept.bounces.score(tx, "ann")[0] == (0.0 if healed else 1.2)


def test_the_score_of_one_who_is_suspended_stays(tx, noon):
    kept.bounces.set_score(tx, "ann", 3.0, at=noon)
    kept.subscribers.suspend(tx, at=noon, why="x", subscriber_id="ann")
    tx.execute(delivery.update().values(state="sent", changed_at=noon + HOUR))
    assert kept.bounces.heal(tx, at=noon + 9 * HOUR, quiet_since=noon + 8 * HOUR) == 0
