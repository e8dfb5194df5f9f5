"""Serves the feeds: to readers as they ask for them, to a person with a browser as a page that explains."""

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from aggregator.web.conditional import conditional
from aggregator.web.document import Stored
from aggregator.web.library import Library
from aggregator.web.pages import Pages
from aggregator.web.parts import ALL, Part
from aggregator.web.shelf import Shelf

_NO_CONTENT: Final = 204
_CACHING: Final = "public, max-age=300"
_VARY: Final = "Accept-Encoding, Sec-Fetch-Dest"


class Feeds:
    """The feeds, each a function of the request."""

    def __init__(self, library: Library, pages: Pages) -> None:
        self._library = library
        self._pages = pages
        self._shelf = Shelf(library)

    async def combined(self, request: Request) -> Response:
        """Answer with all the news as it was published; what is at hand is served without a thread."""
        stored = None if _is_person(request) else self._shelf.ready()
        if stored is not None:
            return _answer(request, stored)
        return await run_in_threadpool(self._of, request, ALL, "xml")

    def whole(self, request: Request) -> Response:
        """Answer with all the news in another format."""
        return self._of(request, ALL, _ending(request))

    def part(self, request: Request) -> Response:
        """Answer with a part of the news."""
        part = self._library.asked(request.url.path)
        return self._of(request, part, _ending(request)) if part else self._pages.missing(request, None)

    def issues(self, request: Request) -> Response:
        """Answer with the issues of a digest."""
        digest = request.path_params["key"]
        if digest not in self._library.digests:
            return self._pages.missing(request, None)
        if _is_person(request):
            return self._pages.explained(request, self._library.digests[digest].title, ())
        return _answer(request, self._shelf.issues(digest))

    def opml(self, request: Request) -> Response:
        """Answer with the list of sources, for a reader to import."""
        disposition = 'attachment; filename="sources.opml"'
        return _answer(request, self._shelf.opml(), Content_Disposition=disposition)

    def permission(self, request: Request) -> Response:
        """Tell a script on another site that it may read feeds, and which headers it may ask with."""
        del request
        headers = {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Methods": "GET, HEAD",
            "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
            "Access-Control-Max-Age": "86400",
        }
        return Response(status_code=_NO_CONTENT, headers=headers)

    def _of(self, request: Request, part: Part, ending: str) -> Response:
        if _is_person(request):
            return self._pages.explained(request, part.name, self._library.stories(part))
        stored = self._shelf.feed(part, ending)
        return _answer(request, stored) if stored else self._pages.missing(request, None)


def _answer(request: Request, stored: Stored, **more: str) -> Response:
    return conditional(
        request,
        stored,
        caching=_CACHING,
        vary=_VARY,
        Access_Control_Allow_Origin="*",
        Access_Control_Expose_Headers="ETag, Last-Modified",
        **more,
    )


def _ending(request: Request) -> str:
    return request.url.path.rpartition(".")[2]


def _is_person(request: Request) -> bool:
    """Whether a browser opens the address as a page: feed readers do not say so, whatever they accept."""
    return request.headers.get("sec-fetch-dest") == "document"
