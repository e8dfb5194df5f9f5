"""The page that counts an issue's messages while they go, for who holds the link to it."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aggregator import deliver, store
from aggregator.model import Issue
from aggregator.web.library import Library
from aggregator.web.pages import Pages

_NOT_FOUND: Final = 404
_GOOD_FOR: Final = timedelta(days=30)
_LOOK_AGAIN: Final = 5
"""Seconds after which an open page asks anew, while messages go."""


def token(issue: Issue, *, secret: str, at: datetime) -> str:
    """Return what the link to an issue's counts ends in; it is good for 30 days."""
    return deliver.tokens.sign("sending", issue.key, secret=secret, until=at + _GOOD_FOR)


class Sending:
    """Shows how many messages of an issue are in which state."""

    def __init__(self, library: Library, pages: Pages) -> None:
        self._library = library
        self._pages = pages

    def routes(self) -> Iterator[Route]:
        """Give the address of this page."""
        yield Route("/sending/{token}", self.counts)

    def counts(self, request: Request) -> Response:
        """Show the counts as they are now; the page looks again by itself until all have gone."""
        tools = self._library.membership
        key = deliver.tokens.read(
            "sending", request.path_params["token"], secret=tools.secret, at=tools.clock()
        )
        digest, _, number = (key or "").rpartition("-")
        with tools.store.reading() as connection:
            issue = store.issues.get(connection, digest, int(number)) if number else None
            counted = store.deliveries.counts(connection, issue) if issue else Counter()
        if issue is None:
            return self._pages.private(request, "sending.html", _NOT_FOUND, issue=None)
        counts = Counter({state.replace(" ", "_"): count for state, count in counted.items()})
        shown = self._pages.private(request, "sending.html", issue=issue, counts=counts)
        if issue.state in {"approved", "frozen", "sending"}:
            shown.headers["Refresh"] = str(_LOOK_AGAIN)
        return shown
