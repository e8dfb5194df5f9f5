"""Says what a message that came back is: a report (RFC 3464), a complaint (RFC 5965), a wish to leave, noise.

It takes whatever anybody may have sent, and raises nothing.
"""

import email
import email.errors
import email.header
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import Message
from typing import Final, Literal

from flufl.bounce import all_failures

from aggregator.deliver.returned import words

Kind = Literal["hard", "soft", "complaint", "unsubscribe", "reply", "none"]

_HARD: Final = {(5, 1, 1), (5, 1, 2), (5, 1, 3), (5, 1, 6), (5, 1, 10), (5, 4, 4)}
_OF_SENDER: Final = {(5, 1, 7), (5, 1, 8)}
_PERMANENT: Final = 5
_COMPLAINTS: Final = {"not-spam"}
"""Feedback types that are no complaint."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """The most of a message that is looked at, in bytes, of its words, in characters, and of its parts."""

    bytes: int = 1_000_000
    words: int = 20_000
    parts: int = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Returned:
    """What a message is, whom it speaks of, and why.

    ``to`` are the addresses that it was sent to, ``addresses`` those that it says failed or
    complained, ``message_ids`` those of ours that it names, ``token`` an unsubscribe token.
    """

    kind: Kind
    why: str = ""
    status: str | None = None
    to: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()
    token: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Verdict:
    kind: Kind
    why: str = ""
    status: str | None = None
    addresses: tuple[str, ...] = ()
    token: str | None = None


def read(raw: bytes, *, recipients: tuple[str, ...] = (), limits: Limits = Limits()) -> Returned:
    """Return what a message is; ``recipients`` are its envelope's, where they are known."""
    message = email.message_from_bytes(raw[: limits.bytes], policy=policy.compat32)
    parts = list(_parts(message, limits))
    verdict = (
        _complaint(message, parts)
        or _leaving(message)
        or _notified(parts, limits)
        or _reported(parts, limits)
        or _reply(message)
        or _unstructured(message, parts, limits)
        or _Verdict(kind="none")
    )
    return Returned(
        kind=verdict.kind,
        why=" ".join(verdict.why.split())[:500],
        status=verdict.status,
        to=tuple(dict.fromkeys((*recipients, *_sent_to(message)))),
        addresses=verdict.addresses,
        message_ids=tuple(dict.fromkeys(_message_ids(parts, limits))),
        token=verdict.token,
    )


def _parts(message: Message, limits: Limits) -> Iterator[Message]:
    for count, part in enumerate(message.walk()):
        if count >= limits.parts:
            return
        yield part


def _complaint(message: Message, parts: list[Message]) -> _Verdict | None:
    """Read a feedback report (RFC 5965 §3)."""
    report = next((one for one in parts if one.get_content_type() == "message/feedback-report"), None)
    declared = str(message.get_param("report-type") or "").lower() == "feedback-report"
    if report is None and not declared:
        return _old_complaint(message, parts)
    fields = _fields(_text(report)) if report is not None else {}
    if fields.get("feedback-type", "abuse").lower() in _COMPLAINTS:
        return _Verdict(kind="none", why="says that a message is no spam")
    named = " ".join(fields.get(name, "") for name in ("original-rcpt-to", "removal-recipient"))
    return _Verdict(
        kind="complaint",
        why=f"complained of as {fields.get('feedback-type', 'abuse')}",
        addresses=tuple(words.ADDRESS.findall(named)),
    )


def _old_complaint(message: Message, parts: list[Message]) -> _Verdict | None:
    """Read a complaint from before there was a standard: the message itself, and a subject that says why."""
    returned = next((one for one in parts if one.get("X-HmXmrOriginalRecipient")), None)
    if returned is None or not _header(message, "Subject").strip().lower().startswith("complaint about"):
        return None
    whom = words.ADDRESS.findall(_header(returned, "X-HmXmrOriginalRecipient"))
    return _Verdict(kind="complaint", why=_header(message, "Subject"), addresses=tuple(whom))


