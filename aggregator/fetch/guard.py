"""Decides which addresses may be connected to, and makes sockets to no others.

The list is our own: on Python 3.11 ``ipaddress`` calls several ranges global that lead inside.
"""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

AddressInfo = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]
"""What ``getaddrinfo`` gives and aiohttp hands to a socket factory."""

_REFUSED = tuple(
    IPv4Network(one)
    for one in (
        "0.0.0.0/8",  # this network (RFC 1122)
        "10.0.0.0/8",  # private (RFC 1918)
        "100.64.0.0/10",  # carriers' shared space (RFC 6598)
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, cloud metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments (RFC 6890)
        "192.0.2.0/24",  # documentation (RFC 5737)
        "192.31.196.0/24",  # AS112 (RFC 7535)
        "192.52.193.0/24",  # AMT (RFC 7450)
        "192.88.99.0/24",  # 6to4 relays (RFC 7526)
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112 (RFC 7534)
        "198.18.0.0/15",  # benchmarks (RFC 2544)
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")
"""All that is assigned for use in the world (RFC 4291 §2.4); what lies outside is refused."""

_REFUSED_6 = tuple(
    IPv6Network(one)
    for one in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID (RFC 2928)
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4 (RFC 3056): wraps an IPv4 address, and is gone from the world
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # 6bone, given back (RFC 3701)
        "3fff::/20",  # documentation (RFC 9637)
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
"""Where the last 32 bits are an IPv4 address in the world (RFC 6052)."""

_ISATAP = {0x0000_5EFE, 0x0200_5EFE}
"""What stands before an IPv4 address in the last 64 bits of a tunnel's address (RFC 5214 §6.1)."""

_INSIDE_NAMES = ("localhost", "local", "internal", "lan", "home.arpa")


class Refused(OSError):  # noqa: N818  says what is
    """A connection was refused by us, not by the network; its text names the address."""


def is_refused(address: str) -> bool:
    """Say whether ``address`` (an IP address as text, with or without a zone) must not be connected to."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return True
    return _is_inside(parsed)


def literal(host: str) -> str | None:
    """Return the IP address that ``host`` is, in whatever form it is written; ``None`` for a name.

    Besides dotted decimal there are forms of one to four numbers, decimal, octal or hexadecimal,
    that the system reads as addresses (``127.1``, ``0x7f000001``, ``017700000001``).
    """
    host = host.rstrip(".")
    try:
        return str(ip_address(host.strip("[]").partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def is_inside_name(host: str) -> bool:
    """Say whether a name is one that only means something inside a network, or on a machine."""
    name = host.rstrip(".").lower()
    return "." not in name or name.endswith(tuple(f".{one}" for one in _INSIDE_NAMES))


def guarded_socket(info: AddressInfo) -> socket.socket:
    """Make a socket for the address in ``info``; raises ``Refused`` for one that must not be connected to.

    Called by aiohttp for each address it is about to connect to, literal or resolved: a check of
    names or of a resolver's answers alone would be passed by IP literals and by names that change.
    """
    address = info[4][0]
    if is_refused(address):
        raise Refused(address)
    return plain_socket(info)


def plain_socket(info: AddressInfo) -> socket.socket:
    """Make a socket for whatever address the operator allows."""
    made = socket.socket(info[0], info[1], info[2])
    made.setblocking(False)
    return made


def socket_factory(*, allow_private: bool) -> Callable[[AddressInfo], socket.socket]:
    """Return the factory that fits the operator's setting."""
    return plain_socket if allow_private else guarded_socket


def _is_inside(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return any(address in network for network in _REFUSED)
    if address.ipv4_mapped is not None:
        return _is_inside(address.ipv4_mapped)
    last = IPv4Address(int(address) & 0xFFFF_FFFF)
    if address in _NAT64:
        return _is_inside(last)
    if (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP and _is_inside(last):
        return True
    return address not in _GLOBAL_6 or any(address in network for network in _REFUSED_6)
