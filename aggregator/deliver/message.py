"""Builds the bytes of a message: its headers by one builder, text before HTML, and reads the result again."""

import hashlib
from binascii import b2a_qp
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.parser import BytesParser
from email.utils import format_datetime

from aggregator.deliver import headers
from aggregator.errors import MessageError


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """Who writes to whom, and how the reader gets out of it.

    ``sender`` and ``reply_to`` may hold a name (``Society News <news@example.org>``). ``unsubscribe``
    is the address of the one-click page (RFC 8058), ``None`` on test sends; ``mailto`` the same by
    mail. ``help``, ``archive`` and ``archived_at`` are addresses of pages, ``feedback_id`` what
    receivers' reports are counted by. ``is_notice`` marks an answer to one person (RFC 3834 §5).
    """

    sender: str
    recipient: str
    reply_to: str | None
    message_id: str
    unsubscribe: str | None
    list_id: str | None
    at: datetime
    list_name: str = ""
    mailto: str | None = None
    help: str | None = None
    archive: str | None = None
    archived_at: str | None = None
    feedback_id: str | None = None
    is_notice: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A text that goes with a message as a file; ``kind`` is ``html`` or ``plain``, ``name`` plain ASCII."""

    name: str
    kind: str
    content: str


def message_id(issue: str, subscriber: str, *, sender: str) -> str:
    """Return the Message-ID (RFC 5322 §3.6.4) of an issue for a subscriber: the same at every attempt."""
    digest = hashlib.sha256(f"{issue}\n{subscriber}".encode()).hexdigest()[:24]
    return f"<{issue}.{digest}@{bare(sender).rpartition('@')[2] or 'localhost'}>"


def bare(sender: str) -> str:
    """Return the address of ``Name <name@example.org>``; raises ``MessageError`` where there is none."""
    return headers.parts("From", sender)[1]


def build(
    envelope: Envelope,
    *,
    subject: str,
    html: str | None,
    plain: str,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """Return a message with lines ending in CRLF: multipart/alternative, text first (RFC 2046 §5.1.4).

    Without ``html`` it is plain text only; ``attachments`` follow it (RFC 2183). Raises ``MessageError``
    where a value would break out of its header, or the finished message does not read back as it was meant.
    """
    written = dict(_headers(envelope, subject))
    content = b"".join(written.values()) + b"MIME-Version: 1.0\r\n" + _with(attachments, _body(html, plain))
    _check(content, {*written, "MIME-Version", "Content-Type"}, envelope, subject)
    return content


def _headers(envelope: Envelope, subject: str) -> Iterator[tuple[str, bytes]]:
    """Give each header's name and line, in the order in which they stand."""
    yield "From", headers.mailbox("From", envelope.sender)
    yield "To", headers.mailbox("To", envelope.recipient)
    if envelope.reply_to:
        yield "Reply-To", headers.mailbox("Reply-To", envelope.reply_to)
    yield "Subject", headers.text("Subject", subject)
    yield "Date", headers.token("Date", format_datetime(envelope.at))
    yield "Message-ID", headers.token("Message-ID", envelope.message_id)
    if envelope.is_notice:
        yield "Auto-Submitted", headers.token("Auto-Submitted", "auto-generated")
    if envelope.list_id:
        yield from _of_list(envelope)


def _of_list(envelope: Envelope) -> Iterator[tuple[str, bytes]]:
    name = envelope.list_name if envelope.list_name.isascii() else ""
    quoted = '"' + name.replace("\\", "").replace('"', "") + '" ' if name else ""
    yield "List-Id", headers.token("List-Id", f"{quoted}<{envelope.list_id}>")
    ways = [f"<{one}>" for one in (envelope.unsubscribe, envelope.mailto) if one]
    if envelope.unsubscribe:
        yield "List-Unsubscribe", headers.token("List-Unsubscribe", ", ".join(ways))
        yield (
            "List-Unsubscribe-Post",
            headers.token("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        )
    for header, address in (
        ("List-Help", envelope.help),
        ("List-Archive", envelope.archive),
        ("Archived-At", envelope.archived_at),
    ):
        if address:
            yield header, headers.token(header, f"<{address}>")
    if envelope.feedback_id:
        yield "Feedback-ID", headers.token("Feedback-ID", envelope.feedback_id)
    yield "Precedence", headers.token("Precedence", "bulk")


def _body(html: str | None, plain: str) -> bytes:
    text = _part("plain", plain)
    if html is None:
        return text
    # "=_" never stands in quoted-printable (RFC 2045 §6.7), so no content can end a part.
    mark = hashlib.sha256(f"{plain}\n{html}".encode()).hexdigest()[:24].encode()
    line = b"--=_" + mark
    head = b'Content-Type: multipart/alternative; boundary="=_' + mark + b'"\r\n\r\n'
    return b"".join((head, line, b"\r\n", text, line, b"\r\n", _part("html", html), line, b"--\r\n"))


def _with(attachments: Sequence[Attachment], body: bytes) -> bytes:
    """Return a body with its attachments (RFC 2046 §5.1.3), or alone where there are none."""
    if not attachments:
        return body
    parts = [body]
    for one in attachments:
        name = headers.token("Content-Disposition", f'attachment; filename="{one.name}"')
        parts.append(name + _part(one.kind, one.content))
    mark = b"=_" + hashlib.sha256(b"".join(parts)).hexdigest()[:24].encode()
    opened = b"".join(b"--" + mark + b"\r\n" + part for part in parts)
    head = b'Content-Type: multipart/mixed; boundary="' + mark + b'"\r\n\r\n'
    return b"".join((head, opened, b"--", mark, b"--\r\n"))


def _part(kind: str, content: str) -> bytes:
    lines = content.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    encoded = b2a_qp(lines.encode("utf-8", "replace"), istext=True).replace(b"\n", b"\r\n")
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    return head.encode() + b"\r\n" + encoded


def _check(content: bytes, expected: set[str], envelope: Envelope, subject: str) -> None:
    read = BytesParser(policy=policy.SMTP).parsebytes(content)
    wanted = {*expected} | ({"Content-Transfer-Encoding"} if not read.is_multipart() else set())
    same_words = str(read["Subject"]).split() == subject.split()
    # Beyond ASCII an address needs a parser that takes UTF-8, which is the receiver's matter.
    whom = envelope.recipient.isascii() and envelope.recipient not in str(read["To"])
    if sorted(read.keys()) != sorted(wanted) or not same_words or whom:
        raise MessageError(
            f"the message to {envelope.recipient} does not read back as it was meant, and was not sent"
        )