def _notified(parts: list[Message], limits: Limits) -> _Verdict | None:
    """Read what a mail service reports as JSON (Amazon SES)."""
    text = next((_text(one) for one in parts if one.get_content_type() == "text/plain"), "").strip()
    if not text.startswith("{"):
        return None
    try:
        told, _ = json.JSONDecoder().raw_decode(text[: limits.bytes])
    except (ValueError, RecursionError):
        return None
    kind = told.get("notificationType") if isinstance(told, dict) else None
    if kind == "Complaint":
        return _Verdict(kind="complaint", why="complained, as the mail service says")
    if kind == "Delivery":
        return _Verdict(kind="none", why="reports that a message arrived")
    return None


def _leaving(message: Message) -> _Verdict | None:
    found = words.OUT.fullmatch(_header(message, "Subject"))
    return _Verdict(kind="unsubscribe", token=found["token"]) if found else None


def _reported(parts: list[Message], limits: Limits) -> _Verdict | None:
    """Read a delivery status notification (RFC 3464): the first recipient who failed decides."""
    report = next(
        (one for one in parts if one.get_content_type().startswith("message/") and _is_status(one)), None
    )
    if report is None:
        return None
    inner = report.get_payload()
    blocks = [one for one in inner if isinstance(one, Message)] if isinstance(inner, list) else []
    groups = [_fields(_text(one) or one.as_string()) for one in blocks]
    groups = groups or [_fields(block) for block in re.split(r"\n\s*\n", _text(report))]
    told = [one for one in groups if "final-recipient" in one or "action" in one or "status" in one]
    failed = [
        one for one in told if one.get("action", "failed").split(" ")[0].lower() in {"failed", "delayed"}
    ]
    if told and not failed:
        return _Verdict(kind="none", why="reports that a message arrived")
    if not failed:
        return None
    said = " ".join(one.get("diagnostic-code", "") for one in failed)
    status = next((one["status"] for one in failed if words.STATUS.search(one.get("status", ""))), "")
    found = words.STATUS.search(status) or words.STATUS.search(said)
    exact = words.STATUS.search(said)
    if found and exact and found[2] == "0":
        found = exact
    if len(said.strip()) < len("smtp; 550 no"):
        said = f"{said} {_words(parts, limits)[:2000]}"
    is_late = all(one.get("action", "").lower().startswith("delayed") for one in failed)
    named = " ".join(
        one.get("original-recipient", "") + " " + one.get("final-recipient", "") for one in failed
    )
    return _Verdict(
        kind="soft" if is_late else _weight(found, said),
        why=said or status or "reported as not delivered",
        status=found[0] if found else None,
        addresses=tuple(dict.fromkeys(words.ADDRESS.findall(named))),
    )


def _reply(message: Message) -> _Verdict | None:
    """Know what a program answered on a person's behalf (RFC 3834)."""
    automatic = _header(message, "Auto-Submitted").lower()
    answered = automatic.startswith("auto-replied") or any(
        message.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Vacation")
    )
    subject = _header(message, "Subject")
    is_report = words.FAILED.search(subject) or words.SYSTEM.search(_header(message, "From"))
    if words.AWAY.search(subject) or (answered and not is_report):
        return _Verdict(kind="reply", why=subject)
    return None


def _unstructured(message: Message, parts: list[Message], limits: Limits) -> _Verdict | None:
    """Read a report that follows no standard, by flufl.bounce and by its words."""
    temporary, permanent = _by_flufl(message)
    text = _words(parts, limits)
    subject = _header(message, "Subject")
    from_system = (
        bool(words.SYSTEM.search(_header(message, "From"))) or _header(message, "Return-Path") == "<>"
    )
    failed = bool(words.FAILED.search(subject))
    codes = bool(words.REPLY.search(text) or words.STATUS.search(text))
    words_say = bool(words.UNKNOWN.search(text) or words.FAILED.search(text) or words.PASSING.search(text))
    if not (temporary or permanent) and not (
        (from_system and (failed or codes or words_say)) or (failed and (codes or words_say))
    ):
        return None
    found = next((one for one in words.STATUS.finditer(text) if one[1] != "2"), None)
    named = [one.decode("ascii", "replace") for one in (*permanent, *temporary)]
    kind = _weight(found, text)
    return _Verdict(
        kind="soft" if temporary and not permanent else kind,
        why=_sentence(text) or subject,
        status=found[0] if found else None,
        addresses=tuple(named or dict.fromkeys(words.ADDRESS.findall(text)[:3])),
    )


