"""Fetches addresses: one request at a time to a host, redirects by hand, every end a value in words."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from aggregator.fetch import body, guard, words
from aggregator.fetch.limits import Limits
from aggregator.fetch.resolver import Resolver
from aggregator.model import Failed, Fetched, Request, Unchanged, Validators

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, application/json;q=0.8, */*;q=0.5"
)
_NOT_MODIFIED = 304
_REDIRECTS = {301, 302, 303, 307, 308}
_OK = range(200, 300)


class Fetcher:
    """Fetches for any number of threads; its requests run on one event loop in a thread of its own.

    ``hosts`` maps host names to addresses that are used in place of what the resolver says.
    """

    def __init__(
        self,
        limits: Limits = Limits(),
        *,
        user_agent: str,
        clock: Callable[[], datetime],
        allow_private_addresses: bool = False,
        hosts: Mapping[str, str] | None = None,
    ) -> None:
        self._limits, self._clock = limits, clock
        self._user_agent, self._allow_private, self._hosts = user_agent, allow_private_addresses, hosts or {}
        self._cancelled = False
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fetch", daemon=True)
        self._thread.start()
        self._session = asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._session.close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def get(self, request: Request) -> Fetched | Unchanged | Failed:
        """Fetch an address, following redirects; what goes wrong comes back as ``Failed``, in words."""
        if not self._cancelled:
            try:
                return asyncio.run_coroutine_threadsafe(self._get(request), self._loop).result()
            except CancelledError:
                pass
        return Failed(
            source=request.source, at=self._clock(), why=f"{request.url} was given up: we are stopping"
        )

    def cancel(self) -> None:
        """Give up all requests that are under way, and refuse new ones."""
        self._cancelled = True
        self._loop.call_soon_threadsafe(self._cancel_all)

    def _cancel_all(self) -> None:
        for task in asyncio.all_tasks(self._loop):
            task.cancel()

    async def _open(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            resolver=Resolver(self._hosts),
            socket_factory=guard.socket_factory(allow_private=self._allow_private),
            limit=0,
        )
        timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=self._limits.connect_timeout, sock_read=self._limits.read_timeout
        )
        return aiohttp.ClientSession(
            connector=connector,
            timeout=timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            max_line_size=self._limits.max_header_bytes,
            max_field_size=self._limits.max_header_bytes,
            headers={
                "User-Agent": self._user_agent,
                "Accept": _ACCEPT,
                "Accept-Encoding": "gzip, deflate, br",
            },
        )

    async def _get(self, request: Request) -> Fetched | Unchanged | Failed:
        try:
            return await self._follow(request)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            why = words.of_error(error, request.url, self._limits)
            return Failed(source=request.source, at=self._clock(), why=why)

    async def _follow(self, request: Request) -> Fetched | Unchanged | Failed:
        asked = request
        for _ in range(self._limits.redirects + 1):
            url = URL(asked.url)
            if url.scheme not in {"http", "https"} or not url.host:
                why = f"{request.url} leads to {asked.url!r}, which is no web address"
                return Failed(source=request.source, at=self._clock(), why=why)
            async with self._locks[url.authority]:
                answer = await asyncio.wait_for(self._ask(asked, url), self._limits.timeout)
                await asyncio.sleep(self._limits.gap)
            if not isinstance(answer, str):
                return answer
            # Validators belong to the address that gave them.
            asked = replace(asked, url=answer, validators=Validators())
        why = f"{request.url} redirects more than {self._limits.redirects} times"
        return Failed(source=request.source, at=self._clock(), why=why)

    async def _ask(self, request: Request, url: URL) -> Fetched | Unchanged | Failed | str:
        """Ask one address once; return what came of it, or where it redirects to."""
        async with self._session.get(
            url, headers=_conditions(request.validators), allow_redirects=False
        ) as response:
            status, headers = response.status, response.headers
            if status in _REDIRECTS and "Location" in headers:
                return str(url.join(URL(headers["Location"])))
            at = self._clock()
            if status == _NOT_MODIFIED:
                return Unchanged(
                    source=request.source,
                    at=at,
                    status=status,
                    validators=_validators(response, default=request.validators),
                )
            if status not in _OK:
                retry_at = words.retry_at(headers.get("Retry-After"), at)
                why = words.of_status(status, request.url)
                return Failed(source=request.source, at=at, why=why, status=status, retry_at=retry_at)
            try:
                content = await self._read(response)
            except (body.BodyError, aiohttp.ClientError, TimeoutError) as error:
                why = words.of_error(error, request.url, self._limits)
                return Failed(source=request.source, at=at, why=why, status=status)
            return Fetched(
                source=request.source,
                at=at,
                url=str(url),
                status=status,
                body=content,
                content_type=headers.get("Content-Type"),
                validators=_validators(response, default=Validators()),
            )

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        limit = self._limits.max_bytes
        body.check_length(response.content_length, limit=limit)
        encoding = response.headers.get("Content-Encoding")
        return await body.read(response.content.iter_chunked(body.STEP), encoding=encoding, limit=limit)


def _conditions(validators: Validators) -> dict[str, str]:
    """Return the headers of a conditional request (RFC 9110 §13.1), values exactly as they came."""
    headers = {}
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def _validators(response: aiohttp.ClientResponse, *, default: Validators) -> Validators:
    return Validators(
        etag=response.headers.get("ETag", default.etag),
        last_modified=response.headers.get("Last-Modified", default.last_modified),
    )
