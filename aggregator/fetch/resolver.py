"""Looks names up, the operator's own list of hosts first."""

import socket
from collections.abc import Mapping
from ipaddress import ip_address

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

_IPV6 = 6


class Resolver(AbstractResolver):
    """Answers for the names in ``hosts`` by itself, and asks the system for all others."""

    def __init__(self, hosts: Mapping[str, str]) -> None:
        self._hosts = {name.lower(): address for name, address in hosts.items()}
        self._system = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of ``host``."""
        address = self._hosts.get(host.lower())
        if address is None:
            return await self._system.resolve(host, port, family)
        version = ip_address(address).version
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if version == _IPV6 else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        """Hold nothing."""
        await self._system.close()
