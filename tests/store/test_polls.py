"""What is remembered of sources, and who may poll them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator import store as kept
from aggregator.model import Enclosure, Entry, Image, Poll, Source, Stamp, Text, Validators, Wishes
from aggregator.store import schema
from aggregator.store.deferrals import Deferred
from aggregator.store.polls import Quiet

SOURCE = Source(key="news", society="society", kind="page", url="https://society.example/news")
HOUR = timedelta(hours=1)


@pytest.fixture
def tx(store, noon):
    with store.writing() as connection:
        kept.polls.register(connection, [SOURCE], at=noon)
        yield connection


def a_poll(at, outcome="fetched", **values):
    return Poll(source="news", at=at, outcome=outcome, next_at=at + HOUR, seconds=0.5, **values)


def claim(tx, at, *, asked=False):
    return kept.claims.claim(tx, {"news": at + HOUR}, at=at, until=at + HOUR / 2, asked=asked) == ["news"]


def test_a_due_source_is_claimed_by_one_only(tx, noon):
    assert [claim(tx, noon), claim(tx, noon)] == [True, False]


def test_of_several_those_are_claimed_that_are_due_each_with_its_own_next_time(tx, noon):
    more = [replace(SOURCE, key=key) for key in ("busy", "quick", "slow")]
    kept.polls.register(tx, more, at=noon)
    kept.claims.claim(tx, {"busy": noon + HOUR}, at=noon, until=noon + HOUR, asked=False)
    wanted = {"busy": noon + HOUR, "quick": noon + HOUR, "slow": noon + 2 * HOUR}
    assert set(kept.claims.claim(tx, wanted, at=noon, until=noon, asked=False)) == {"quick", "slow"}
    assert set(kept.claims.due(tx, at=noon + HOUR)) == {"news", "busy", "quick"}


def test_the_next_time_is_set_with_the_claim_so_that_poison_costs_one_interval(tx, noon):
    claim(tx, noon)
    assert kept.claims.due(tx, at=noon + HOUR / 2) == []
    assert kept.claims.due(tx, at=noon + HOUR) == ["news"]


def test_the_operator_may_poll_what_is_not_due(tx, noon):
    claim(tx, noon)
    assert claim(tx, noon, asked=True)


def test_when_a_source_last_answered_otherwise_is_read_from_the_log(tx, noon):
    for hours, status in enumerate((200, 500, None, 404, 404)):
        recorded(tx, a_poll(noon + hours * HOUR, "failed" if hours else "fetched", status=status))
    assert kept.polls.other_than(tx, ["news", "unknown"], status=404) == {"news": noon + 2 * HOUR}
    assert kept.polls.other_than(tx, ["news"], status=200) == {"news": noon + 4 * HOUR}
    assert kept.polls.other_than(tx, [], status=404) == {}


def recorded(tx, poll, **said):
    if poll.outcome == "fetched":
        kept.polls.record(tx, [kept.polls.Read(poll=poll, **said)])
    else:
        unchanged = Validators() if poll.outcome == "unchanged" else None
        kept.polls.record_quiet(tx, [kept.polls.Quiet(poll=poll, validators=unchanged, has_moved=False)])


def test_a_recorded_poll_frees_its_source_and_is_the_last_one(tx, noon):
    claim(tx, noon)
    poll = a_poll(noon, status=200, counts={"new": 2}, faults=("odd",))
    recorded(tx, poll)
    assert kept.polls.latest(tx, ["news"]) == {"news": poll}
    assert kept.claims.due(tx, at=noon + HOUR) == ["news"]


def test_validators_come_back_byte_for_byte(tx, noon):
    said = Validators(etag='W/"a,b"', last_modified="Tue, 10 Nov 2026 12:00:00 GMT", url="https://x.example/")
    recorded(tx, a_poll(noon), validators=said, body_hash="h")
    memory = kept.polls.memory(tx, "news")
    assert (memory.validators, memory.body_hash) == (said, "h")


def test_polls_that_brought_nothing_are_recorded_together_as_each_would_be_alone(tx, noon):
    kept.polls.register(tx, [replace(SOURCE, key="broken")], at=noon)
    said = Validators(etag='"2"', url="https://x.example/")
    polls = [a_poll(noon, "unchanged"), replace(a_poll(noon, "failed"), source="broken", error="no")]
    rows = [Quiet(poll=polls[0], validators=said, moved_to="https://y.example/"), Quiet(poll=polls[1])]
    kept.polls.record_quiet(tx, rows)
    assert kept.polls.latest(tx, ["news", "broken"]) == {"news": polls[0], "broken": polls[1]}
    news, broken = (kept.polls.memory(tx, key) for key in ("news", "broken"))
    assert (news.validators, news.moved_to, news.failures) == (said, "https://y.example/", 0)
    assert (broken.failures, broken.failing_since) == (1, noon)


def test_what_was_remembered_of_an_address_is_forgotten_when_it_changes(tx, noon):
    recorded(tx, a_poll(noon), validators=Validators(etag='"1"'), body_hash="h")
    moved = Source(key="news", society="society", kind="page", url="https://society.example/elsewhere")
    kept.polls.register(tx, [moved], at=noon)
    memory = kept.polls.memory(tx, "news")
    assert (memory.validators, memory.body_hash) == (Validators(), None)
    assert kept.claims.due(tx, at=noon) == ["news"]


def test_where_a_source_has_moved_is_remembered_since_it_first_said_so(tx, noon):
    for hours, to in enumerate(["/a", "/a", "/b", "/b"]):
        kept.polls.move(tx, "news", to, at=noon + hours * HOUR)
    memory = kept.polls.memory(tx, "news")
    assert (memory.moved_to, memory.moved_since) == ("/b", noon + 2 * HOUR)
    kept.polls.move(tx, "news", None, at=noon)
    memory = kept.polls.memory(tx, "news")
    assert (memory.moved_to, memory.moved_since) == (None, None)


def test_since_when_a_source_fails_is_remembered(tx, noon):
    since = []
    for hours, outcome in enumerate(["failed", "failed", "fetched", "failed"]):
        recorded(tx, a_poll(noon + hours * HOUR, outcome))
        since.append(kept.polls.memory(tx, "news").failing_since)
    assert since == [noon, noon, None, noon + 3 * HOUR]


@pytest.mark.parametrize(
    "wishes",
    [Wishes(), Wishes(interval=HOUR / 7, skip_hours=(0, 23), skip_days=(5, 6)), Wishes(skip_days=(0,))],
)
def test_what_a_source_wishes_is_remembered_until_it_is_read_again(tx, noon, wishes):
    recorded(tx, a_poll(noon), wishes=wishes)
    recorded(tx, a_poll(noon, "unchanged"))
    assert kept.polls.memory(tx, "news").wishes == wishes


def test_failures_are_counted_until_a_poll_succeeds(tx, noon):
    counts = []
    for outcome in ("failed", "failed", "unchanged"):
        recorded(tx, a_poll(noon, outcome))
        counts.append(kept.polls.memory(tx, "news").failures)
    assert counts == [1, 2, 0]


def test_a_first_poll_is_over_and_stays_so(tx, noon):
    for hours in range(2):
        kept.polls.begin(tx, {"news": noon + hours * HOUR})
        assert not kept.polls.memory(tx, "news").first_poll


def waits(noon, raw_hash="raw", **fields):
    entry = Entry(
        raw_hash=raw_hash,
        base="https://news.example/",
        link="https://news.example/ants",
        title=Text(value="Ants & <b>bees</b>", kind="html"),
        dates=(Stamp(text="3 May 2026", evidence="list page"),),
        image=Image(url="https://news.example/a.png", width=3),
        enclosures=(Enclosure(url="https://news.example/a.mp3", length=7),),
        authors=("Ada", "Bea"),
    )
    return Deferred(entry=entry, **({"why": "503", "tries": 2, "since": noon, "first": True} | fields))


def test_an_entry_that_waits_for_its_article_is_kept_whole(tx, noon):
    kept.deferrals.keep(tx, "news", {"raw": waits(noon)})
    assert kept.polls.memory(tx, "news").deferred == {"raw": waits(noon)}


def test_what_does_not_wait_any_more_is_forgotten(tx, noon):
    for hashes in (("one", "two"), ("two",)):
        kept.deferrals.keep(tx, "news", {one: waits(noon, one) for one in hashes})
    assert kept.deferrals.waiting(tx, ["news", "more"]) == {"news": {"two": waits(noon, "two")}}


@pytest.mark.parametrize("known", [True, False])
def test_while_an_article_is_missing_the_list_is_asked_for_whole(tx, noon, known):
    recorded(tx, a_poll(noon), validators=Validators(etag='"1"'), body_hash="h")
    missed = waits(noon) if known else replace(waits(noon), entry=None)
    kept.deferrals.keep(tx, "news", {"raw": missed})
    memory = kept.polls.memory(tx, "news")
    assert (memory.validators, memory.body_hash) == (Validators(), None)


def test_claims_of_a_dead_poller_can_be_ended(tx, noon):
    claim(tx, noon)
    kept.claims.release(tx)
    assert claim(tx, noon + HOUR)


def test_old_lines_of_the_log_go(tx, noon):
    recorded(tx, a_poll(noon - timedelta(days=100)))
    recorded(tx, a_poll(noon))
    assert kept.polls.forget(tx, before=noon - timedelta(days=90)) == 1


def test_a_source_that_is_put_off_is_free_and_due_then(tx, noon):
    assert claim(tx, noon)
    kept.claims.put_off(tx, {"news": noon + HOUR / 4})
    assert not claim(tx, noon + HOUR / 5)
    assert claim(tx, noon + HOUR / 4)


def test_what_is_remembered_of_several_sources_comes_at_once(tx, noon):
    more = replace(SOURCE, key="more", url="https://more.example/")
    kept.polls.register(tx, [SOURCE, more], at=noon)
    kept.deferrals.keep(tx, "more", {"raw": waits(noon)})
    found = kept.polls.memories(tx, ["news", "more", "unheard-of"])
    assert {key: dict(one.deferred) for key, one in found.items()} == {
        "news": {},
        "more": {"raw": waits(noon)},
    }
    assert kept.polls.keys(tx) == ["more", "news"]


@pytest.mark.parametrize(
    ("kept_so_far", "changed", "proved"),
    [(0, 0, "unknown"), (50, 0, "stable"), (0, 50, "unstable"), (50, 50, "unknown")],
)
def test_what_guids_have_proved_to_be_is_added_up(tx, noon, kept_so_far, changed, proved):
    for _ in range(2):
        kept.polls.learn_guids(tx, "news", kept=kept_so_far // 2, changed=changed // 2)
    assert kept.polls.guids(tx) == {"news": proved}
    assert kept.polls.memory(tx, "news").guids == proved


def test_which_sources_fail_now_is_known(tx, noon):
    tx.execute(schema.source.update().values(failing_since=noon))
    assert kept.polls.failing(tx, ["news", "more"]) == {"news": noon}
    assert kept.polls.failing(tx, ["more"]) == {}
