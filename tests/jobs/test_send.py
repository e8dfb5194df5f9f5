"""What becomes of each message, whatever the server and the readers do."""

from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from aggregator import deliver, store
from aggregator.deliver.pool import Limits as PoolLimits
from aggregator.errors import ServerDown, StoreError, UsageError
from aggregator.jobs import compose, letters
from aggregator.jobs import send as sending
from aggregator.model import Later, Never, Preferences, Sent, Unknown


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
        page, mailto = message["List-Unsubscribe"].strip("<>").split(">, <")
        token = page.removeprefix("https://news.test/unsubscribe/")
        assert mailto == f"mailto:editor@news.test?subject=unsubscribe%20{token}"
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
    clock.go_on(minutes=3)
    assert send() == {}
    clock.go_on(minutes=3)
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
    assert (attempts, states()) == (17, ("sent", {"ann@reader.test": "failed"}))


def test_a_message_without_an_answer_is_in_doubt_and_goes_again_under_the_same_id(
    approved, subscribe, send, states, mailbox, clock
):
    subscribe("ann")
    mailbox.answers["DATA"] = "hang up"
    assert isinstance(send(approved)["ann@reader.test"], Unknown)
    assert states() == ("sending", {"ann@reader.test": "in doubt"})
    mailbox.answers.clear()
    clock.go_on(minutes=6)
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


def test_who_unsubscribes_while_the_others_messages_go_gets_none(
    site, approved, subscribe, states, mailbox, clock
):
    subscribe("a", "b", "c", "d")
    going = sending.send(approved, replace(site.sending, pool=PoolLimits(connections=1)))
    next(going)  # the second's last line may have gone with the first's answer
    for name in ("c", "d"):
        with site.store.writing() as tx:
            store.subscribers.unsubscribe(tx, f"{name:0>16}", at=clock())
    assert [type(outcome) for _, outcome in going] == [Sent, Never, Never]
    assert list(states()[1].values()) == ["sent", "sent", "failed", "failed"]
    assert [to for to, _ in mailbox.taken] == ["a@reader.test", "b@reader.test"]


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


WISHES = [
    pytest.param({}, ["a", "b"], id="all of it"),
    pytest.param({"plain": True}, ["a", "b"], id="plain text only"),
    pytest.param({"societies": ("society",)}, ["a", "b"], id="a society"),
    pytest.param({"topics": ("physics",)}, ["b"], id="a topic"),
    pytest.param({"language": "de"}, ["a", "b"], id="German words"),
    pytest.param({"monthly": True}, ["a", "b"], id="monthly, and it is the month's first"),
]


@pytest.mark.parametrize(("wishes", "stories"), WISHES)
def test_each_reader_gets_the_edition_that_they_asked_for(
    site, tell, subscribe, send, mailbox, wishes, stories
):
    tell("a")
    tell("b", topics=("physics",))
    subscribe("ann", **wishes)
    send(compose.prepare(site.store, site.configuration.digests["weekly"], making=site.making))
    message = parsed(mailbox.taken[0][1])
    text = message.get_body(("plain",)).get_content()
    assert [name for name in ("a", "b") if f"Title of {name}" in text] == stories
    assert (message.get_body(("html",)) is None) == wishes.get("plain", False)
    assert ("Abbestellen" in text) == (wishes.get("language") == "de")


@pytest.mark.parametrize(
    "wishes", [{"digests": ("topical",)}, {"societies": ("paper",)}, {"topics": ("physics",)}]
)
def test_an_issue_that_holds_nothing_for_a_reader_is_not_sent_to_them(
    approved, subscribe, send, mailbox, wishes
):
    subscribe("ann", **wishes)
    subscribe("bo")
    send(approved)
    assert [to for to, _ in mailbox.taken] == ["bo@reader.test"]


def test_a_monthly_reader_gets_one_mail_a_month_with_all_of_its_stories(
    site, tell, subscribe, send, mailbox, clock
):
    subscribe("ann", monthly=True)
    subscribe("bo")
    got = []
    for story in ("one", "two", "three", "four"):
        tell(story)
        send(compose.prepare(site.store, site.configuration.digests["weekly"], making=site.making))
        for to, content in mailbox.taken:
            text = parsed(content).get_body(("plain",)).get_content()
            got += [
                (
                    to[:3].strip("@r"),
                    [one for one in ("one", "two", "three", "four") if f"Title of {one}" in text],
                )
            ]
        mailbox.taken.clear()
        clock.go_on(days=10)
    assert [stories for who, stories in got if who == "ann"] == [["one"], ["two", "three", "four"]]
    assert [stories for who, stories in got if who == "bo"] == [["one"], ["two"], ["three"], ["four"]]


