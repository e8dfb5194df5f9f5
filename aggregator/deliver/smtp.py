"""Hands messages to an SMTP server over one kept connection, and says what it answered (RFC 5321)."""

import re
import smtplib
import socket
import ssl
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address
from typing import Literal, Self
from urllib.parse import unquote, urlsplit

from aggregator.deliver import addresses
from aggregator.errors import ConfigurationError, ServerDown
from aggregator.model import Later, Never, Outcome, Sent, Unknown

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_FIRST_PERMANENT, _FIRST_TEMPORARY, _FIRST_BAD = 500, 400, 300
_CLOSING = 421
_DOTTED = re.compile(rb"\n\.")
"""A line that begins with a dot; an expression finds it in half the time that ``replace`` takes."""
_POLICY = re.compile(r"\b5\.7\.\d+\b")


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Seconds to wait for each of the server's answers."""

    timeout: float = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """Where mail goes: ``smtp`` (plain), ``smtp+starttls`` or ``smtps``, and whose account it is.

    ``plain`` says that it may go unencrypted to another machine; ``authorities`` is a file of
    certificates to trust in place of the system's.
    """

    scheme: Literal["smtp", "smtp+starttls", "smtps"]
    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    authorities: str | None = None

    @classmethod
    def of(
        cls, url: str, *, password: str | None = None, plain: bool = False, authorities: str | None = None
    ) -> Self:
        """Read an address such as ``smtps://user@mail.example.org``; raises ``ConfigurationError``."""
        problem = f"[mail] smtp {url!r} is not an address such as smtp+starttls://user@mail.example.org:587"
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise ConfigurationError(problem) from error
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ConfigurationError(problem)
        if parts.password:
            raise ConfigurationError(
                "[mail] smtp holds a password: put it into AGGREGATOR_SMTP_PASSWORD instead"
            )
        if parts.scheme == "smtp" and not plain and not _is_loopback(parts.hostname):
            raise ConfigurationError(
                f"[mail] smtp would send everything readable over the network to {parts.hostname}: write "
                "smtp+starttls:// or smtps://, or allow_plain = true if that network is your own"
            )
        return cls(
            scheme=parts.scheme,  # type: ignore[arg-type]  # one of _PORTS, as was just seen
            host=parts.hostname,
            port=port or _PORTS[parts.scheme],
            user=unquote(parts.username) if parts.username else None,
            password=password,
            authorities=authorities,
        )

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Connection:
    """A session with a server, in which messages go one after another.

    ``begin`` brings a message up to its last line, ``finish`` says that line: until then the server
    has taken nothing (RFC 5321 §4.1.1.4), so the caller can write down in between that it may have.
    """

    def __init__(self, session: smtplib.SMTP) -> None:
        self._session = session
        self._utf8 = session.has_extn("smtputf8")
        self._pipelining = session.has_extn("pipelining")
        self._is_closing = False

    @property
    def is_open(self) -> bool:
        """Whether another message can go over this connection."""
        return self._session.sock is not None and not self._is_closing

    def send(
        self,
        content: bytes,
        *,
        sender: str,
        recipient: str,
        handing_over: Callable[[], None],
        later: datetime,
    ) -> Outcome:
        """Hand over one message and return what became of it; one that is put off may go again ``later``.

        ``handing_over`` is called just before the last line. Raises ``ServerDown`` where the
        connection was lost before it.
        """
        refused = self.begin(content, sender=sender, recipient=recipient, later=later)
        if refused is not None:
            return refused
        handing_over()
        return self.finish(later=later)

    def begin(self, content: bytes, *, sender: str, recipient: str, later: datetime) -> Outcome | None:
        """Hand over a message but for its last line; return the server's refusal, ``None`` if there was none.

        Raises ``ServerDown`` where the connection was lost or the server closes it.
        """
        whom = addresses.route(recipient)
        if not whom.isascii() and not self._utf8:
            return Never(why="the mail server takes no addresses beyond ASCII (it offers no SMTPUTF8)")
        options = "" if whom.isascii() else " SMTPUTF8 BODY=8BITMIME"
        commands = (f"MAIL FROM:<{addresses.route(sender)}>{options}", f"RCPT TO:<{whom}>", "DATA")
        try:
            refusal = self._envelope(commands, later)
            if refusal is None:
                self._session.send(_stuffed(content))
        except (smtplib.SMTPException, OSError) as error:
            raise ServerDown(
                f"the connection was lost before the message to {recipient} was taken: {error}"
            ) from error
        return refusal

    def finish(self, *, later: datetime) -> Outcome:
        """Say the last line and return the server's answer; without one the message is in doubt."""
        try:
            self._session.send(b".\r\n")
            code, answer = self._session.getreply()
        except (smtplib.SMTPException, OSError) as error:
            return Unknown(why=f"the connection was lost before the server's answer came: {error}")
        self._is_closing = code == _CLOSING
        return _outcome(code, answer, later=later)

    def _envelope(self, commands: Sequence[str], later: datetime) -> Outcome | None:
        """Say who writes to whom; return the first answer that is no consent, as what it means."""
        answers = self._answers(commands)
        for place, (code, answer) in enumerate(answers):
            if code < 0 or code == _CLOSING:  # RFC 5321 §3.8: the server closes the channel
                raise smtplib.SMTPServerDisconnected(_words(answer))
            if code >= (_FIRST_TEMPORARY if place == len(commands) - 1 else _FIRST_BAD):
                self._give_up(answers)
                return _outcome(code, answer, later=later, of_recipient=place == 1)
        return None

    def _answers(self, commands: Sequence[str]) -> list[tuple[int, bytes]]:
        """Return the answers: of all commands, sent together (RFC 2920), or up to the first refusal."""
        if self._pipelining:
            self._session.send("".join(f"{one}\r\n" for one in commands).encode())
            return [self._session.getreply() for _ in commands]
        answers = []
        for command in commands:
            self._session.send(f"{command}\r\n".encode())
            answers.append(self._session.getreply())
            if not 0 <= answers[-1][0] < _FIRST_TEMPORARY:
                break
        return answers

    def _give_up(self, answers: Sequence[tuple[int, bytes]]) -> None:
        if len(answers) == 3 and _FIRST_BAD <= answers[2][0] < _FIRST_TEMPORARY:  # noqa: PLR2004  DATA's own
            self._session.send(b".\r\n")  # nobody is to have it, but the server waits for it (RFC 2920 §3.1)
            self._session.getreply()
        self._session.rset()


