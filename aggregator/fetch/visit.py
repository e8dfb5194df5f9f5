"""Goes the way of one request: its turn at each host, its redirects by hand, its answer as a value."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import aiohttp
from yarl import URL

from aggregator.fetch import addresses, body, coding, guard, headers, secrets, sessions, words
from aggregator.fetch.limits import Limits
from aggregator.fetch.neighbours import Neighbours
from aggregator.fetch.reach import Reach
from aggregator.fetch.robots import Robots
from aggregator.fetch.sessions import Sessions
from aggregator.fetch.turns import Pause, Turns
from aggregator.model import Failed, Fetched, Request, Unchanged, Validators
from aggregator.parse import gates

Answer = Fetched | Unchanged | Failed

_NOT_MODIFIED = 304
_FOUND = 302
_GONE = 410
_PERMANENT = {301, 308}
_REDIRECTS = {*_PERMANENT, 302, 303, 307}
_TOO_MANY_REQUESTS = 429
_BUSY = {_TOO_MANY_REQUESTS, 503}
_UNAUTHORIZED = 401
_CONFUSED = {400, 406, 412, 416, 417, 428}
"""What servers answer to conditions that they do not understand."""
_PARTIAL = 206
_OK = set(range(200, 300)) - {_PARTIAL}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Redirect:
    to: URL
    permanent: bool


class _Way:
    """Where one request stands; ``moved`` is how far permanent redirects alone have led it."""

    def __init__(self, request: Request) -> None:
        first = addresses.read(request.url)
        self.request, self.carried = request, secrets.carried(request, first)
        self.first = self.url = _bare(first)
        self.moved: URL | None = None
        self.seconds = 0.0
        self.notes: dict[str, None] = {}
        self._permanent = True
        self._conditional = True

    def follow(self, redirect: _Redirect) -> None:
        """Go on to where a redirect leads."""
        # An address that has moved from https to http has not moved for good: someone may want it so.
        safe = redirect.to.scheme == "https" or self.url.scheme == "http"
        self._permanent = self._permanent and redirect.permanent and safe
        self.url = redirect.to
        if self._permanent:
            self.moved = redirect.to

    @property
    def validators(self) -> Validators:
        """What may be told to the address at hand: validators belong to the one that gave them."""
        given = self.request.validators if self._conditional else Validators()
        return given if str(self.url) == (given.url or str(self.first)) else Validators()

    def drop_conditions(self) -> bool:
        """Ask without conditions from now on; say whether there were any."""
        had, self._conditional = self.validators != Validators(), False
        return had

    @property
    def place(self) -> str:
        """How to speak of it: by the address asked for, and where it was redirected to."""
        return words.place(self.request.url, None if self.url == self.first else str(self.url))

    @property
    def moved_to(self) -> str | None:
        return str(self.moved) if self.moved else None


class Visitor:
    """Visits addresses for all sources, on one event loop."""

    def __init__(
        self,
        limits: Limits,
        *,
        sessions: Sessions,
        user_agent: str,
        clock: Callable[[], datetime],
        pause: Pause,
        allow_private: bool,
        hosts: Mapping[str, str],
        neighbours: Neighbours,
    ) -> None:
        self._neighbours = neighbours
        self._limits, self._sessions, self._clock = limits, sessions, clock
        self._allow_private, self._hosts = allow_private, hosts
        self._turns = Turns(gap=limits.gap, longest_gap=limits.longest_gap, clock=clock, pause=pause)
        self._pace, self._reach = body.Pace(limits), Reach(hosts=limits.unreached)
        self._robots = Robots(self._visit_in_full, user_agent=user_agent, limits=limits, clock=clock)

    @property
    def turns(self) -> Turns:
        """The hosts, and when they want to be asked again."""
        return self._turns

    async def visit(self, request: Request) -> Answer:
        """Fetch an address; what goes wrong on its way comes back as ``Failed``."""
        try:
            way = _Way(request)
        except ValueError as error:
            return self._failed(request, words.of_error(error, words.shown(request.url), self._limits))
        try:
            return await self._follow(way)
        except Exception as error:  # noqa: BLE001  what a server may make aiohttp raise has no end
            why = words.of_error(error, way.place, self._limits)
            if words.refused(error) is not None:
                return self._failed(request, why, private=True)
            if self._reach.failed(_host(way.url), error):
                return replace(self._failed(request, f"{why}; {words.OFFLINE}"), offline=True)
            return self._failed(request, why)

    async def _visit_in_full(self, request: Request) -> Fetched | Failed:
        return in_full(await self.visit(request), request)

    async def _follow(self, way: _Way) -> Answer:
        request = way.request
        for _ in range(self._limits.redirects + 1):
            if inside := self._inside(way):
                return self._failed(request, words.of_refused(inside, way.place), private=True)
            if why := self._refusal(way):
                return self._failed(request, why)
            if refused := await self._robots_refusal(way):
                return refused
            answer = await self._take_turn(way)
            if isinstance(answer, Failed) and answer.status in _CONFUSED and way.drop_conditions():
                answer = await self._take_turn(way)
            if not isinstance(answer, _Redirect):
                return answer
            way.follow(answer)
        why = words.of_redirects(request, self._limits)
        return self._failed(request, why, status=_FOUND)

    def _refusal(self, way: _Way) -> str | None:
        """Return why the way must not be gone on, as far as its address alone tells."""
        asked, url = words.shown(way.request.url), way.url
        if url.scheme not in {"http", "https"} or not url.host:
            return f"{asked} leads to {words.shown(str(url))!r}, which is no web address"
        if len(str(url)) > self._limits.max_url:
            return f"{asked} leads to an address of more than {self._limits.max_url:,} characters"
        return None

    def _inside(self, way: _Way) -> str | None:
        """Return the address, or the name, by which the way leads inside, where that is not allowed."""
        host = way.url.host
        if self._allow_private or not host:
            return None
        address = guard.literal(host)
        if address is not None:
            return address if guard.is_refused(address) else None
        if not way.request.access.proxy:
            return None
        # A proxy looks names up, so the guard at the socket would not see where this one leads.
        known = self._hosts.get((way.url.raw_host or "").rstrip(".").lower())
        inside = (one.strip() for one in known.split(",") if guard.is_refused(one.strip())) if known else ()
        return host if guard.is_inside_name(host) else next(iter(inside), None)

    async def _robots_refusal(self, way: _Way) -> Failed | None:
        if not way.request.respect_robots:
            return None
        refusal = await self._robots.refusal(way.url, way.request)
        if refusal:
            why = f"{way.place} is not read: {refusal.why}"
            failed = self._failed(way.request, why, retry_at=refusal.retry_at, unasked=refusal.unasked)
            return replace(failed, forbidden=refusal.forbidden, offline=refusal.offline)
        delay, longest = await self._robots.delay(way.url, way.request), self._limits.longest_gap
        if delay > longest:
            way.notes[words.of_delay(_host(way.url), delay, longest)] = None
        self._turns.widen(_host(way.url), delay)
        return None

    async def _take_turn(self, way: _Way) -> Answer | _Redirect:
        host = _host(way.url)
        async with self._turns.turn(host) as not_before:
            if not_before:
                why = f"{host} wants not to be asked before {not_before:%d %B, %H:%M} UTC, and was not"
                return self._failed(way.request, why, retry_at=not_before, unasked=True)
            async with self._neighbours.turn(host):
                loop = asyncio.get_running_loop()
                began = loop.time()
                async with asyncio.timeout(self._limits.timeout - way.seconds):
                    answer = await self._ask(way)
                way.seconds += loop.time() - began
            self._reach.heard()
            if isinstance(answer, Failed) and answer.status in _BUSY and answer.retry_at:
                self._turns.hold(host, answer.retry_at)
        return answer

    async def _ask(self, way: _Way) -> Answer | _Redirect:
        """Ask one address once; return what came of it, or where it redirects to."""
        access = way.request.access
        form = way.request.form
        async with self._sessions.of(way.request.source, access).request(
            "POST" if form else "GET",
            way.url,
            data=aiohttp.FormData(form) if form else None,
            headers=_headers(way),
            allow_redirects=False,
            proxy=access.proxy,
            ssl=self._sessions.tls(way.carried.certificate_for(way.url)),
        ) as response:
            # What is posted is meant for the one that it was addressed to.
            if response.status in _REDIRECTS and response.headers.get("Location", "").strip() and not form:
                # A user and password that a server puts into an address are not ours to use.
                to = _bare(addresses.read(response.headers["Location"], base=way.url))
                return _Redirect(to=to, permanent=response.status in _PERMANENT)
            if response.status in _OK:
                return await self._fetched(way, response)
            return self._other(way, response)

    async def _fetched(self, way: _Way, response: aiohttp.ClientResponse) -> Answer:
        at = self._clock()
        try:
            content = await self._read(response)
        except (body.BodyError, aiohttp.ClientError, TimeoutError) as error:
            why = words.of_error(error, way.place, self._limits)
            return self._failed(way.request, why, status=response.status)
        return Fetched(
            source=way.request.source,
            at=at,
            url=str(way.url),
            status=response.status,
            body=content,
            content_type=response.headers.get("Content-Type"),
            validators=self._validators(way, response, Validators()),
            fresh_until=self._fresh_until(response, at),
            moved_to=way.moved_to,
            notes=tuple(way.notes),
            links=", ".join(response.headers.getall("Link", ()))[: self._limits.max_links],
        )

    def _other(self, way: _Way, response: aiohttp.ClientResponse) -> Unchanged | Failed:
        at, status = self._clock(), response.status
        if status == _NOT_MODIFIED and way.validators != Validators():
            return Unchanged(
                source=way.request.source,
                at=at,
                status=status,
                validators=self._validators(way, response, way.validators),
                fresh_until=self._fresh_until(response, at),
                moved_to=way.moved_to,
            )
        wait = headers.retry_at(response.headers.get("Retry-After"), at, longest=self._limits.longest_wait)
        if wait is None and status == _TOO_MANY_REQUESTS:
            wait = at + self._limits.rest
        if status == _UNAUTHORIZED:
            wanted = headers.whole(response.headers).get("WWW-Authenticate", "")
            shown, origin = way.carried.proves_to(way.url), way.carried.origin
            why = words.of_locked(way.place, shown=shown, origin=origin, wanted=wanted)
        elif gates.is_refusal(response.headers):
            why = f"{way.place} {gates.ASKED} ({status})"
        else:
            why = words.of_status(status, way.place, part=way.request.part)
        return self._failed(way.request, why, status=status, retry_at=wait)

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        limit = self._limits.max_bytes
        body.check_length(response.content_length, limit=limit)
        said = headers.whole(response.headers)
        encoding = coding.of(said.get("Content-Encoding"), said.get("Content-Type"), response.url.path)
        chunks = response.content.iter_chunked(coding.STEP)
        return await body.read(chunks, encoding=encoding, limit=limit, pace=self._pace)

    def _validators(self, way: _Way, response: aiohttp.ClientResponse, default: Validators) -> Validators:
        found = headers.validators(response.headers, default=default, limit=self._limits.max_validator)
        return replace(found, url=str(way.url)) if found.etag or found.last_modified else Validators()

    def _fresh_until(self, response: aiohttp.ClientResponse, at: datetime) -> datetime | None:
        return headers.fresh_until(headers.whole(response.headers), at, longest=self._limits.longest_wait)

    def _failed(
        self,
        request: Request,
        why: str,
        *,
        status: int | None = None,
        retry_at: datetime | None = None,
        private: bool = False,
        unasked: bool = False,
    ) -> Failed:
        return Failed(
            source=request.source,
            at=self._clock(),
            why=why,
            status=status,
            retry_at=retry_at,
            gone=status == _GONE and not request.part,
            private=private,
            unasked=unasked,
        )


def in_full(answer: Answer, request: Request) -> Fetched | Failed:
    """Return the answer to a request without validators: without them nothing can be unchanged."""
    if isinstance(answer, Unchanged):
        why = f"{words.shown(request.url)} answered {answer.status} unasked"
        return Failed(source=answer.source, at=answer.at, why=why)
    return answer


def _headers(way: _Way) -> dict[str, str]:
    """Return what is said with a request besides what all say; the source's own words have the last."""
    accept = {"Accept": sessions.ACCEPT_PAGE} if way.request.page else {}
    return accept | headers.conditions(way.validators) | way.carried.headers_for(way.url)


def _bare(url: URL) -> URL:
    """Return an address without what is not for servers to see, or for others: fragment, user, password."""
    return (url.with_user(None) if url.raw_user or url.raw_password else url).with_fragment(None)


def _host(url: URL) -> str:
    return (url.host or "").rstrip(".").lower()
