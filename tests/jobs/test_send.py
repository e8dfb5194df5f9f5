"""What becomes of each message, whatever the server and the readers do."""

from email import message_from_bytes, policy

import pytest

from aggregator import deliver, store
from aggregator.errors import ServerDown, StoreError, UsageError
from aggregator.jobs import compose
from aggregator.jobs import send as sending
from aggregator.model import Later, Never, Sent, Unknown


@pytest.fixture
def approved(site, tell):
    tell("a", "b")
    return compose.prepare(site.store, site.configuration.digests["weekly"], making=site.making)


@pytest.fixture
def send(site):
    """Send the issue that is under way; return what became of each message, by address."""

    def send(issue=None):
        issue = issue or compose.current(site.store, site.configuration.digests["weekly"])
        return {delivery.address: outcome for delivery, outcome in sending.send(issue, site.sending)}

    return send


@pytest.fixture
def states(site):
    def states():
        with site.store.reading() as tx:
            issue = store.issues.get(tx, "weekly", 1)
            return issue.state, {one.address: one.state for one in store.deliveries.listing(tx, issue)}

    return states


def parsed(content):
    return message_from_bytes(content, policy=policy.default)


def test_each_reader_gets_the_issue_once(approved, subscribe, send, states, mailbox):
    subscribe("ann", "bo")
    assert send(approved) == {
        "ann@reader.test": Sent(answer="250 taken"),
        "bo@reader.test": Sent(answer="250 taken"),
    }
    assert states() == ("sent", {"ann@reader.test": "sent", "bo@reader.test": "sent"})
    assert sorted(to for to, _ in mailbox.taken) == ["ann@reader.test", "bo@reader.test"]


def test_each_copy_has_its_own_way_out_and_nobody_elses(approved, subscribe, send, mailbox):
    subscribe("ann", "bo")
    send(approved)
    for to, content in mailbox.taken:
        message = parsed(content)
        bodies = [part.get_content() for part in message.iter_parts()]
        token = message["List-Unsubscribe"].removeprefix("<https://news.test/unsubscribe/").rstrip(">")
        assert deliver.read_unsubscribe_token(token, secret="secret") == f"{to.partition('@')[0]:0>16}"
        assert all(token in body and sending.TOKEN not in body for body in bodies)
        assert message["Reply-To"] == "editor@news.test"


def test_the_frozen_issue_is_what_was_mailed(site, approved, subscribe, send, mailbox):
    subscribe("ann")
    send(approved)
    with site.store.reading() as tx:
        frozen = store.issues.get(tx, "weekly", 1)
    message = parsed(mailbox.taken[0][1])
    assert message["Subject"] == frozen.subject
    assert "Title of a" in frozen.html
    assert "Title of a" in frozen.plain


@pytest.mark.parametrize(
    ("answer", "outcome", "state", "issue"),
    [
        ("550 no such user", Never, "failed", "sent"),
        ("452 mailbox full", Later, "deferred", "sending"),
    ],
)
def test_one_readers_trouble_is_no_one_elses(
    approved, subscribe, send, states, mailbox, answer, outcome, state, issue
):
    subscribe("ann", "bo", "cy")
    mailbox.answers["bo@reader.test"] = answer
    assert isinstance(send(approved)["bo@reader.test"], outcome)
    assert states() == (issue, {"ann@reader.test": "sent", "bo@reader.test": state, "cy@reader.test": "sent"})


def test_a_deferred_message_goes_when_its_time_has_come_and_not_before(
    approved, subscribe, send, states, mailbox, clock
):
    subscribe("ann")
    mailbox.answers["ann@reader.test"] = "452 mailbox full"
    send(approved)
    mailbox.answers.clear()
    clock.go_on(minutes=4)
    assert send() == {}
    clock.go_on(minutes=1)
    assert send() == {"ann@reader.test": Sent(answer="250 taken")}
    assert states() == ("sent", {"ann@reader.test": "sent"})


