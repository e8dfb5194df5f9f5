"""Mails that people asked for wait, go out, and are confirmed once; who asks too often waits."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator import store as kept
from aggregator.model import Consent, Notice, Preferences, Subscriber

MINUTE = timedelta(minutes=1)


@pytest.fixture
def tx(store, noon):
    with store.writing() as connection:
        for name in ("ann", "bo"):
            reader = Subscriber(id=name, address=f"{name}@x.test", name=None, state="pending", since=noon)
            kept.subscribers.add(connection, reader, consent="x")
        yield connection


@pytest.fixture
def a_notice(noon):
    def a_notice(number, subscriber="ann", **values):
        made = {"kind": "confirm", "address": f"{subscriber}@x.test", "at": noon + number * MINUTE}
        return Notice(id=f"{number:032}", subscriber=subscriber, **(made | values))

    return a_notice


def claim(tx, at, limit=10):
    return kept.notices.claim(tx, at=at, until=at + 5 * MINUTE, limit=limit)


def test_a_notice_comes_back_as_it_was_put_in(tx, a_notice, noon):
    consent = Consent(at=noon, text="I want it – 好", network="192.0.2.0/24", form="/subscribe")
    new = a_notice(0, consent=consent, preferences=Preferences(societies=("esr",), plain=True))
    kept.notices.queue(tx, new)
    assert kept.notices.get(tx, new.id) == replace(new, state="queued")
    assert kept.notices.get(tx, "nothing") is None


def test_what_waits_goes_oldest_first_and_to_one_sender(tx, a_notice, noon):
    for one in (a_notice(2, "bo"), a_notice(1)):
        kept.notices.queue(tx, one)
    assert kept.notices.is_due(tx, at=noon)
    assert [one.subscriber for one in claim(tx, noon, limit=1)] == ["ann"]
    assert [one.subscriber for one in claim(tx, noon)] == ["bo"]
    assert (claim(tx, noon), kept.notices.is_due(tx, at=noon)) == ([], False)


def test_a_notice_whose_sender_died_goes_again(tx, a_notice, noon):
    kept.notices.queue(tx, a_notice(1))
    assert len(claim(tx, noon)) == 1
    assert len(claim(tx, noon + 4 * MINUTE)) == 0
    assert len(claim(tx, noon + 5 * MINUTE)) == 1


def test_a_newer_notice_for_the_same_end_takes_the_place_of_what_waits(tx, a_notice, noon):
    kinds = [("confirm", "ann"), ("link", "ann"), ("confirm", "bo"), ("confirm", "ann")]
    for number, (kind, subscriber) in enumerate(kinds):
        kept.notices.queue(tx, a_notice(number, subscriber, kind=kind))
    assert [int(one.id) for one in claim(tx, noon + 9 * MINUTE)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("state", "next_at", "goes_again"),
    [("sent", None, False), ("failed", None, False), ("queued", 10 * MINUTE, True)],
)
def test_what_became_of_a_notice_is_written_down(tx, a_notice, noon, state, next_at, goes_again):
    kept.notices.queue(tx, a_notice(1))
    (one,) = claim(tx, noon)
    kept.notices.settle(tx, one.id, state=state, answer="250 OK", next_at=next_at and noon + next_at)
    after = kept.notices.get(tx, one.id)
    assert (after.state, after.attempts, after.answer) == (state, 1, "250 OK")
    assert not kept.notices.is_due(tx, at=noon + 9 * MINUTE)
    assert kept.notices.is_due(tx, at=noon + 10 * MINUTE) == goes_again


@pytest.mark.parametrize(("state", "usable"), [("queued", True), ("sent", True), ("failed", False)])
def test_a_notice_is_confirmed_once(tx, a_notice, noon, state, usable):
    kept.notices.queue(tx, a_notice(1))
    (one,) = claim(tx, noon)
    if state != "queued":
        kept.notices.settle(tx, one.id, state=state, answer="", next_at=None)
    assert [kept.notices.use(tx, one.id), kept.notices.use(tx, one.id)] == [usable, False]
    assert not kept.notices.use(tx, "nothing")


def test_one_that_was_confirmed_while_it_was_being_sent_stays_so(tx, a_notice, noon):
    kept.notices.queue(tx, a_notice(1))
    (one,) = claim(tx, noon)
    assert kept.notices.use(tx, one.id)
    kept.notices.settle(tx, one.id, state="sent", answer="250 OK", next_at=None)
    assert kept.notices.get(tx, one.id).state == "used"


def test_who_asks_too_often_waits(tx, noon):
    def asks(minutes, *keys):
        bounds = dict.fromkeys(keys, ((2, 10 * MINUTE), (3, 60 * MINUTE)))
        return kept.notices.may_ask(tx, bounds, at=noon + minutes * MINUTE)

    assert [asks(0, "a"), asks(1, "a"), asks(2, "a")] == [True, True, False]
    assert asks(2, "b")
    assert [asks(11, "a"), asks(30, "a")] == [True, False]  # three in an hour
    assert asks(61, "a")


def test_who_is_refused_for_one_key_has_not_asked_with_the_others(tx, noon):
    once = ((1, MINUTE),)
    assert kept.notices.may_ask(tx, {"a": once}, at=noon)
    assert not kept.notices.may_ask(tx, {"b": once, "a": once}, at=noon)
    assert kept.notices.may_ask(tx, {"b": once}, at=noon)


def test_what_is_old_is_forgotten(tx, a_notice, noon):
    kept.notices.queue(tx, a_notice(0))
    kept.notices.queue(tx, a_notice(9, "bo"))
    kept.notices.may_ask(tx, {"a": ((9, MINUTE),)}, at=noon)
    assert kept.notices.forget(tx, before=noon + MINUTE) == 2
    assert [one.subscriber for one in claim(tx, noon + 9 * MINUTE)] == ["bo"]
