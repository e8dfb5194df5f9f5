"""Who receives mail, and on whose word, kept on both databases alike."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator import store as kept
from aggregator.model import Consent, Notice, Preferences, Subscriber, Suppression

DAY = timedelta(days=1)
STATES = ("pending", "active", "unsubscribed", "suspended", "erased")


@pytest.fixture
def tx(store):
    with store.writing() as connection:
        yield connection


@pytest.fixture
def person(tx, noon):
    """Put a person on the list, who is then in this state."""

    def person(key, state="active", **values):
        made = {"address": f"{key}@x.test", "name": None, "state": state, "since": noon}
        one = Subscriber(id=key, **(made | values))
        kept.subscribers.add(tx, one, consent=Consent(at=noon, text="yes", form="/subscribe"))
        return one

    return person


def state_of(tx, name):
    return kept.subscribers.get(tx, name).state


@pytest.mark.parametrize(
    ("act", "into"),
    [
        ("activate", ("active", "active", "active", "suspended", "erased")),
        ("unsubscribe", ("unsubscribed", "unsubscribed", "unsubscribed", "unsubscribed", "erased")),
        ("suspend", ("suspended", "suspended", "unsubscribed", "suspended", "erased")),
        ("restore", ("pending", "active", "unsubscribed", "active", "erased")),
        ("move", STATES),
        ("erase", ("erased",) * 5),
    ],
)
def test_each_state_leads_where_it_may(tx, person, noon, act, into):
    acts = {
        "activate": lambda name: kept.subscribers.activate(
            tx, name, consent=Consent(at=noon, text="yes", form="x"), at=noon
        ),
        "unsubscribe": lambda name: kept.subscribers.unsubscribe(tx, name, at=noon),
        "suspend": lambda name: kept.subscribers.suspend(tx, at=noon, why="x", subscriber_id=name),
        "restore": lambda name: kept.subscribers.restore(tx, name, at=noon),
        "move": lambda name: kept.subscribers.move(tx, name, f"{name}@other.test"),
        "erase": lambda name: kept.subscribers.erase(tx, name, at=noon),
    }
    for state in STATES:
        person(state, state)
        acts[act](state)
    assert tuple(state_of(tx, state) for state in STATES) == into


def test_only_the_active_receive_mail(tx, person):
    for state in STATES:
        person(state, state)
    assert kept.subscribers.inactive(tx, STATES) == {*STATES} - {"active"}
    assert kept.subscribers.inactive(tx, []) == set()


def test_only_the_active_move_and_never_to_anothers_address(tx, person):
    person("ann"), person("bo"), person("cy", "unsubscribed")
    assert not kept.subscribers.move(tx, "ann", "BO@x.test")
    assert not kept.subscribers.move(tx, "cy", "new@x.test")
    assert kept.subscribers.move(tx, "ann", "Ann@x.test")
    assert kept.subscribers.find(tx, "ann@X.TEST").address == "Ann@x.test"


@pytest.mark.parametrize(
    ("value", "suspended"),
    [
        ("ann@x.test", ["ann"]),
        ("ANN@x.test", ["ann"]),
        ("@x.test", ["ann", "bo"]),
        ("@y.test", ["sub"]),
        ("@deep.y.test", ["sub"]),
        ("@test", ["ann", "bo", "sub", "under"]),
        ("@_.test", []),
        ("@%", []),
        ("@z_z.test", ["under"]),
    ],
)
def test_a_suppressed_domain_stops_all_who_are_there_and_below_it(tx, person, noon, value, suspended):
    person("ann"), person("bo")
    person("sub", address="sub@deep.y.test")
    person("under", address="under@z_z.test")
    assert kept.subscribers.suspend(tx, at=noon, why="x", value=value) == len(suspended)
    assert [one.id for one in kept.subscribers.listing(tx, state="suspended")] == suspended


def test_a_list_is_read_in_parts(tx, person):
    for name in ("ann", "bo", "cy", "dee"):
        person(name, "active" if name != "bo" else "pending")
    first = kept.subscribers.listing(tx, limit=2)
    rest = kept.subscribers.listing(tx, after=first[-1].address, limit=9)
    assert [one.id for one in (*first, *rest)] == ["ann", "bo", "cy", "dee"]
    assert [one.id for one in kept.subscribers.listing(tx, state="active", after="bo@x.test")] == [
        "cy",
        "dee",
    ]


def test_wishes_and_consent_come_back_as_they_were_put_in(tx, person, noon):
    person("ann")
    wishes = Preferences(societies=("esr", "acr"), monthly=True, language="zh-Hans", plain=True)
    consent = Consent(at=noon, text="Ja, gern – 好", network="2001:db8::/48", form="/preferences")
    assert kept.subscribers.activate(tx, "ann", consent=consent, preferences=wishes, at=noon + DAY)
    assert kept.subscribers.get(tx, "ann").preferences == wishes
    assert kept.subscribers.consent_of(tx, "ann") == consent
    kept.subscribers.prefer(tx, "ann", Preferences())
    assert kept.subscribers.get(tx, "ann").preferences == Preferences()
    assert kept.subscribers.consent_of(tx, "nobody") is None


def test_of_one_who_is_erased_nothing_stays_but_the_row(tx, person, noon):
    one = person("ann", name="Ann Example")
    kept.notices.queue(tx, Notice(id="0", kind="confirm", subscriber="ann", address=one.address, at=noon))
    kept.subscribers.erase(tx, "ann", at=noon + DAY)
    held = kept.subscribers.held(tx, "ann")
    assert {name: len(rows) for name, rows in held.items()} == {
        "subscription": 1,
        "messages": 0,
        "notices": 0,
        "returned": 0,
    }
    assert "example" not in repr(held).lower()
    assert "x.test" not in repr(held)


def test_who_never_confirmed_is_forgotten(tx, person, noon):
    person("old", "pending"), person("new", "pending", since=noon + DAY), person("ann")
    assert kept.subscribers.forget_pending(tx, before=noon + DAY) == 1
    assert [one.id for one in kept.subscribers.listing(tx)] == ["ann", "new"]


def test_what_is_suppressed_is_found_by_any_of_its_names(tx, noon):
    first = Suppression(value="@x.test", reason="operator", at=noon, note="asked to")
    kept.suppression.add(tx, first)
    assert kept.suppression.find(tx, ["ann@x.test", "@x.test"]) == first
    assert kept.suppression.find(tx, ["ann@y.test", "@y.test"]) is None
    again = replace(first, reason="complaint", note=None)
    kept.suppression.add(tx, again)
    assert kept.suppression.listing(tx) == [again]
    assert [kept.suppression.remove(tx, ["@x.test"]), kept.suppression.remove(tx, ["@x.test"])] == [1, 0]
