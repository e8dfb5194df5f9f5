"""What comes back has its consequence, once, for the one whom it speaks of, and can be undone."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator import deliver, store
from aggregator.cli.output import print_json
from aggregator.deliver.returned import Place
from aggregator.jobs import bounces, compose, scoring, subscribe
from aggregator.jobs import send as sending

ANN = f"{'ann':0>16}"
HARD = "Final-Recipient: rfc822; ann@reader.test\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such user"
SOFT = HARD.replace("5.1.1", "4.2.2").replace("no such user", "mailbox full")


def report(fields, *, to="back@news.test", message_id="<other@x.test>", number=0):
    return (
        f"From: mailer-daemon@mx.test\r\nTo: {to}\r\nSubject: Undelivered\r\nX-Number: {number}\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        f"--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n{fields}\r\n"
        f"--x\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {message_id}\r\n\r\nx\r\n--x--\r\n"
    ).encode()


@pytest.fixture
def tools(site, tmp_path):
    for name in ("new", "cur"):
        (tmp_path / "back" / name).mkdir(parents=True)
    return bounces.Tools(
        store=site.store, secret=site.secret, place=Place.of("maildir:back"), site=tmp_path, clock=site.clock
    )


@pytest.fixture
def ann(site, subscribe):
    subscribe("ann")

    def ann():
        with site.store.reading() as tx:
            return store.subscribers.get(tx, ANN)

    return ann


def verp(site):
    return deliver.verp.sender("back@news.test", ANN, secret=site.secret)


def test_three_hard_bounces_suspend_with_the_evidence_kept_and_the_operator_undoes_it(site, tools, ann):
    did = [bounces.take(report(HARD, to=verp(site), number=number), (), tools).what for number in range(3)]
    assert did == ["counted", "counted", "suspended"]
    assert ann().state == "suspended"
    assert "550 no such user" in ann().why
    with site.store.reading() as tx:
        kept = store.bounces.of(tx, ANN)
    assert len(kept) == 3
    assert all(b"550 no such user" in one.raw for one in kept)
    subscribe.restore("ann@reader.test", tools=site.subscribing)
    assert ann().state == "active"
    assert bounces.take(report(HARD, to=verp(site), number=9), (), tools).what == "counted"


def test_what_is_held_of_a_person_is_printed_with_the_evidence(site, tools, ann, capsys):
    bounces.take(report(HARD, to=verp(site)), (), tools)
    print_json(subscribe.export(ann(), tools=site.subscribing))
    (returned,) = json.loads(capsys.readouterr().out)["returned"]
    assert "no such user" in returned["raw"]


def test_the_same_message_counts_once(site, tools, ann):
    raw = report(HARD, to=verp(site))
    assert [bounces.take(raw, (), tools).what for _ in range(4)] == ["counted", "known", "known", "known"]


def test_a_complaint_suspends_at_once(site, tools, ann):
    fields = "Feedback-Type: abuse\r\nOriginal-Rcpt-To: <ann@reader.test>"
    raw = report(fields, to=verp(site)).replace(b"delivery-status", b"feedback-report")
    taken = bounces.take(raw, (), tools)
    assert (taken.kind, taken.what, ann().state) == ("complaint", "suspended", "suspended")


def test_a_report_that_names_our_message_is_enough(site, tell, tools, ann, mailbox):
    tell("a")
    issue = compose.prepare(site.store, site.configuration.digests["weekly"], making=site.making)
    list(sending.send(issue, site.sending))
    (sent,) = [one.message_id for one in deliveries(site)]
    assert bounces.take(report(HARD, message_id=sent), (), tools).what == "counted"


def deliveries(site):
    with site.store.reading() as tx:
        return store.deliveries.found(tx)


@pytest.mark.parametrize("to", ["back@news.test", f"back+{ANN}-forged0000@news.test"])
def test_nobody_is_suspended_by_a_report_that_anybody_could_make_up(site, tools, ann, to):
    assert {bounces.take(report(HARD, to=to, number=n), (to,), tools).what for n in range(9)} == {"nobody"}
    assert ann().state == "active"


def test_a_mail_to_unsubscribe_is_heeded_with_its_token_only(site, tools, ann):
    token = deliver.unsubscribe_token(ANN, secret=site.secret)
    assert bounces.take(b"From: ann@reader.test\r\nSubject: unsubscribe\r\n\r\n", (), tools).what == "nobody"
    taken = bounces.take(f"Subject: Re: unsubscribe {token}\r\n\r\n".encode(), (), tools)
    assert (taken.what, ann().state, ann().why) == ("unsubscribed", "unsubscribed", "asked by mail")


def test_vacation_replies_count_for_nothing(site, tools, ann):
    raw = f"To: {verp(site)}\r\nSubject: Out of office\r\n\r\n550 user unknown".encode()
    assert bounces.take(raw, (), tools).what == "ignored"
    with site.store.reading() as tx:
        assert store.bounces.score(tx, ANN) == (0.0, None)


def test_a_mailbox_is_emptied_of_what_was_kept_and_the_rest_stays_for_a_person(site, tools, ann, tmp_path):
    new = tmp_path / "back" / "new"
    (new / "1.bounce").write_bytes(report(HARD, to=verp(site)))
    (new / "2.letter").write_bytes(b"Subject: Thank you\r\n\r\nA fine issue")
    (new / "3.away").write_bytes(b"Subject: Out of office\r\n\r\n")
    assert [one.what for one in bounces.gather(tools)] == ["counted", "left", "ignored"]
    assert [path.name for path in (tmp_path / "back").rglob("*.*")] == ["2.letter:2,S"]
    assert list(bounces.gather(tools)) == []


def test_what_cannot_be_kept_stays_in_the_mailbox(site, tools, ann, tmp_path):
    path = tmp_path / "back" / "new" / "1.bounce"
    path.write_bytes(report(HARD, to=verp(site)))

    def stopped():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(bounces.gather(replace(tools, clock=stopped)))
    assert path.exists()
    assert [one.what for one in bounces.gather(tools)] == ["counted"]


@pytest.mark.parametrize(
    ("kinds", "days", "score"),
    [
        (["hard"], 0, 1.0),
        (["soft"] * 5, 0, 1.0),
        (["hard", "hard"], 60, 1.5),
        (["hard"] * 3, 365, 1.0),
        (["complaint"], 0, 2.5),
    ],
)
def test_a_score_grows_with_each_bounce_and_fades_with_time(noon, kinds, days, score):
    value, at = 0.0, noon
    since = None
    for kind in kinds:
        value, since = scoring.after(value, since, kind, at=at), at
        at += timedelta(days=days)
    assert value == pytest.approx(score, abs=0.05)


def test_a_message_that_arrived_heals(site, tell, tools, ann, clock, mailbox):
    bounces.take(report(SOFT, to=verp(site)), (), tools)
    clock.go_on(days=1)
    tell("a")
    list(
        sending.send(
            compose.prepare(site.store, site.configuration.digests["weekly"], making=site.making),
            site.sending,
        )
    )
    assert bounces.heal(tools) == 0
    clock.go_on(days=4)
    assert bounces.heal(tools) == 1
    with site.store.reading() as tx:
        assert store.bounces.score(tx, ANN)[0] == 0.0