def test_a_message_in_doubt_is_held_where_the_operator_wants_that(
    site, approved, subscribe, states, mailbox, clock
):
    subscribe("ann")
    mailbox.answers["DATA"] = "hang up"
    tools = replace(site.sending, in_doubt="hold")
    assert [type(one) for _, one in sending.send(approved, tools)] == [Unknown]
    clock.go_on(days=3)
    assert states() == ("sent", {"ann@reader.test": "in doubt"})


def test_a_refused_address_is_a_bounce_and_three_of_them_suspend(site, tell, subscribe, send, mailbox, clock):
    subscribe("ann", "bo")
    mailbox.answers["ann@reader.test"] = "550 5.1.1 no such user"
    for name in ("a", "b", "c"):
        tell(name)
        send(compose.prepare(site.store, site.configuration.digests["weekly"], making=site.making))
        clock.go_on(days=1)
    with site.store.reading() as tx:
        ann = store.subscribers.find(tx, "ann@reader.test")
        (kept,) = store.suppression.listing(tx)
    assert (ann.state, ann.why) == ("suspended", "bounced: 550 5.1.1 no such user")
    assert (kept.value, kept.reason) == ("ann@reader.test", "bounced")


def test_bounds_on_sending_leave_the_rest_for_later(site, approved, subscribe, states, mailbox, clock):
    subscribe("ann", "bo", "cy")
    tools = replace(site.sending, rates=deliver.Rates(per_hour=2))
    assert len(list(sending.send(approved, tools))) == 2
    assert sorted(states()[1].values()) == ["queued", "sent", "sent"]
    assert list(sending.send(compose.current(site.store, site.configuration.digests["weekly"]), tools)) == []
    clock.go_on(minutes=61)
    assert (
        len(list(sending.send(compose.current(site.store, site.configuration.digests["weekly"]), tools))) == 1
    )


def test_a_new_sender_is_warmed_up_day_by_day(site, approved, subscribe, mailbox, clock):
    subscribe(*"abcdefg")
    tools = replace(site.sending, rates=deliver.Rates(warm_up=(1, 2)))
    counts = []
    for _ in range(3):
        issue = compose.current(site.store, site.configuration.digests["weekly"])
        counts.append(len(list(sending.send(issue, tools))))
        clock.go_on(hours=25)
    assert counts == [1, 2, 4]


def test_one_who_is_told_to_stop_ends_what_is_under_way_and_keeps_the_rest(
    site, approved, subscribe, states, mailbox
):
    subscribe(*"abcdefghijklmnopqrstuvwxyz")
    sent = []
    tools = replace(site.sending, stopping=lambda: len(sent) >= 2)
    for outcome in sending.send(approved, tools):
        sent += [outcome]
    assert 2 <= len(sent) < 26
    assert sorted(set(states()[1].values())) == ["queued", "sent"]
    assert len(mailbox.taken) == len(sent)


def test_the_headers_lead_to_all_that_a_list_should_offer(site, approved, subscribe, send, mailbox):
    subscribe("ann")
    send(approved)
    message = parsed(mailbox.taken[0][1])
    assert {
        name: message[name]
        for name in ("List-Id", "List-Help", "List-Archive", "Archived-At", "Feedback-ID", "Precedence")
    } == {
        "List-Id": '"Weekly" <weekly.news.test>',
        "List-Help": "<https://news.test/about/>",
        "List-Archive": "<https://news.test/issues/>",
        "Archived-At": "<https://news.test/issues/weekly/1>",
        "Feedback-ID": "1:weekly:digest:news.test",
        "Precedence": "bulk",
    }
    assert "preferences/" in message.get_body(("plain",)).get_content()


def test_memory_and_letters_do_not_grow_with_the_editions(site, approved):
    made = letters.Letters(replace(approved, html="<p>", plain="p"), site.writing, at=site.clock())
    for number in range(100):
        made._letter(Preferences(societies=("society", f"s{number}")))
    assert len(made._kept) == 64
