"""Keeps what hosts' robots.txt say (RFC 9309), and whether an address may be asked for by it."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from protego import Protego
from yarl import URL

from aggregator.fetch.limits import Limits
from aggregator.model import Failed, Fetched, Request

_AGENT = re.compile(r"(?im)^[ \t]*user[ -]?agent[ \t]*[: \t][ \t]*([^\r\n#]*)")
_TOKEN = re.compile(r"[A-Za-z_-]+")
_NOBODY = "somebody-else"
_TOO_MANY_REQUESTS = 429
_NOT_THERE = range(300, 500)
"""Redirects that lead nowhere (§2.3.1.2) and what is the client's fault (§2.3.1.3)."""
_REMEDY = "ask the site, or set respect_robots = false if it has agreed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """Why an address must not be asked for, and when the host wants to be asked again.

    It is ``forbidden`` by the rules themselves; it was ``unasked`` where the host had said before that it
    wants a rest; ``offline``, nobody can be reached from here.
    """

    why: str
    retry_at: datetime | None = None
    forbidden: bool = False
    unasked: bool = False
    offline: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """What a robots.txt says to us; there is a ``refusal`` where it could not be had: nothing is allowed."""

    until: datetime
    protego: Protego | None = None
    refusal: Refusal | None = None


class Robots:
    """The robots.txt of the hosts asked of late, each fetched once in its age, by ``fetch``."""

    def __init__(
        self,
        fetch: Callable[[Request], Awaitable[Fetched | Failed]],
        *,
        user_agent: str,
        limits: Limits,
        clock: Callable[[], datetime],
    ) -> None:
        self._fetch, self._limits, self._clock = fetch, limits, clock
        self._token = product_token(user_agent)
        self._rules: dict[URL, asyncio.Task[Rules]] = {}

    async def refusal(self, url: URL, request: Request) -> Refusal | None:
        """Return why ``url`` must not be asked for; ``None`` where it may."""
        known = self._rules.get(url.origin())
        rules = await self._of(url.origin(), request)
        if refusal := rules.refusal:
            again = refusal.retry_at is not None and known is self._rules.get(url.origin())
            return replace(refusal, unasked=refusal.unasked or again)
        if rules.protego is None or rules.protego.can_fetch(str(url), self._token):
            return None
        why = f"{url.origin()}/robots.txt asks {self._token} not to read {url.raw_path}: {_REMEDY}"
        return Refusal(why=why, forbidden=True)

    async def delay(self, url: URL, request: Request) -> float:
        """Return the seconds that a host wants between two requests."""
        rules = await self._of(url.origin(), request)
        return (rules.protego.crawl_delay(self._token) or 0.0) if rules.protego else 0.0

    async def _of(self, origin: URL, request: Request) -> Rules:
        task = self._rules.get(origin)
        if task is None or (task.done() and _is_over(task, self._clock())):
            self._rules.pop(origin, None)
            while len(self._rules) >= self._limits.robots_kept:
                del self._rules[next(iter(self._rules))]
            asked = Request(
                source=request.source, url=str(origin / "robots.txt"), access=request.access, part=True
            )
            task = self._rules[origin] = asyncio.create_task(self._ask(asked))
        # Several may wait for it; one that is given up must not take it from the others.
        return await asyncio.shield(task)

    async def _ask(self, asked: Request) -> Rules:
        answer, at = await self._fetch(asked), self._clock()
        if isinstance(answer, Fetched):
            text = answer.body[: self._limits.robots_bytes].decode("utf-8-sig", "replace")
            rules = await asyncio.to_thread(parse, text, token=self._token)
            return Rules(until=at + self._limits.robots_age, protego=rules)
        status = answer.status or 0
        if status in _NOT_THERE and status != _TOO_MANY_REQUESTS:
            # There is none, so all is allowed (§2.3.1.3).
            return Rules(until=at + self._limits.robots_age)
        refusal = _refusal(answer)
        wait = at if refusal.unasked else at + self._limits.robots_retry
        return Rules(until=max(wait, refusal.retry_at or at), refusal=refusal)


def product_token(user_agent: str) -> str:
    """Return the word by which a robots.txt names us: the User-Agent's product (RFC 9309 §2.2.1)."""
    found = _TOKEN.match(user_agent)
    return found[0] if found else "*"


def parse(text: str, *, token: str) -> Protego:
    """Read a robots.txt, of its groups only those that speak to ``token`` or to all.

    Each of thousands of agents in one group would get its own copy of each of thousands of rules.
    """

    def ours(line: re.Match[str]) -> str:
        agent = line[1].strip().lower()
        mine = re.split(r"[/* ]", agent)[0] == token.lower()
        return f"User-agent: {token if mine else '*' if agent == '*' else _NOBODY}"

    return Protego.parse(_AGENT.sub(ours, text.replace("\0", "")))


def _is_over(task: "asyncio.Task[Rules]", now: datetime) -> bool:
    return task.cancelled() or task.exception() is not None or task.result().until <= now


def _refusal(failed: Failed) -> Refusal:
    """Return that nothing is read, as there is no robots.txt to say what may be."""
    if failed.unasked and failed.retry_at:
        return Refusal(why=failed.why, retry_at=failed.retry_at, unasked=True)
    return Refusal(
        why=f"its robots.txt cannot be had, so nothing is read for now: {failed.why}; {_REMEDY}",
        retry_at=failed.retry_at,
        offline=failed.offline,
    )
