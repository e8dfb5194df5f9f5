"""Reads a mailbox (Maildir, or IMAP4rev1), and lets go of a message only when it is told to."""

import imaplib
import os
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, Protocol, Self
from urllib.parse import unquote, urlsplit

from aggregator.errors import ConfigurationError, ServerDown

_PORTS: Final = {"imap": 143, "imap+starttls": 143, "imaps": 993, "lmtp": 24, "smtp": 25}


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Messages taken at one reading, the largest that is looked at, and seconds to wait for an answer."""

    messages: int = 1000
    bytes: int = 10_000_000
    timeout: float = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where what comes back is found: a folder, a mailbox on a server, or an address to listen at."""

    scheme: Literal["maildir", "imap", "imap+starttls", "imaps", "lmtp", "smtp"]
    path: str = ""
    host: str = ""
    port: int = 0
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, url: str, *, password: str | None = None) -> Self:
        """Read an address such as ``maildir:/var/mail/bounces``; raises ``ConfigurationError``."""
        problem = (
            f"[mail] returns {url!r} is none of maildir:/path, imaps://user@host/INBOX, "
            "lmtp://127.0.0.1:2424 and smtp://127.0.0.1:2525"
        )
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise ConfigurationError(problem) from error
        if parts.scheme == "maildir" and parts.path:
            return cls(scheme="maildir", path=unquote(parts.path))
        if parts.scheme not in _PORTS or not parts.hostname or parts.password:
            raise ConfigurationError(problem)
        is_plain = parts.scheme in {"imap", "lmtp", "smtp"}
        if is_plain and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
            raise ConfigurationError(
                f"[mail] returns {url!r}: only this machine may be spoken to unencrypted, as 127.0.0.1"
            )
        return cls(
            scheme=parts.scheme,  # type: ignore[arg-type]  # one of _PORTS, as was just seen
            path=unquote(parts.path.strip("/")) or "INBOX",
            host=parts.hostname,
            port=port or _PORTS[parts.scheme],
            user=unquote(parts.username) if parts.username else None,
            password=password,
        )

    @property
    def is_listened_at(self) -> bool:
        """Whether messages are brought here, in place of being fetched."""
        return self.scheme in {"lmtp", "smtp"}


class Mailbox(Protocol):
    """A mailbox that is open."""

    def messages(self) -> Iterator[tuple[str, bytes]]:
        """Give each message that was not kept before, by a name of its own."""

    def remove(self, name: str) -> None:
        """Delete a message."""

    def keep(self, name: str) -> None:
        """Leave a message where it is, marked so that it is not given again."""


class Maildir:
    """A folder of messages, one file each (qmail's maildir(5))."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder = folder
        self._limits = limits

    def messages(self) -> Iterator[tuple[str, bytes]]:
        """Give the messages that no one has seen, the oldest first."""
        seen = re.compile(r":2,[A-Z]*S")
        paths = [
            path
            for kind in ("new", "cur")
            for path in (self._folder / kind).glob("[!.]*")
            if not seen.search(path.name)
        ]
        for path in sorted(paths, key=lambda one: one.name)[: self._limits.messages]:
            with suppress(FileNotFoundError), path.open("rb") as file:  # another reader may have moved it
                yield str(path), file.read(self._limits.bytes)

    def remove(self, name: str) -> None:
        """Delete a message."""
        Path(name).unlink(missing_ok=True)

    def keep(self, name: str) -> None:
        """Mark a message as seen."""
        path = Path(name)
        base, _, flags = path.name.partition(":2,")
        with suppress(FileNotFoundError):
            path.rename(self._folder / "cur" / f"{base}:2,{''.join(sorted({*flags, 'S'}))}")


class Imap:
    """A mailbox on a server (RFC 3501)."""

    def __init__(self, session: imaplib.IMAP4, limits: Limits) -> None:
        self._session = session
        self._limits = limits

    def messages(self) -> Iterator[tuple[str, bytes]]:
        """Give the messages that no one has seen."""
        _, found = self._session.uid("SEARCH", "UNSEEN")
        for number in (found[0] or b"").split()[: self._limits.messages]:
            name = number.decode("ascii")
            _, answer = self._session.uid("FETCH", name, f"(BODY.PEEK[]<0.{self._limits.bytes}>)")
            for piece in answer:
                if isinstance(piece, tuple):
                    yield name, piece[1]

    def remove(self, name: str) -> None:
        """Delete a message, and no other that somebody marked."""
        self._session.uid("STORE", name, "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self._session.capabilities:
            self._session.uid("EXPUNGE", name)
        else:
            self._session.expunge()

    def keep(self, name: str) -> None:
        """Mark a message as seen."""
        self._session.uid("STORE", name, "+FLAGS.SILENT", r"(\Seen)")


@contextmanager
def opened(place: Place, *, site: Path, limits: Limits = Limits()) -> Iterator[Mailbox]:
    """Open a mailbox; paths are relative to ``site``. Raises ``ServerDown`` where it cannot be read."""
    if place.scheme == "maildir":
        folder = site / place.path
        if not os.access(folder / "new", os.R_OK | os.W_OK) or not (folder / "cur").is_dir():
            raise ServerDown(f"[mail] returns: {folder} is no Maildir that may be read and written")
        yield Maildir(folder, limits)
        return
    try:
        with _session(place, limits) as session:
            yield Imap(session, limits)
    except (imaplib.IMAP4.error, OSError) as error:
        raise ServerDown(
            f"the mailbox {place.path} on {place.host}:{place.port} cannot be read ({error}): look at "
            "[mail] returns and AGGREGATOR_IMAP_PASSWORD"
        ) from error


@contextmanager
def _session(place: Place, limits: Limits) -> Iterator[imaplib.IMAP4]:
    context = ssl.create_default_context()
    session: imaplib.IMAP4
    if place.scheme == "imaps":
        session = imaplib.IMAP4_SSL(place.host, place.port, ssl_context=context, timeout=limits.timeout)
    else:
        session = imaplib.IMAP4(place.host, place.port, timeout=limits.timeout)
    try:
        if place.scheme == "imap+starttls":
            session.starttls(context)
        session.login(place.user or "", place.password or "")
        answer, _ = session.select(f'"{place.path}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(f"there is no mailbox {place.path}")
        yield session
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            session.logout()
