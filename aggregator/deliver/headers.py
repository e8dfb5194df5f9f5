"""Writes the headers of a message; whatever comes from outside passes here and cannot add another.

The standard library folds long words into encoded ones, which breaks ``List-Unsubscribe`` and
``Message-ID`` for many readers, and its check of line ends has holes (CPython #121650): so ours is
small, knows three kinds of values, and refuses what does not fit.
"""

import re
from base64 import b64encode
from collections.abc import Iterator

from aggregator.deliver import addresses
from aggregator.errors import MessageError

_WIDTH = 78
_MOST = 998
_ENCODED = 42
"""Bytes in one encoded word: with its frame and the name of a header it fits a line (RFC 2047 §2)."""
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+")
_DOT_ATOM = re.compile(rf"{_ATOMS.pattern}(?:\.{_ATOMS.pattern})*")
_WRITTEN = re.compile(r'\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<name>[^"<>]*))\s*<(?P<at>[^<>]*)>\s*')
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_LINE_ENDS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def token(name: str, value: str) -> bytes:
    """Return a header of plain words, such as ``List-Id``; folded at its spaces (RFC 5322 §2.2.3)."""
    if not _safe(name, value).isascii():
        raise MessageError(f"the {name} header would hold letters that it may not: {value!r}")
    return _folded(name, value.encode().split())


def text(name: str, value: str) -> bytes:
    """Return a header that people read, such as ``Subject``: encoded where it is not plain (RFC 2047)."""
    return _folded(name, list(_words(_safe(name, value).strip())))


def mailbox(name: str, written: str) -> bytes:
    """Return a header with one address, written as ``Name <name@example.org>`` or bare (RFC 5322 §3.4).

    A local part beyond ASCII stands as it is, which needs SMTPUTF8 (RFC 6531).
    """
    display, address = parts(name, written)
    user, _, domain = address.rpartition("@")
    if not _DOT_ATOM.fullmatch(user) and user.isascii():
        user = _quoted(user)
    at = f"{user}@{addresses.route(f'x@{domain}').removeprefix('x@')}".encode()
    if not display:
        return _folded(name, [at])
    return _folded(name, [*_phrase(display), b"<" + at + b">"])


def parts(name: str, written: str) -> tuple[str, str]:
    """Return the display name and the address of what an operator wrote; raises ``MessageError``."""
    found = _WRITTEN.fullmatch(_safe(name, written))
    address = found["at"].strip() if found else written.strip()
    display = (found["quoted"] or found["name"] or "").strip() if found else ""
    user, sign, domain = address.rpartition("@")
    plain = _HOST.fullmatch(domain) or not domain.isascii()
    if not (sign and user and plain) or re.search(r'[\s<>,;:"\\()]', address):
        raise MessageError(
            f"{written!r} is not an address that can stand in {name}: write it as name@example.org"
        )
    return display, address


def _safe(name: str, value: str) -> str:
    if _LINE_ENDS.search(value):
        raise MessageError(f"the {name} header would hold a line break or a control character: {value!r}")
    return value


def _words(value: str) -> Iterator[bytes]:
    """Give the words of a text, the whole of it encoded where it can't stand as it is."""
    plain = value.isascii() and "=?" not in value and "\t" not in value and "  " not in value
    if plain and all(len(word) < _WIDTH - len("Subject: ") for word in value.split(" ")):
        yield from value.encode().split(b" ")
    else:
        yield from _encoded(value)


def _encoded(value: str) -> Iterator[bytes]:
    chunk = b""
    for sign in value:
        if len(chunk) + len(sign.encode()) > _ENCODED:
            yield b"=?utf-8?B?" + b64encode(chunk) + b"?="
            chunk = b""
        chunk += sign.encode()
    yield b"=?utf-8?B?" + b64encode(chunk) + b"?="


def _phrase(display: str) -> list[bytes]:
    if not display.isascii() or "=?" in display:
        return list(_encoded(display))
    if all(_ATOMS.fullmatch(word) for word in display.split()):
        return display.encode().split()
    return [_quoted(display).encode()]


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _folded(name: str, words: list[bytes]) -> bytes:
    line = name.encode() + b":"
    lines = []
    for word in words:
        if len(line) + 1 + len(word) > _WIDTH and line.strip() and not line.endswith(b":"):
            lines.append(line)
            line = b""
        line += b" " + word
        if len(line) > _MOST:
            raise MessageError(f"the {name} header would hold a word of {len(word)} characters")
    return b"\r\n".join([*lines, line]) + b"\r\n"