def _by_flufl(message: Message) -> tuple[frozenset[bytes], frozenset[bytes]]:
    try:
        temporary, permanent = all_failures(message)
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, re.error):
        return frozenset(), frozenset()  # it trusts what it reads more than it may
    return frozenset(temporary), frozenset(permanent)


def _weight(status: re.Match[str] | None, said: str) -> Literal["hard", "soft"]:
    """Say whether a mailbox is not there, or only did not take this message now."""
    if status is not None:
        code = (int(status[1]), int(status[2]), int(status[3]))
        if code in _OF_SENDER:
            return "soft"
        if code in _HARD:
            return "soft" if words.PASSING.search(said) and code != (5, 1, 1) else "hard"
        if code[0] != _PERMANENT or code[1] in {2, 3, 6, 7}:
            is_gone = code[0] == _PERMANENT and words.UNKNOWN.search(said) and not words.PASSING.search(said)
            return "hard" if is_gone and code[1] != 7 else "soft"  # noqa: PLR2004  X.7.X is policy (RFC 3463 §3.8)
    return "hard" if words.UNKNOWN.search(said) and not words.PASSING.search(said) else "soft"


def _is_status(part: Message) -> bool:
    kind = part.get_content_type()
    return kind in {"message/delivery-status", "message/global-delivery-status"}


def _fields(block: str) -> dict[str, str]:
    """Return the fields of a report by name, folded lines joined."""
    unfolded = re.sub(r"\r?\n[ \t]+", " ", block)
    pairs = (line.partition(":") for line in unfolded.splitlines() if ":" in line)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _text(part: Message) -> str:
    """Return a part's words, whatever its encoding says."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return "\n\n".join(_whole(one) for one in payload if isinstance(one, Message))
    decoded = part.get_payload(decode=True)
    if not isinstance(decoded, bytes):
        return str(payload)
    try:
        return decoded.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return decoded.decode("utf-8", "replace")


def _whole(part: Message) -> str:
    """Return a part with its fields, whatever it says that it is written in."""
    try:
        # As bytes: as a string it would be encoded anew, in whatever it says that it is written in.
        return part.as_bytes().decode("utf-8", "replace")
    except UnicodeError:  # what says that it has parts, and has none, is not to be had as bytes
        fields = (f"{name}: {value}" for name, value in part.items())
        return "\n".join((*fields, "", str(part.get_payload())))


def _words(parts: list[Message], limits: Limits) -> str:
    """Return what a report says in words, without the message that it gives back."""
    said = []
    for part in parts:
        if part.get_content_type() == "message/rfc822":
            break
        if part.get_content_maintype() == "text" or part.get_content_type() == "message/delivery-status":
            said.append(re.sub(r"<[^>@]{1,200}>", " ", _text(part)))
    text = "\n".join(said)[: limits.words]
    return re.split(r"(?mi)^-+ ?(?:original|returned|below this line)|^received: ", text)[0]


def _sentence(text: str) -> str:
    """Return the line of a report that says why."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for pattern in (words.REPLY, words.STATUS, words.UNKNOWN, words.PASSING):
        for line in lines:
            if pattern.search(line):
                return line
    return lines[0] if lines else ""


def _message_ids(parts: list[Message], limits: Limits) -> Iterator[str]:
    """Give the Message-IDs of the messages that a report gives back."""
    for part in parts[1:]:
        if found := part.get("Message-ID"):
            yield str(found).strip()
    for part in parts:
        if part.get_content_maintype() == "text" and part.get_content_type() != "text/html":
            yield from re.findall(r"(?im)^message-id:\s*(<[^<>\s]{3,250}>)", _text(part)[: limits.words])


def _sent_to(message: Message) -> Iterator[str]:
    for name in ("Delivered-To", "X-Original-To", "Envelope-To", "To"):
        for value in message.get_all(name, []):
            yield from words.ADDRESS.findall(str(value))


def _header(message: Message, name: str) -> str:
    """Return a header's words, decoded where that can be."""
    value = message.get(name)
    if value is None:
        return ""
    try:
        return str(email.header.make_header(email.header.decode_header(str(value))))
    except (ValueError, LookupError, email.errors.HeaderParseError):
        return str(value)
