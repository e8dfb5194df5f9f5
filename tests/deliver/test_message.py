"""The bytes of a message."""

from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import deliver
from aggregator.errors import MessageError

ENVELOPE = deliver.Envelope(
    sender="Société News <news@example.org>",
    recipient="reader@example.com",
    reply_to="editor@example.org",
    message_id="<weekly-1.abc@example.org>",
    unsubscribe="https://news.example.org/unsubscribe/abc",
    list_id="news.example.org",
    at=datetime(2026, 11, 10, 12, tzinfo=UTC),
)


def parse(content):
    return BytesParser(policy=policy.SMTP).parsebytes(content)


def build(envelope=ENVELOPE, subject="News: 12 stories – 新闻", html="<p>Hé</p>", plain="Hé\n"):
    return deliver.build(envelope, subject=subject, html=html, plain=plain)


def test_a_message_says_who_what_when_and_how_to_get_out():
    read = parse(build())
    assert {
        name: str(value) for name, value in read.items() if name not in {"MIME-Version", "Content-Type"}
    } == {
        "From": "Société News <news@example.org>",
        "To": "reader@example.com",
        "Reply-To": "editor@example.org",
        "Subject": "News: 12 stories – 新闻",
        "Date": "Tue, 10 Nov 2026 12:00:00 +0000",
        "Message-ID": "<weekly-1.abc@example.org>",
        "List-Id": "<news.example.org>",
        "List-Unsubscribe": "<https://news.example.org/unsubscribe/abc>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
    }


def test_the_text_comes_before_the_html():
    read = parse(build())
    assert read.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    assert [part.get_content().strip() for part in read.iter_parts()] == ["Hé", "<p>Hé</p>"]


def test_no_line_is_longer_than_mail_allows():
    content = build(html="<p>" + "word " * 5000 + "</p>", plain="新" * 3000, subject="long " * 60)
    assert max(len(line) for line in content.split(b"\r\n")) < 998
    assert content.replace(b"\r\n", b"").count(b"\n") == 0


def test_a_test_message_offers_no_unsubscribing():
    read = parse(build(replace(ENVELOPE, unsubscribe=None)))
    assert read["List-Unsubscribe"] is None
    assert read["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\x00", "\x85", "\u2028", "\u2029", "\x0b"])
@pytest.mark.parametrize("field", ["sender", "recipient", "reply_to", "message_id", "unsubscribe", "list_id"])
def test_nothing_breaks_out_of_its_header(field, sign):
    value = getattr(ENVELOPE, field)
    with pytest.raises(MessageError):
        build(replace(ENVELOPE, **{field: f"{value}{sign}Bcc: victim@example.com"}))


@given(st.text(max_size=120))
def test_whatever_a_subject_holds_it_adds_no_header(subject):
    try:
        read = parse(build(subject=subject))
    except MessageError:
        return
    assert "Bcc" not in read
    assert len(read.keys()) == 12


@pytest.mark.parametrize("address", ["", "nobody", "<>"])
def test_who_has_no_address_gets_no_mail(address):
    with pytest.raises(MessageError, match="is not an address"):
        build(replace(ENVELOPE, recipient=address))


def test_the_message_id_is_the_same_at_every_attempt_and_another_for_everyone():
    ids = [deliver.message_id("weekly-1", one, sender="News <news@example.org>") for one in ("a", "a", "b")]
    assert ids[0] == ids[1] != ids[2]
    assert ids[0].startswith("<weekly-1.")
    assert ids[0].endswith("@example.org>")


def test_an_unsubscribe_token_is_good_for_its_subscriber_and_nobody_forges_one():
    token = deliver.unsubscribe_token("abc", secret="s")
    assert deliver.read_unsubscribe_token(token, secret="s") == "abc"
    assert deliver.read_unsubscribe_token(token, secret="other") is None
    assert deliver.read_unsubscribe_token(token[:-1], secret="s") is None
    assert deliver.read_unsubscribe_token("abc", secret="s") is None
