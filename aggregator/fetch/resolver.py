"""Looks names up, the operator's own list of hosts first, and keeps addresses inside to itself."""

import socket
from collections.abc import Mapping
from ipaddress import ip_address

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from aggregator.fetch import guard

_IPV6 = 6


class Resolver(AbstractResolver):
    """Answers for the names in ``hosts`` by itself, and asks the system for all others.

    ``hosts`` maps a name to its address, or to several with commas between. Of a name that has
    addresses inside and outside only those outside are given. That alone guards nothing (literals
    never come here), but it lets the reason be told; the socket factory guards.
    """

    def __init__(self, hosts: Mapping[str, str], *, allow_private: bool) -> None:
        self._hosts = {name.lower(): addresses.split(",") for name, addresses in hosts.items()}
        self._allow_private = allow_private
        self._system = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of ``host``; raises ``guard.Refused`` where all of them are refused."""
        addresses = self._hosts.get(host.rstrip(".").lower())
        if addresses is None:
            found = await self._system.resolve(host, port, family)
        else:
            found = [_result(host, port, address.strip()) for address in addresses]
        usable = [one for one in found if self._allow_private or not guard.is_refused(one["host"])]
        if found and not usable:
            raise guard.Refused(found[0]["host"])
        return usable

    async def close(self) -> None:
        """Hold nothing."""
        await self._system.close()


def _result(host: str, port: int, address: str) -> ResolveResult:
    version = ip_address(address).version
    return ResolveResult(
        hostname=host,
        host=address,
        port=port,
        family=socket.AF_INET6 if version == _IPV6 else socket.AF_INET,
        proto=0,
        flags=socket.AI_NUMERICHOST,
    )
