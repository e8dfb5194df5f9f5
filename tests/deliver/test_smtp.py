"""Handing a message to a real server, and what its answers mean."""

import socket
from datetime import UTC, datetime

import pytest

from aggregator.deliver import Server, connect
from aggregator.errors import ConfigurationError, ServerDown
from aggregator.model import Later, Never, Sent, Unknown

LATER = datetime(2026, 11, 11, tzinfo=UTC)
MESSAGE = b"Subject: Hello\r\n\r\n.a line with a dot\r\n..two\r\nlast"


@pytest.fixture
def hand_over(smtp):
    def hand_over(recipient="reader@example.com", content=MESSAGE, note=lambda: None):
        with connect(Server.of(f"smtp://127.0.0.1:{smtp.port}")) as connection:
            return connection.send(
                content, sender="news@example.org", recipient=recipient, handing_over=note, later=LATER
            )

    return hand_over


def test_a_message_arrives_as_it_was_made(smtp, hand_over):
    assert hand_over() == Sent(answer="250 taken")
    assert smtp.taken == [("news@example.org", "reader@example.com", MESSAGE + b"\r\n")]


@pytest.mark.parametrize(
    ("where", "answer", "outcome"),
    [
        ("reader@example.com", "550 no such user", Never(why="550 no such user", is_bounce=True)),
        ("reader@example.com", "550 5.7.1 we know you", Never(why="550 5.7.1 we know you")),
        ("reader@example.com", "452 mailbox full", Later(at=LATER, why="452 mailbox full")),
        ("DATA", "554 spam", Never(why="554 spam")),
        ("DATA", "451 try later", Later(at=LATER, why="451 try later")),
    ],
)
def test_what_the_server_answers_decides_what_becomes_of_the_message(smtp, hand_over, where, answer, outcome):
    smtp.answers[where] = answer
    assert hand_over() == outcome
    assert smtp.taken == []


def test_the_caller_hears_just_before_the_message_may_have_been_taken(smtp, hand_over):
    noted = []
    hand_over(note=lambda: noted.append(len(smtp.taken)))
    assert noted == [0]


def test_a_refused_recipient_is_never_in_doubt(smtp, hand_over):
    smtp.answers["reader@example.com"] = "550 no"
    noted = []
    hand_over(note=lambda: noted.append("handed over"))
    assert noted == []


def test_a_connection_lost_before_the_answer_leaves_the_message_in_doubt(smtp, hand_over):
    smtp.answers["DATA"] = "hang up"
    assert isinstance(hand_over(), Unknown)


def test_a_server_that_closes_before_the_message_has_not_taken_it(smtp, hand_over):
    smtp.answers["reader@example.com"] = "421 closing"
    with pytest.raises(ServerDown, match=r"before the message to reader@example\.com was taken"):
        hand_over()


def test_several_messages_go_over_one_connection_and_a_refusal_spoils_nothing(smtp):
    smtp.answers["gone@example.com"] = "550 no"
    with connect(Server.of(f"smtp://127.0.0.1:{smtp.port}")) as connection:
        outcomes = [
            connection.send(
                MESSAGE, sender="news@example.org", recipient=one, handing_over=lambda: None, later=LATER
            )
            for one in ("a@example.com", "gone@example.com", "b@example.com")
        ]
    assert [type(outcome) for outcome in outcomes] == [Sent, Never, Sent]
    assert [recipient for _, recipient, _ in smtp.taken] == ["a@example.com", "b@example.com"]


def test_a_server_that_is_not_there_is_said_with_what_to_do():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    server = Server.of(f"smtp://127.0.0.1:{port}")
    with pytest.raises(ServerDown, match=rf"127\.0\.0\.1:{port} cannot be used .* look at"), connect(server):
        pass


@pytest.mark.parametrize(
    ("url", "scheme", "host", "port", "user"),
    [
        ("smtp://localhost", "smtp", "localhost", 25, None),
        ("smtp+starttls://me%40x@mail.example.org", "smtp+starttls", "mail.example.org", 587, "me@x"),
        ("smtps://u@mail.example.org:4650", "smtps", "mail.example.org", 4650, "u"),
    ],
)
def test_a_servers_address_is_read(url, scheme, host, port, user):
    server = Server.of(url, password="pw")
    assert (server.scheme, server.host, server.port, server.user) == (scheme, host, port, user)
    assert "pw" not in repr(server)


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://x", "smtp://", "smtp://x:port", "smtps://u:secret@x"]
)
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(ConfigurationError, match=r"\[mail\] smtp"):
        Server.of(url)
