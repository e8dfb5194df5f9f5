"""What a message is that came back, in every form in which mail systems say it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.deliver.returned import Limits, read

OURS = "<weekly-1.abc@news.test>"


def message(*headers, body=""):
    return "\r\n".join([*headers, "", body]).encode()


def report(*recipients, kind="delivery-status", returned=f"Message-ID: {OURS}"):
    """A report as RFC 3464 has it, of recipients as blocks of fields."""
    parts = [
        "Content-Type: text/plain\r\n\r\nSorry.",
        f"Content-Type: message/{kind}\r\n\r\nReporting-MTA: dns; mx.test\r\n\r\n"
        + "\r\n\r\n".join(recipients),
        f"Content-Type: message/rfc822\r\n\r\n{returned}\r\nSubject: News\r\n\r\nHello",
    ]
    body = "".join(f"--x\r\n{part}\r\n" for part in parts) + "--x--\r\n"
    return message(
        "From: MAILER-DAEMON@mx.test",
        "To: back+0123456789abcdef-sig@news.test",
        "Subject: Undelivered Mail Returned to Sender",
        f'Content-Type: multipart/report; report-type={kind}; boundary="x"',
        body=body,
    )


def recipient(action, status, said="", who="ann@reader.test"):
    return f"Final-Recipient: rfc822; {who}\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; {said}"


@pytest.mark.parametrize(
    ("action", "status", "said", "kind"),
    [
        ("failed", "5.1.1", "550 5.1.1 no such user", "hard"),
        ("failed", "5.0.0", "550 user unknown", "hard"),
        ("failed", "5.4.4", "Host not found", "hard"),
        ("failed", "5.2.2", "552 mailbox full", "soft"),
        ("failed", "5.7.1", "554 5.7.1 your address is on a list", "soft"),
        ("failed", "5.1.8", "501 5.1.8 sender address rejected", "soft"),
        ("failed", "4.4.7", "message expired", "soft"),
        ("delayed", "4.4.1", "connection timed out", "soft"),
        ("delivered", "2.0.0", "250 ok", "none"),
        ("relayed", "2.0.0", "250 ok", "none"),
        ("expanded", "2.0.0", "250 ok", "none"),
    ],
)
def test_a_report_says_how_bad_it_is(action, status, said, kind):
    assert read(report(recipient(action, status, said))).kind == kind


def test_a_report_says_whom_why_and_which_of_our_messages():
    found = read(
        report(recipient("failed", "5.1.1", "550 5.1.1 no such user")), recipients=("back+x@news.test",)
    )
    assert (found.addresses, found.status, found.message_ids) == (("ann@reader.test",), "5.1.1", (OURS,))
    assert "550 5.1.1 no such user" in found.why
    assert found.to == ("back+x@news.test", "back+0123456789abcdef-sig@news.test")


def test_of_several_recipients_those_count_who_failed():
    found = read(
        report(recipient("delivered", "2.0.0"), recipient("failed", "5.1.1", "550 no", who="bo@reader.test"))
    )
    assert (found.kind, found.addresses) == ("hard", ("bo@reader.test",))


@pytest.mark.parametrize(
    ("feedback", "kind"),
    [("abuse", "complaint"), ("fraud", "complaint"), ("opt-out", "complaint"), ("not-spam", "none")],
)
def test_a_feedback_report_is_a_complaint(feedback, kind):
    fields = (
        f"Feedback-Type: {feedback}\r\nUser-Agent: x\r\nVersion: 1\r\nOriginal-Rcpt-To: <ann@reader.test>"
    )
    found = read(report(fields, kind="feedback-report"))
    assert found.kind == kind
    if kind == "complaint":
        assert (found.addresses, found.message_ids) == (("ann@reader.test",), (OURS,))


@pytest.mark.parametrize("subject", ["unsubscribe {token}", "Re: Unsubscribe {token}", "UNSUBSCRIBE"])
def test_a_wish_to_leave_is_read_with_its_token(subject):
    token = "IjAxMjM0NTY3ODlhYmNkZWYi.abcdefghijklmnopqrstuvwxyz0"
    found = read(message("From: ann@reader.test", f"Subject: {subject.format(token=token)}"))
    assert (found.kind, found.token) == ("unsubscribe", token if "{" in subject else None)


@pytest.mark.parametrize(
    "headers",
    [
        ("Subject: Out of office: back on Monday", "From: ann@reader.test"),
        ("Subject: News", "From: ann@reader.test", "Auto-Submitted: auto-replied"),
        ("Subject: =?utf-8?b?6Ieq5YuV6L+U5L+h?=", "From: ann@reader.test"),
        ("Subject: Re: News", "From: ann@reader.test", "X-Autoreply: yes"),
        ("Subject: Abwesenheitsnotiz", "From: ann@reader.test"),
        ("Subject: Please verify your message", "From: challenge@spamarrest.test"),
    ],
)
def test_who_is_away_or_asks_first_has_not_bounced(headers):
    assert read(message(*headers, body="I am away. Mailbox full of sand. 550 waves.")).kind == "reply"


@pytest.mark.parametrize(
    ("subject", "body", "kind"),
    [
        ("failure notice", "<ann@reader.test>:\r\nSorry, no mailbox here by that name. (#5.1.1)", "hard"),
        ("Mail delivery failed", "ann@reader.test\r\n  550 user unknown", "hard"),
        ("Undeliverable: News", "The mailbox is full. 452 4.2.2 try later", "soft"),
    ],
)
def test_a_report_of_no_standard_is_read_by_its_words(subject, body, kind):
    found = read(message("From: postmaster@mx.test", f"Subject: {subject}", body=body))
    assert (found.kind, bool(found.why)) == (kind, True)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0\xff" * 100,
        message("From: ann@reader.test", "Subject: Thank you", body="A fine issue! I have 550 of them."),
        message("From: bo@reader.test", "Subject: Re: News", body="Could you write of user unknown errors?"),
    ],
)
def test_a_letter_from_a_person_is_none_of_these(raw):
    assert read(raw).kind == "none"


@given(raw=st.binary(max_size=2000))
def test_whatever_comes_is_read(raw):
    assert read(raw).kind in {"hard", "soft", "complaint", "unsubscribe", "reply", "none"}


PIECES = st.sampled_from(
    [
        b"Content-Type: multipart/report; boundary=x\r\n",
        b"--x\r\n",
        b"Content-Type: message/delivery-status\r\n",
        b"\r\n",
        b"Status: 5.1.1\r\n",
        b"Action: failed\r\n",
        b"Content-Type: text/plain; charset=none\r\n",
        b"Subject: =?x?b?=?=\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"\xff\xfe",
        b"Content-Type: message/rfc822\r\n",
        b"From: mailer-daemon\r\n",
        b"--x--\r\n",
    ]
)


IN_NO_CHARACTERS = [
    b"Content-Type: message/delivery-status\r\n\r\n",
    b"Content-Type: text/plain; charset=none\r\n\xff\xfe",
]


PARTLESS = [
    b"Content-Type: message/delivery-status\r\n\r\n",
    b"Content-Type: multipart/report; boundary=x\r\n\xff\xfe",
]


@example(pieces=PARTLESS)
@example(pieces=IN_NO_CHARACTERS)
@given(pieces=st.lists(PIECES, max_size=40))
def test_whatever_a_report_is_made_of_it_is_read(pieces):
    assert read(b"".join(pieces)).kind


def test_a_message_is_read_in_bounded_time():
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(300)
    )
    for raw in (
        deep,
        b"To: " + b"a@" * 300_000,
        b"Subject: x\r\n\r\n" + b"user " * 200_000 + b"550 ",
        b"From: x\r\n\r\n" + b"<" * 900_000,
    ):
        assert read(raw, limits=Limits()).kind
