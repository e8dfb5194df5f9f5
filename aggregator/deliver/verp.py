"""Writes the subscriber into the envelope's sender, so that whatever comes back says whose it is."""

import hmac
from typing import Final

_LENGTH: Final = 10


def sender(bounce: str, subscriber: str, *, secret: str) -> str:
    """Return ``bounces+SUBSCRIBER-SIGNATURE@example.org`` for the address that bounces go to.

    The signature keeps strangers from suspending subscribers by bounces that they make up.
    """
    user, _, domain = bounce.rpartition("@")
    return f"{user}+{subscriber}-{_signature(subscriber, secret)}@{domain}"


def subscriber(address: str, *, secret: str) -> str | None:
    """Return whose envelope sender ``address`` is, ``None`` where we never wrote it."""
    _, _, detail = address.rpartition("@")[0].rpartition("+")
    found, _, signature = detail.lower().rpartition("-")
    if found and hmac.compare_digest(signature.encode(), _signature(found, secret).encode()):
        return found
    return None


def _signature(subscriber: str, secret: str) -> str:
    digest = hmac.digest(secret.encode(), f"verp\n{subscriber.lower()}".encode(), "sha256")
    return digest.hex()[:_LENGTH]