@contextmanager
def connect(server: Server, limits: Limits = Limits()) -> Iterator[Connection]:
    """Open a session, with a verified certificate where it is encrypted; raises ``ServerDown``."""
    try:
        session = _session(server, limits)
    except smtplib.SMTPAuthenticationError as error:
        raise ServerDown(
            f"the mail server {server} does not accept user {server.user!r} ({_words(error.smtp_error)}): "
            f"look at [mail] smtp and AGGREGATOR_SMTP_PASSWORD"
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        raise ServerDown(
            f"the mail server {server} cannot be used ({error}): "
            f"look at [mail] smtp and send again; nothing was lost"
        ) from error
    try:
        yield Connection(session)
        with suppress(smtplib.SMTPException, OSError):
            session.send(b"QUIT\r\n")
    finally:
        session.close()


def _session(server: Server, limits: Limits) -> smtplib.SMTP:
    with ExitStack() as closing:
        session: smtplib.SMTP
        if server.scheme == "smtps":
            session = smtplib.SMTP_SSL(
                server.host, server.port, timeout=limits.timeout, context=_trusted(server.authorities)
            )
        else:
            session = smtplib.SMTP(server.host, server.port, timeout=limits.timeout)
        closing.callback(session.close)
        session.ehlo_or_helo_if_needed()
        if server.scheme == "smtp+starttls":
            session.starttls(context=_trusted(server.authorities))
            session.ehlo_or_helo_if_needed()
        if server.user:
            session.login(server.user, server.password or "")
        if session.sock is not None:
            # The last line goes alone: without this it would wait for the acknowledgement of the rest.
            session.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _let_the_system_wait(session.sock, limits.timeout)
        closing.pop_all()
    return session


def _let_the_system_wait(sock: socket.socket, seconds: float) -> None:
    """Have the system itself bound each wait: Python's own bound asks it twice for everything it does."""
    wait = struct.pack("@ll", int(seconds), int(seconds % 1 * 1_000_000))
    for way in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        sock.setsockopt(socket.SOL_SOCKET, way, wait)
    sock.settimeout(None)


@lru_cache(maxsize=4)
def _trusted(authorities: str | None) -> ssl.SSLContext:
    """Return how certificates are verified; made once, as reading all authorities takes its time."""
    return ssl.create_default_context(cafile=authorities)


def _outcome(code: int, answer: bytes, *, later: datetime, of_recipient: bool = False) -> Outcome:
    said = f"{code} {_words(answer)}"
    if code >= _FIRST_PERMANENT:
        # What is refused for who we are (5.7.x) says nothing of the reader's mailbox.
        return Never(why=said, is_bounce=of_recipient and not _POLICY.search(said))
    if code >= _FIRST_TEMPORARY:
        return Later(at=later, why=said)
    if code < 0:
        return Unknown(why="the connection was closed before the server's answer came")
    return Sent(answer=said)


def _words(answer: bytes | str) -> str:
    text = answer if isinstance(answer, str) else answer.decode("utf-8", "replace")
    return " ".join(text.split())


def _stuffed(content: bytes) -> bytes:
    """Return the message with lines that begin with a dot made safe (RFC 5321 §4.5.2), CRLF at the end."""
    lines = content if content.endswith(b"\r\n") else content + b"\r\n"
    stuffed = _DOTTED.sub(b"\n..", lines)
    return b"." + stuffed if stuffed.startswith(b".") else stuffed


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
