"""Holds the connections: guarded ones for all, and those of sources with cookies or proxies."""

import logging
import ssl
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.abc import AbstractCookieJar
from aiohttp.connector import Connection
from aiohttp.http import HttpProcessingError

from aggregator.fetch import coding, guard
from aggregator.fetch.limits import Limits
from aggregator.fetch.resolver import Resolver
from aggregator.model import Access

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, application/json;q=0.8, */*;q=0.5"
)
ACCEPT_PAGE = "text/html, application/xhtml+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
"""What pages are asked for with: who has a page and its feed at one address sends the page."""

TOO_MANY = "Too many interim answers"

# What it says of cookies and the like would stand between our words, without the source that it is about.
for _name in ("aiohttp.client", "aiohttp.internal"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class CertificateError(Exception):
    """A file with certificates, ours or of authorities, cannot be used; the text names it."""


def tls(certificate: Path | None, authorities: Path | None) -> ssl.SSLContext:
    """Return the TLS settings with a client certificate, and with authorities to trust besides the system's.

    Raises ``CertificateError``.
    """
    context = ssl.create_default_context()
    try:
        if authorities:
            context.load_verify_locations(authorities)
    except (OSError, ValueError) as error:
        raise CertificateError(
            f"{authorities}, which [fetch] authorities names, cannot be used: it must be a PEM file "
            "that holds certificates"
        ) from error
    try:
        if certificate:
            # A passphrase is never asked for: nobody sits at the daemon's terminal.
            context.load_cert_chain(certificate, password="")
    except (OSError, ValueError) as error:
        raise CertificateError(
            f"its client certificate {certificate} cannot be used: it must be a PEM file "
            "that holds certificate and key, without a passphrase"
        ) from error
    return context


def _response(most: int) -> type[aiohttp.ClientResponse]:
    """Return the kind of response that takes ``most`` interim answers (1xx), where aiohttp takes any number.

    It reads those that have come in one go, so that without end they keep all other requests waiting.
    """

    class Response(aiohttp.ClientResponse):
        async def start(self, connection: Connection) -> aiohttp.ClientResponse:
            protocol, answers = connection.protocol, count()
            if protocol is None:
                return await super().start(connection)
            read = protocol.read

            async def bounded() -> Any:
                if next(answers) > most:
                    raise HttpProcessingError(code=400, message=TOO_MANY)
                return await read()

            protocol.read = bounded  # type: ignore[method-assign]  # taken away again
            try:
                return await super().start(connection)
            finally:
                del protocol.read

    return Response


class Sessions:
    """Made and used on one event loop; sources share connections, and none shares its cookies."""

    def __init__(
        self,
        limits: Limits,
        *,
        user_agent: str,
        hosts: Mapping[str, str],
        allow_private: bool,
        folder: Path,
        authorities: str | None = None,
    ) -> None:
        self._folder, self._response = folder, _response(limits.interim)
        self._authorities = folder / authorities if authorities else None
        self._limits, self._user_agent, self._hosts = limits, user_agent, hosts
        self._direct = self._connector(allow_private=allow_private)
        # What goes to a proxy is the operator's to allow; what it is asked for is looked at before.
        self._proxied = self._connector(allow_private=True)
        self._plain = self._session(self._direct, aiohttp.DummyCookieJar())
        self._own: dict[tuple[str | None, bool], aiohttp.ClientSession] = {}
        self._tls: dict[str | None, ssl.SSLContext] = {}

    def of(self, source: str, access: Access) -> aiohttp.ClientSession:
        """Return the session that a source's requests go through."""
        if not access.cookies and not access.proxy:
            return self._plain
        key = (source if access.cookies else None, access.proxy is not None)
        if key not in self._own:
            connector = self._proxied if access.proxy else self._direct
            # "Unsafe" are cookies of hosts that are called by their number.
            jar = aiohttp.CookieJar(unsafe=True) if access.cookies else aiohttp.DummyCookieJar()
            self._own[key] = self._session(connector, jar)
        session = self._own[key]
        if len(session.cookie_jar) > self._limits.cookies:
            session.cookie_jar.clear()
        return session

    def tls(self, certificate: str | None) -> ssl.SSLContext | bool:
        """Return the TLS settings with a client certificate, if any; raises ``CertificateError``."""
        if certificate is None and self._authorities is None:
            return True
        if certificate not in self._tls:
            path = self._folder / certificate if certificate else None
            self._tls[certificate] = tls(path, self._authorities)
        return self._tls[certificate]

    async def close(self) -> None:
        """Close all connections."""
        for session in (self._plain, *self._own.values()):
            await session.close()
        await self._direct.close()
        await self._proxied.close()

    def _connector(self, *, allow_private: bool) -> aiohttp.TCPConnector:
        return aiohttp.TCPConnector(
            resolver=Resolver(self._hosts, allow_private=allow_private),
            socket_factory=guard.socket_factory(allow_private=allow_private),
            limit=0,
        )

    def _session(self, connector: aiohttp.TCPConnector, jar: AbstractCookieJar) -> aiohttp.ClientSession:
        timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=self._limits.connect_timeout, sock_read=self._limits.silence
        )
        return aiohttp.ClientSession(
            connector=connector,
            connector_owner=False,
            timeout=timeout,
            cookie_jar=jar,
            response_class=self._response,
            trust_env=False,
            auto_decompress=False,
            max_line_size=self._limits.max_header_bytes,
            max_field_size=self._limits.max_header_bytes,
            max_headers=self._limits.max_headers,
            headers={
                "User-Agent": self._user_agent,
                "Accept": _ACCEPT,
                "Accept-Encoding": coding.ACCEPTED,
            },
        )