def test_a_message_that_is_put_off_too_often_fails(approved, subscribe, send, states, mailbox, clock):
    subscribe("ann")
    mailbox.answers["ann@reader.test"] = "452 mailbox full"
    send(approved)
    attempts = 1
    while states()[1]["ann@reader.test"] == "deferred":
        clock.go_on(days=10)
        send()
        attempts += 1
    assert (attempts, states()) == (10, ("sent", {"ann@reader.test": "failed"}))


def test_a_message_without_an_answer_is_in_doubt_and_goes_again_under_the_same_id(
    approved, subscribe, send, states, mailbox, clock
):
    subscribe("ann")
    mailbox.answers["DATA"] = "hang up"
    assert isinstance(send(approved)["ann@reader.test"], Unknown)
    assert states() == ("sending", {"ann@reader.test": "in doubt"})
    mailbox.answers.clear()
    clock.go_on(minutes=5)
    send()
    assert states() == ("sent", {"ann@reader.test": "sent"})
    assert len({parsed(content)["Message-ID"] for _, content in mailbox.taken}) == 1


def test_a_server_that_is_down_loses_nothing(approved, subscribe, send, states, mailbox):
    subscribe("ann")
    mailbox.stop()
    with pytest.raises(ServerDown, match="nothing was lost"):
        send(approved)
    assert states() == ("sending", {"ann@reader.test": "queued"})


def test_who_unsubscribes_in_between_gets_nothing_more(
    site, approved, subscribe, send, states, mailbox, clock
):
    subscribe("ann", "bo")
    frozen = sending.freeze(approved, site.sending)
    with site.store.writing() as tx:
        store.subscribers.unsubscribe(tx, f"{'bo':0>16}", at=clock())
    send(frozen)
    assert [to for to, _ in mailbox.taken] == ["ann@reader.test"]
    assert states() == ("sent", {"ann@reader.test": "sent", "bo@reader.test": "failed"})


def test_who_subscribes_after_freezing_gets_the_next_issue(site, approved, subscribe, send, mailbox):
    subscribe("ann")
    frozen = sending.freeze(approved, site.sending)
    subscribe("late")
    send(frozen)
    assert [to for to, _ in mailbox.taken] == ["ann@reader.test"]


def test_an_issue_for_nobody_is_not_frozen(site, approved, send):
    with pytest.raises(UsageError, match="nobody is subscribed"):
        send(approved)
    assert compose.current(site.store, site.configuration.digests["weekly"]).state == "approved"


def test_two_senders_never_work_at_once(site, approved, subscribe):
    subscribe("ann")
    held = store.files.lock(site.folder / "store" / "send.lock", purpose="sending")
    with held, pytest.raises(StoreError, match="another process is sending"):
        list(sending.send(approved, site.sending))


def test_a_subscriber_whose_address_breaks_a_header_gets_no_mail_and_stops_nobody(
    site, approved, subscribe, send, states
):
    subscribe("ann", "bo")
    frozen = sending.freeze(approved, site.sending)
    with site.store.writing() as tx:
        tx.exec_driver_sql("UPDATE delivery SET address = 'x\r\nBcc: v@x.test' WHERE subscriber LIKE '%ann'")
    outcomes = send(frozen)
    assert isinstance(outcomes["x\r\nBcc: v@x.test"], Never)
    assert outcomes["bo@reader.test"] == Sent(answer="250 taken")


def test_a_test_send_goes_to_one_address_and_changes_nothing(site, tell, mailbox):
    tell("a")
    digest = site.configuration.digests["weekly"]
    draft = compose.compose(site.store, digest, making=site.making, save=False)
    assert sending.send_test(draft, "me@reader.test", site.sending) == Sent(answer="250 taken")
    message = parsed(mailbox.taken[0][1])
    assert message["Subject"].startswith("[Test] ")
    assert message["List-Unsubscribe"] is None
    assert compose.current(site.store, digest) is None
