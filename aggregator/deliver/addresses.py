"""Checks mail addresses, and says under which names one may be suppressed."""

import hashlib
import hmac
import re
from ipaddress import ip_address, ip_network

from email_validator import EmailNotValidError, validate_email

from aggregator.errors import MessageError, UsageError

_UNSAFE = re.compile(r"[\x00-\x20<>\x7f-\x9f\u2028\u2029]")
_V4, _V6 = 24, 48
"""Bits of a network that are kept: enough to see a flood, too few to see a person."""


def checked(written: str) -> str:
    """Return an address as it is kept, its domain in small letters; raises ``UsageError`` for none.

    Addresses with letters of any script are good (RFC 6531). Whether there is such a mailbox, only
    a message can tell.
    """
    try:
        valid = validate_email(written.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise UsageError(f"{written!r} is not a mail address: {error}") from error
    return valid.normalized


def route(address: str) -> str:
    """Return an address as SMTP says it: its domain in ASCII (RFC 5891); only a local part may be beyond.

    Raises ``MessageError`` for an address that would break out of its command.
    """
    if _UNSAFE.search(address):
        raise MessageError(f"{address!r} is not an address that mail can go to")
    if address.isascii():
        return address
    user, _, host = address.rpartition("@")
    try:
        valid = validate_email(f"x@{host}", check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise MessageError(f"the domain {host!r} cannot be written in mail: {error}") from error
    return f"{user}@{valid.ascii_domain}"


def domain(address: str) -> str:
    """Return an address's domain in small letters."""
    return address.rpartition("@")[2].lower()


def hashed(address: str, *, secret: str) -> str:
    """Return what is kept of an erased address: nobody can read it, and it is known again."""
    keyed = hmac.new(secret.encode(), f"erased\n{address.lower()}".encode(), hashlib.sha256)
    return f"#{keyed.hexdigest()}"


def guises(address: str, *, secret: str) -> list[str]:
    """Return the values under which a suppression of ``address`` may stand.

    Those are the address, its domain and each domain above it, and the hash of an erased one.
    """
    labels = domain(address).split(".")
    domains = [f"@{'.'.join(labels[place:])}" for place in range(len(labels))]
    return [address.lower(), *domains, hashed(address, secret=secret)]


def network(client: str) -> str:
    """Return the network of an IP address, shortened so that it names no person; itself if it is none."""
    try:
        at = ip_address(client)
    except ValueError:
        return client[:40]
    if mapped := getattr(at, "ipv4_mapped", None):
        at = mapped
    return str(ip_network(f"{at}/{_V4 if at.version == 4 else _V6}", strict=False))  # noqa: PLR2004  IPv4
