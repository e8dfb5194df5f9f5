"""Where what comes back is found: a Maildir, an IMAP mailbox, a listener; nothing goes before it is kept."""

import re
import smtplib
import socket
import threading

import pytest

from aggregator.deliver.returned import Place, listening, opened
from aggregator.errors import ConfigurationError, ServerDown, StoreError


@pytest.fixture
def maildir(tmp_path):
    for name in ("new", "cur", "tmp"):
        (tmp_path / "Maildir" / name).mkdir(parents=True)
    (tmp_path / "Maildir" / "new" / "1.a").write_bytes(b"one")
    (tmp_path / "Maildir" / "cur" / "2.b:2,R").write_bytes(b"two")
    (tmp_path / "Maildir" / "cur" / "3.c:2,S").write_bytes(b"seen before")
    return tmp_path


def test_a_maildir_gives_what_nobody_has_seen_and_lets_go_when_told(maildir):
    place = Place.of("maildir:Maildir")
    with opened(place, site=maildir) as mailbox:
        first, second = mailbox.messages()
        assert (first[1], second[1]) == (b"one", b"two")
        mailbox.remove(first[0])
        mailbox.keep(second[0])
    assert sorted(path.name for path in maildir.rglob("*.*")) == ["2.b:2,RS", "3.c:2,S"]
    with opened(place, site=maildir) as mailbox:
        assert list(mailbox.messages()) == []


def test_a_folder_that_is_no_maildir_is_said(tmp_path):
    with pytest.raises(ServerDown, match="is no Maildir"), opened(Place.of("maildir:none"), site=tmp_path):
        pass


class ImapServer(threading.Thread):
    """As much of IMAP4rev1 as a client needs that reads a mailbox and deletes from it."""

    def __init__(self, messages):
        super().__init__(daemon=True)
        self.messages, self.flags = dict(messages), {number: set() for number in messages}
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]

    def run(self):
        while True:
            try:
                client, _ = self.door.accept()
            except OSError:
                return
            with client, client.makefile("rwb", buffering=0) as stream:
                stream.write(b"* OK ready\r\n")
                for line in stream:
                    tag, _, command = line.decode().strip().partition(" ")
                    for answer in self.answers(command):
                        stream.write(answer)
                    refused = command.upper().startswith("LOGIN") and "pa55" not in command
                    stream.write(f"{tag} {'NO refused' if refused else 'OK done'}\r\n".encode())

    def answers(self, command):
        upper = command.upper()
        number = int(found[1]) if (found := re.match(r"UID \w+ (\d+)", upper)) else 0
        if upper.startswith("CAPABILITY"):
            yield b"* CAPABILITY IMAP4rev1 UIDPLUS\r\n"
        elif upper.startswith("SELECT"):
            yield f"* {len(self.messages)} EXISTS\r\n".encode()
        elif upper.startswith("UID SEARCH"):
            unseen = [str(one) for one, flags in self.flags.items() if r"\SEEN" not in flags]
            yield f"* SEARCH {' '.join(unseen)}\r\n".encode()
        elif upper.startswith("UID FETCH"):
            body = self.messages[number]
            yield b"* 1 FETCH (UID %d BODY[]<0> {%d}\r\n%s)\r\n" % (number, len(body), body)
        elif upper.startswith("UID STORE"):
            self.flags[number] |= set(re.findall(r"\\\w+", upper))
        elif upper.startswith("UID EXPUNGE"):
            del self.messages[number], self.flags[number]


@pytest.fixture
def imap():
    server = ImapServer({7: b"one", 9: b"two"})
    server.start()
    yield server
    server.door.close()


def test_an_imap_mailbox_gives_what_nobody_has_seen_and_lets_go_when_told(imap, tmp_path):
    place = Place.of(f"imap://me@127.0.0.1:{imap.port}/Bounces", password="pa55")
    assert (place.path, "pa55" in repr(place)) == ("Bounces", False)
    with opened(place, site=tmp_path) as mailbox:
        assert list(mailbox.messages()) == [("7", b"one"), ("9", b"two")]
        assert imap.flags == {7: set(), 9: set()}
        mailbox.remove("7")
        mailbox.keep("9")
        assert list(mailbox.messages()) == []
    assert (list(imap.messages), imap.flags) == ([9], {9: {"\\SEEN"}})


def test_a_mailbox_that_lets_nobody_in_is_said_with_what_to_do(imap, tmp_path):
    place = Place.of(f"imap://me@127.0.0.1:{imap.port}", password="wrong")
    with pytest.raises(ServerDown, match="AGGREGATOR_IMAP_PASSWORD"), opened(place, site=tmp_path):
        pass


@pytest.mark.parametrize(
    "url",
    [
        "",
        "maildir:",
        "pop3://x",
        "imaps://me:secret@x",
        "imap://me@mail.example.org",
        "smtp://0.0.0.0:25",
        "lmtp://x:y",
    ],
)
def test_a_place_that_is_none_or_open_to_others_is_refused(url):
    with pytest.raises(ConfigurationError, match=r"\[mail\] returns"):
        Place.of(url)


@pytest.fixture
def listen():
    """Listen, with ``taken`` as what was brought; an entry of ``trouble`` is raised in place of keeping."""
    taken, trouble = [], []

    def take(raw, recipients):
        if trouble:
            raise trouble.pop()
        taken.append((raw, recipients))
        return b"letter" not in raw

    def start(scheme):
        return listening(Place(scheme=scheme, host="127.0.0.1", port=0), bounce="Back@news.test", take=take)

    start.taken, start.trouble = taken, trouble
    return start


@pytest.mark.parametrize(("scheme", "client"), [("lmtp", smtplib.LMTP), ("smtp", smtplib.SMTP)])
def test_the_listener_takes_what_comes_back_and_nothing_else(listen, scheme, client):
    with listen(scheme) as port, client("127.0.0.1", port) as session:
        session.sendmail("", ["back+x-y@NEWS.test"], b"Subject: x\r\n\r\nHello\r\n")
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            session.sendmail("", ["somebody@news.test"], b"x")
    assert listen.taken == [(b"Subject: x\r\n\r\nHello\r\n", ("back+x-y@NEWS.test",))]


def test_who_writes_a_letter_learns_that_nobody_reads_it(listen):
    letter = b"Subject: a letter\r\n\r\nHello\r\n"
    with (
        listen("lmtp") as port,
        smtplib.LMTP("127.0.0.1", port) as session,
        pytest.raises(smtplib.SMTPDataError, match="no letters"),
    ):
        session.sendmail("bo@x.test", ["back@news.test"], letter)


def test_what_cannot_be_kept_now_stays_with_the_mail_server(listen):
    listen.trouble.append(StoreError("the disk is full"))
    with listen("smtp") as port, smtplib.SMTP("127.0.0.1", port) as session:
        with pytest.raises(smtplib.SMTPDataError, match="451"):
            session.sendmail("", ["back@news.test"], b"x\r\n")
        session.sendmail("", ["back@news.test"], b"x\r\n")
    assert len(listen.taken) == 1
