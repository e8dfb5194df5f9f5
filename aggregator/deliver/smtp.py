"""Hands messages to an SMTP server over one kept connection, and says what it answered (RFC 5321)."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Self
from urllib.parse import unquote, urlsplit

from aggregator.errors import ConfigurationError, ServerDown
from aggregator.model import Later, Never, Outcome, Sent, Unknown

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_FIRST_PERMANENT, _FIRST_TEMPORARY = 500, 400


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Seconds to wait for each of the server's answers."""

    timeout: float = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """Where mail goes: ``smtp`` (plain), ``smtp+starttls`` or ``smtps``, and whose account it is."""

    scheme: Literal["smtp", "smtp+starttls", "smtps"]
    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, url: str, *, password: str | None = None) -> Self:
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
        return cls(
            scheme=parts.scheme,  # type: ignore[arg-type]  # one of _PORTS, as was just seen
            host=parts.hostname,
            port=port or _PORTS[parts.scheme],
            user=unquote(parts.username) if parts.username else None,
            password=password,
        )

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Connection:
    """A session with a server, in which messages go one after another."""

    def __init__(self, session: smtplib.SMTP) -> None:
        self._session = session

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

        ``handing_over`` is called just before the line that ends the message is sent, so that the
        caller can write down that from here on the server may have taken it: until then a lost
        connection means that it has not (RFC 5321 §4.1.1.4). Raises ``ServerDown`` in that case.
        """
        try:
            for refused in self._envelope(sender, recipient):
                self._session.rset()
                return _outcome(*refused, later=later)
            self._session.send(_stuffed(content))
        except (smtplib.SMTPException, OSError) as error:
            raise ServerDown(
                f"the connection was lost before the message to {recipient} was taken: {error}"
            ) from error
        handing_over()
        try:
            self._session.send(b".\r\n")
            return _outcome(*self._session.getreply(), later=later)
        except (smtplib.SMTPException, OSError) as error:
            return Unknown(why=f"the connection was lost before the server's answer came: {error}")

    def _envelope(self, sender: str, recipient: str) -> Iterator[tuple[int, bytes]]:
        """Say who writes to whom; yields the first answer that is no consent."""
        accepted = 300
        for command, good in (
            (f"MAIL FROM:<{sender}>", accepted),
            (f"RCPT TO:<{recipient}>", accepted),
            ("DATA", _FIRST_TEMPORARY),
        ):
            code, answer = self._session.docmd(command)
            if code < 0 or code == 421:  # noqa: PLR2004  RFC 5321 §3.8: the server closes the channel
                raise smtplib.SMTPServerDisconnected(_words(answer))
            if code >= good:
                yield code, answer
                return


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
    finally:
        session.close()


def _session(server: Server, limits: Limits) -> smtplib.SMTP:
    context = ssl.create_default_context()
    with ExitStack() as closing:
        session: smtplib.SMTP
        if server.scheme == "smtps":
            session = smtplib.SMTP_SSL(server.host, server.port, timeout=limits.timeout, context=context)
        else:
            session = smtplib.SMTP(server.host, server.port, timeout=limits.timeout)
        closing.callback(session.close)
        session.ehlo_or_helo_if_needed()
        if server.scheme == "smtp+starttls":
            session.starttls(context=context)
        if server.user:
            session.login(server.user, server.password or "")
        closing.pop_all()
    return session


def _outcome(code: int, answer: bytes, *, later: datetime) -> Outcome:
    said = f"{code} {_words(answer)}"
    if code >= _FIRST_PERMANENT:
        return Never(why=said)
    if code >= _FIRST_TEMPORARY:
        return Later(at=later, why=said)
    return Sent(answer=said)


def _words(answer: bytes | str) -> str:
    text = answer if isinstance(answer, str) else answer.decode("utf-8", "replace")
    return " ".join(text.split())


def _stuffed(content: bytes) -> bytes:
    """Return the message with lines that begin with a dot made safe (RFC 5321 §4.5.2), CRLF at the end."""
    lines = content if content.endswith(b"\r\n") else content + b"\r\n"
    stuffed = lines.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed
