"""Searches the news: a page of what fits, and a feed of it to follow."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aggregator.web.conditional import conditional
from aggregator.web.document import Stored
from aggregator.web.feeds import ending, is_person
from aggregator.web.library import Library
from aggregator.web.pages import Pages
from aggregator.web.shelf import TYPES

_CACHING: Final = "public, max-age=300"
_MOST_DIGITS: Final = 4


class Search:
    """The search, on a site that can answer."""

    def __init__(self, library: Library, pages: Pages) -> None:
        self._library = library
        self._pages = pages

    def routes(self) -> Iterator[Route]:
        """Give the addresses of page and feeds."""
        if not self._library.is_static:
            yield Route("/search", self.page)
            for one in ("xml", "rss", "json"):
                yield Route(f"/search/feed.{one}", self.feed)

    def page(self, request: Request) -> Response:
        """Show what fits, the best first."""
        words, said = self._words(request), request.query_params.get("page", "")
        number = int(said) if said.isdecimal() and len(said) <= _MOST_DIGITS else 1
        found = self._library.found(words, max(1, number)) if words else None
        results = self._pages.found(found) if found else []
        return self._pages.private(
            request, "search.html", words=words, asked=quote(words, safe=""), found=found, results=results
        )

    def feed(self, request: Request) -> Response:
        """Answer with the newest of what fits, as a feed."""
        words = self._words(request)
        if not words:
            return self._pages.missing(request, None)
        if is_person(request):
            stories, query = self._library.fitting(words), f"?q={quote(words, safe='')}"
            return self._pages.explained(request, words, stories=stories, query=query)
        kind = ending(request)
        body = self._library.rendered_search(words, kind)
        # Nobody else may ask for the same, so it is made in the coding that is made fastest.
        stored = Stored.of(body, media_type=TYPES[kind], codings=("gzip",))
        return conditional(
            request,
            stored,
            caching=_CACHING,
            vary="Accept-Encoding, Sec-Fetch-Dest",
            X_Robots_Tag="noindex",
            Access_Control_Allow_Origin="*",
        )

    def _words(self, request: Request) -> str:
        said = request.query_params.get("q", "")
        return " ".join(said.split())[: self._library.limits.query]
