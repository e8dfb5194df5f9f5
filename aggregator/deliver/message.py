"""Builds the bytes of a message; every header passes through one gate, and the result is read again."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime, parseaddr

from aggregator.errors import MessageError

_POLICY = policy.SMTP.clone(max_line_length=78)


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """Who writes to whom, and how the reader gets out of it.

    ``sender`` and ``reply_to`` may hold a name (``Society News <news@example.org>``). ``unsubscribe``
    is the address of the one-click page (RFC 8058), ``None`` on test sends.
    """

    sender: str
    recipient: str
    reply_to: str | None
    message_id: str
    unsubscribe: str | None
    list_id: str
    at: datetime


def message_id(issue: str, subscriber: str, *, sender: str) -> str:
    """Return the Message-ID (RFC 5322 §3.6.4) of an issue for a subscriber: the same at every attempt."""
    digest = hashlib.sha256(f"{issue}\n{subscriber}".encode()).hexdigest()[:24]
    return f"<{issue}.{digest}@{_domain(sender)}>"


def build(envelope: Envelope, *, subject: str, html: str, plain: str) -> bytes:
    """Return a multipart/alternative message, text first (RFC 2046 §5.1.4), lines ending in CRLF.

    Raises ``MessageError`` where a value would break out of its header, or the finished message
    does not read back as it was meant.
    """
    message = EmailMessage(policy=_POLICY)
    headers = _headers(envelope, subject)
    for name, value in headers.items():
        message[name] = _safe(name, value)
    message.set_content(plain, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    content = message.as_bytes()
    _check(content, expected={*headers, "MIME-Version", "Content-Type"}, headers=headers)
    return content


def _headers(envelope: Envelope, subject: str) -> dict[str, str]:
    headers = {
        "From": _mailbox("From", envelope.sender),
        "To": _mailbox("To", envelope.recipient),
        "Subject": subject,
        "Date": format_datetime(envelope.at),
        "Message-ID": envelope.message_id,
        "List-Id": f"<{envelope.list_id}>",
    }
    if envelope.reply_to:
        headers["Reply-To"] = _mailbox("Reply-To", envelope.reply_to)
    if envelope.unsubscribe:
        headers["List-Unsubscribe"] = f"<{envelope.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _safe(name: str, value: str) -> str:
    # Python 3.11's own check lets some line ends through (CPython #121650), so ours comes first.
    if any(ord(sign) < ord(" ") or sign in "\x7f\x85\u2028\u2029" for sign in value):
        raise MessageError(f"the {name} header would hold a line break or a control character: {value!r}")
    return value


def _mailbox(name: str, written: str) -> str:
    display, address = parseaddr(_safe(name, written))
    if "@" not in address:
        raise MessageError(
            f"{written!r} is not an address that can stand in {name}: write it as name@example.org"
        )
    user, _, domain = address.rpartition("@")
    return str(Address(display_name=display, username=user, domain=domain))


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"


def _check(content: bytes, *, expected: set[str], headers: dict[str, str]) -> None:
    read = BytesParser(policy=policy.SMTP).parsebytes(content)
    if sorted(read.keys()) != sorted(expected) or str(read["Subject"]) != headers["Subject"]:
        raise MessageError(
            f"the message to {headers['To']} does not read back as it was meant, and was not sent"
        )
