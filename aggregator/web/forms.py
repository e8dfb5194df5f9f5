"""Reads what a form brings, and who sends it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from aggregator.deliver import addresses

_MOST_FIELDS: Final = 2000
"""Fields of a form; its bytes are bounded before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """What was filled in: each field's values, in order."""

    values: Mapping[str, tuple[str, ...]]

    def one(self, name: str) -> str:
        """Return a field's first value, nothing where it is missing."""
        return next(iter(self.values.get(name, ())), "").strip()

    def many(self, name: str, known: Mapping[str, object]) -> tuple[str, ...]:
        """Return those of a field's values that are ``known``, each once."""
        return tuple(dict.fromkeys(one for one in self.values.get(name, ()) if one in known))


def posted(answer: Callable[[Request, Form], Response]) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that reads the form, urlencoded or multipart, and answers in a thread."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(answer, request, await _form(request))

    return endpoint


def network(request: Request) -> str:
    """Return the visitor's network, shortened.

    A web server on this machine says who asked it in ``X-Forwarded-For``; what a visitor may have
    written into that header stands before what the server added, so only the last entry counts.
    """
    peer = request.client.host if request.client else ""
    forwarded = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return addresses.network(forwarded if forwarded and _is_loopback(peer) else peer)


async def _form(request: Request) -> Form:
    try:
        async with request.form(max_files=0, max_fields=_MOST_FIELDS) as form:
            values: dict[str, tuple[str, ...]] = {}
            for name, value in form.multi_items():
                if isinstance(value, str):
                    values[name] = (*values.get(name, ()), value)
            return Form(values=values)
    except HTTPException:  # what cannot be read as a form holds nothing
        return Form(values={})


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
