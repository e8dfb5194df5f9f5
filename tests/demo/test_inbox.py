"""The demo's inbox: a real SMTP server that keeps what it is given."""

import smtplib
from email.message import EmailMessage

import pytest

from aggregator.demo.inbox import Inbox


def mail(inbox, *recipients, subject="Hello", body="A line.\n.\nAnother.\n"):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "digest@demo.example", ", ".join(recipients), subject
    message.set_content(body)
    host, _, port = inbox.url.removeprefix("smtp://").partition(":")
    with smtplib.SMTP(host, int(port), timeout=5) as client:
        client.send_message(message, to_addrs=list(recipients))
    return message


@pytest.fixture
def inbox(tmp_path):
    with Inbox(tmp_path / "inbox") as inbox:
        yield inbox


def test_a_message_arrives_whole_and_its_envelope_with_it(inbox):
    mail(inbox, "a@reader.example", "b@reader.example")
    (received,) = inbox.messages()
    assert (received.sender, received.recipients) == (
        "digest@demo.example",
        ("a@reader.example", "b@reader.example"),
    )
    assert received.message["Subject"] == "Hello"
    assert received.message.get_content().splitlines() == ["A line.", ".", "Another."]


def test_its_bytes_are_kept_as_they_came(inbox):
    sent = mail(inbox, "a@reader.example", body="Größe: 水\n")
    assert inbox.messages()[0].raw == sent.as_bytes().replace(b"\n", b"\r\n")


def test_messages_stand_in_order_of_arrival_one_a_file(inbox):
    for number in range(12):
        mail(inbox, "a@reader.example", subject=f"Issue {number}")
    assert [one.message["Subject"] for one in inbox.messages()] == [f"Issue {number}" for number in range(12)]
    assert sorted(path.name for path in inbox.folder.iterdir()) == [f"{n:06}.eml" for n in range(1, 13)]


def test_an_inbox_opened_again_keeps_what_it_has(tmp_path):
    for subject in ("first", "second"):
        with Inbox(tmp_path) as inbox:
            mail(inbox, "a@reader.example", subject=subject)
    assert [one.message["Subject"] for one in inbox.messages()] == ["first", "second"]


def test_two_inboxes_do_not_share_a_port(tmp_path):
    with Inbox(tmp_path / "one") as one, Inbox(tmp_path / "two") as two:
        assert one.url != two.url


def test_it_is_gone_when_its_context_ends(tmp_path):
    with Inbox(tmp_path) as inbox:
        pass
    with pytest.raises(ConnectionRefusedError):
        mail(inbox, "a@reader.example")
