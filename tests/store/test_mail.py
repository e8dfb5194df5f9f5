"""Subscribers, issues and deliveries: who may move to which state, and who may not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator import store as kept
from aggregator.errors import StoreError, UsageError
from aggregator.model import Article, Issue, Later, Never, Section, Sent, Source, Subscriber, Unknown, Verdict
from aggregator.store.schema import metadata


@pytest.fixture
def tx(store, noon):
    source = Source(key="society-news", society="society", kind="feed", url="https://society.example/feed")
    with store.writing() as connection:
        kept.polls.register(connection, [source], at=noon)
        yield connection


@pytest.fixture
def reader(noon):
    def reader(name, state="active"):
        return Subscriber(
            id=f"{name:0>16}", address=f"{name}@x.test", name=name.title(), state=state, since=noon
        )

    return reader


@pytest.fixture
def an_issue(tx, an_item, noon):
    """Make a draft of a digest with these stories, keeping their items."""

    def an_issue(*names, number=1, digest="weekly"):
        for name in names:
            if not kept.items.known(tx, [an_item(name)]):
                kept.items.keep(
                    tx, [Verdict(item=an_item(name), kind="new", story=an_item(name).id, why="")], at=noon
                )
        articles = tuple(
            Article(
                story=an_item(name).id,
                item=an_item(name).id,
                section="society",
                title=f"Title {name}",
                html="<p>x</p>",
                text="x",
                link=None,
                date=noon,
                dated=False,
                language=None,
                also=("ESR",),
            )
            for name in names
        )
        return Issue(
            digest=digest,
            number=number,
            state="draft",
            at=noon,
            title="Weekly",
            language="en",
            timezone="UTC",
            intro="Hello",
            banner=None,
            sections=(Section(key="society", name="The Society", acronym="TS", articles=articles),),
        )

    return an_issue


@pytest.fixture
def queued(tx, an_issue, reader, noon):
    """An issue that is being sent to ann and bo."""
    issue = an_issue("a")
    kept.issues.save_draft(tx, issue)
    readers = [reader("ann"), reader("bo")]
    for one in readers:
        kept.subscribers.add(tx, one, consent="asked for it")
    kept.deliveries.queue(tx, issue, [(one, f"<{one.id}@x.test>") for one in readers], at=noon)
    return issue


def claim(tx, issue, at, limit=10):
    return kept.deliveries.claim(tx, issue, at=at, until=at + timedelta(minutes=5), limit=limit)


def states(tx, issue):
    return {one.address: one.state for one in kept.deliveries.listing(tx, issue)}


def test_subscribers_are_listed_by_address_and_found_by_id(tx, reader):
    for name in ("bo", "ann"):
        kept.subscribers.add(tx, reader(name), consent="x")
    assert kept.subscribers.listing(tx) == [reader("ann"), reader("bo")]
    assert kept.subscribers.get(tx, reader("bo").id) == reader("bo")
    assert kept.subscribers.get(tx, "nobody") is None


def test_an_address_is_added_once_and_never_revived(tx, reader, noon):
    kept.subscribers.add(tx, reader("ann"), consent="x")
    kept.subscribers.unsubscribe(tx, reader("ann").id, at=noon)
    with pytest.raises(UsageError, match=r"already \(unsubscribed\); nothing was changed"):
        kept.subscribers.add(tx, replace(reader("ann"), id="other"), consent="x")
    assert kept.subscribers.listing(tx, state="active") == []


def test_unsubscribing_tells_whether_there_is_such_a_subscriber(tx, reader, noon):
    kept.subscribers.add(tx, reader("ann"), consent="x")
    assert [
        kept.subscribers.unsubscribe(tx, one, at=noon) for one in (reader("ann").id, reader("ann").id, "no")
    ] == [
        True,
        True,
        False,
    ]


def test_an_issue_comes_back_as_it_was_put_in(tx, an_issue):
    issue = an_issue("a", "b")
    kept.issues.save_draft(tx, issue)
    assert kept.issues.get(tx, "weekly", 1) == kept.issues.current(tx, "weekly") == issue


def test_a_draft_is_written_over_and_keeps_its_number(tx, an_issue):
    kept.issues.save_draft(tx, an_issue("a", "b"))
    assert kept.issues.next_number(tx, "weekly") == 1
    kept.issues.save_draft(tx, an_issue("c"))
    assert [one.title for one in kept.issues.get(tx, "weekly", 1).articles] == ["Title c"]


def test_the_ledger_lets_a_story_stand_in_one_issue_of_a_digest_only(store, noon, an_issue, tx):
    kept.issues.save_draft(tx, an_issue("a"))
    kept.issues.move(tx, an_issue("a"), "sent", expected=["draft"])
    kept.issues.save_draft(tx, an_issue("a", digest="other"))
    with pytest.raises(Exception, match=r"UNIQUE constraint failed: article|article_pkey"):
        kept.issues.save_draft(tx, an_issue("a", number=2))


@pytest.mark.parametrize(
    ("state", "move"),
    [
        ("draft", ("frozen", ["approved"])),
        ("approved", ("approved", ["draft"])),
        ("sent", ("sending", ["frozen", "sending"])),
        ("frozen", ("approved", ["draft"])),
    ],
)
def test_an_issue_moves_only_from_where_it_may(tx, an_issue, state, move):
    issue = an_issue("a")
    kept.issues.save_draft(tx, issue)
    if state != "draft":
        kept.issues.move(tx, issue, state, expected=["draft"])
    target, expected = move
    with pytest.raises(UsageError, match=f"issue weekly-1 is {state}; only one that is"):
        kept.issues.move(tx, issue, target, expected=expected)


@pytest.mark.parametrize("state", ["approved", "frozen", "sending", "sent"])
def test_what_is_settled_is_never_composed_again(tx, an_issue, state):
    kept.issues.save_draft(tx, an_issue("a"))
    kept.issues.move(tx, an_issue("a"), state, expected=["draft"])
    with pytest.raises(UsageError, match=f"weekly-1 is {state} and cannot be composed again"):
        kept.issues.save_draft(tx, an_issue("b"))
    kept.issues.discard_draft(tx, "weekly", 1)
    assert len(kept.issues.get(tx, "weekly", 1).articles) == 1


def test_freezing_keeps_the_bytes_and_publishes_the_issue(tx, an_issue):
    draft = an_issue("a")
    kept.issues.save_draft(tx, draft)
    assert kept.issues.published(tx) == []
    kept.issues.freeze(tx, replace(draft, subject="S", html="<p>", plain="p"))
    (issue,) = kept.issues.published(tx)
    assert (issue.state, issue.subject, issue.html, issue.plain) == ("frozen", "S", "<p>", "p")
    with pytest.raises(UsageError):
        kept.issues.freeze(tx, replace(draft, html="<p>other"))


def test_a_message_is_claimed_by_one_only(tx, queued, noon):
    assert [len(claim(tx, queued, noon)) for _ in range(2)] == [2, 0]


def test_as_many_messages_are_claimed_as_are_asked_for(tx, queued, noon):
    assert len(claim(tx, queued, noon, limit=1)) == 1
    assert len(claim(tx, queued, noon, limit=1)) == 1
    assert claim(tx, queued, noon, limit=1) == []


def test_a_claim_that_its_holder_did_not_live_to_use_ends_by_itself(tx, queued, noon):
    claim(tx, queued, noon)
    assert len(claim(tx, queued, noon + timedelta(minutes=6))) == 2


@pytest.mark.parametrize(
    ("outcome", "state", "answer"),
    [
        (Sent(answer="250 ok"), "sent", "250 ok"),
        (Never(why="550 no"), "failed", "550 no"),
        (Unknown(why="lost"), "in doubt", "lost"),
    ],
)
def test_what_came_of_a_message_is_kept_in_the_servers_words(tx, queued, noon, outcome, state, answer):
    one = claim(tx, queued, noon, limit=1)[0]
    kept.deliveries.record(tx, queued, [], [(one, outcome, None)], at=noon)
    after = next(row for row in kept.deliveries.listing(tx, queued) if row.subscriber == one.subscriber)
    assert (after.state, after.answer) == (state, answer)


def test_a_deferred_message_is_claimed_when_its_time_has_come(tx, queued, noon):
    later = noon + timedelta(minutes=10)
    for one in claim(tx, queued, noon):
        kept.deliveries.record(tx, queued, [], [(one, Later(at=later, why="452"), later)], at=noon)
    assert claim(tx, queued, later - timedelta(seconds=1)) == []
    assert [one.attempts for one in claim(tx, queued, later)] == [1, 1]


def test_what_a_dead_sender_was_ending_is_in_doubt_and_nothing_else_is(tx, queued, noon):
    first, _ = claim(tx, queued, noon)
    kept.deliveries.record(tx, queued, [first], [], at=noon)
    assert kept.deliveries.sweep(tx, queued, at=noon) == 1
    assert sorted(states(tx, queued).values()) == ["in doubt", "queued"]
    assert len(claim(tx, queued, noon)) == 2


def test_who_has_left_is_not_claimed_and_is_told_so_in_the_ledger(tx, queued, reader, noon):
    kept.subscribers.unsubscribe(tx, reader("bo").id, at=noon)
    assert [one.address for one in claim(tx, queued, noon)] == ["ann@x.test"]
    assert kept.deliveries.withdraw(tx, queued, at=noon) == 1
    assert states(tx, queued)["bo@x.test"] == "failed"


def test_messages_are_counted_by_state_and_by_whether_they_are_still_to_go(tx, queued, noon):
    first, second = claim(tx, queued, noon)
    kept.deliveries.record(tx, queued, [], [(first, Sent(answer="250"), None)], at=noon)
    assert (dict(kept.deliveries.counts(tx, queued)), kept.deliveries.open_count(tx, queued)) == (
        {"sent": 1, "queued": 1},
        1,
    )
    kept.deliveries.record(tx, queued, [], [(second, Unknown(why="given up"), None)], at=noon)
    assert kept.deliveries.open_count(tx, queued) == 0


def sent(tx, issue, noon, **hours):
    """Have what waits for these people go so many hours after noon."""
    for one in claim(tx, issue, noon + timedelta(days=1)):
        at = noon + timedelta(hours=hours[one.address.split("@")[0]])
        kept.deliveries.record(tx, issue, [one], [], at=at)
        kept.deliveries.record(tx, issue, [], [(one, Sent(answer="250 OK"), None)], at=at)


def test_when_messages_went_is_known_for_the_bounds_of_sending(tx, queued, noon):
    hour = timedelta(hours=1)
    assert kept.deliveries.first_sent(tx) is None
    sent(tx, queued, noon, ann=2, bo=1)
    assert kept.deliveries.first_sent(tx) == noon + hour
    assert kept.deliveries.sent_since(tx, noon) == [noon + hour, noon + 2 * hour]
    assert kept.deliveries.sent_since(tx, noon + hour) == [noon + 2 * hour]


@pytest.mark.parametrize(
    ("asked", "queued_again"),
    [
        ({"states": ["sent"], "address": None}, 2),
        ({"states": ["sent"], "address": "ANN@x.test"}, 1),
        ({"states": ["sent"], "address": "nobody@x.test"}, 0),
        ({"states": ["failed", "in doubt"], "address": None}, 0),
    ],
)
def test_the_operator_has_messages_go_again(tx, queued, noon, asked, queued_again):
    sent(tx, queued, noon, ann=1, bo=1)
    assert kept.deliveries.requeue(tx, queued, **asked) == queued_again
    assert kept.deliveries.open_count(tx, queued) == queued_again


@pytest.mark.parametrize(
    ("asked", "addresses"),
    [
        ({}, ["ann@x.test", "bo@x.test"]),
        ({"address": "BO@x.test"}, ["bo@x.test"]),
        ({"state": "sent"}, ["ann@x.test", "bo@x.test"]),
        ({"state": "queued"}, []),
        ({"limit": 1}, ["ann@x.test"]),
    ],
)
def test_messages_are_found_newest_first(tx, queued, noon, asked, addresses):
    sent(tx, queued, noon, ann=2, bo=1)
    assert [one.address for one in kept.deliveries.found(tx, **asked)] == addresses
    assert [one.address for one in kept.deliveries.found(tx, issue=queued, **asked)] == addresses


SURFACE = {
    "items": [lambda tx, _: kept.stories.newest(tx, limit=1), lambda tx, _: kept.items.listing(tx, limit=1)],
    "polls": [lambda tx, noon: kept.claims.due(tx, at=noon), lambda tx, _: kept.polls.latest(tx, ["a"])],
    "issues": [lambda tx, _: kept.issues.listing(tx), lambda tx, _: kept.issues.next_number(tx, "weekly")],
    "subscribers": [lambda tx, _: kept.subscribers.listing(tx)],
}


@pytest.mark.parametrize("room", SURFACE)
def test_every_room_says_in_one_line_that_the_database_has_lost_its_tables(store, noon, room):
    with store.writing() as connection:
        connection.exec_driver_sql("DROP TABLE search_words")
        metadata.drop_all(connection)
    for ask in SURFACE[room]:
        with (
            pytest.raises(StoreError, match=r"no such table|does not exist") as caught,
            store.reading() as connection,
        ):
            ask(connection, noon)
        assert "\n" not in str(caught.value)
