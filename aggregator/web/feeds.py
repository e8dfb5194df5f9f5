"""Serves the feeds: to readers as they ask for them, to a person with a browser as a page that explains."""

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from aggregator.web.conditional import conditional, tags
from aggregator.web.document import Stored
from aggregator.web.library import Library
from aggregator.web.pages import Pages
from aggregator.web.parts import ALL, Part
from aggregator.web.shelf import Shelf

_NO_CONTENT: Final = 204
_CACHING: Final = "public, max-age=300"
_VARY: Final = "Accept-Encoding, Sec-Fetch-Dest"
_IM_USED: Final = 226
_SHARED: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, IM, Last-Modified",
}
"""Feeds may be read by scripts of any site: what they hold is public."""
_SHARED_NAMES: Final = {name.replace("-", "_"): value for name, value in _SHARED.items()}


class Feeds:
    """The feeds, each a function of the request."""

    def __init__(self, library: Library, pages: Pages) -> None:
        self._library = library
        self._pages = pages
        self._shelf = Shelf(library)

    def at_hand(self) -> Stored | None:
        """Return the combined feed, if it is ready to be served."""
        return self._shelf.ready()

    async def combined(self, request: Request) -> Response:
        """Answer with all the news as it was published; what is at hand is served without a thread."""
        stored = None if is_person(request) or _wants_news(request) else self._shelf.ready()
        if stored is not None:
            return self._answer(request, stored)
        return await run_in_threadpool(self._of, request, ALL, "xml")

    def whole(self, request: Request) -> Response:
        """Answer with all the news in another format, or a page of it."""
        return self._of(request, ALL, ending(request))

    def part(self, request: Request) -> Response:
        """Answer with a part of the news."""
        part = self._library.asked(request.url.path)
        return self._of(request, part, ending(request)) if part else self._pages.missing(request, None)

    def archive(self, request: Request) -> Response:
        """Answer with an archive document of the combined feed."""
        stored = self._shelf.archive(request.path_params["key"])
        return self._answer(request, stored) if stored else self._pages.missing(request, None)

    def issues(self, request: Request) -> Response:
        """Answer with the issues of a digest."""
        digest = request.path_params["key"]
        if digest not in self._library.digests:
            return self._pages.missing(request, None)
        if is_person(request):
            issues = self._library.issues(digest)
            return self._pages.explained(request, self._library.digests[digest].title, issues=issues)
        stored = self._shelf.issues(digest)
        return self._answer(request, stored) if stored else self._pages.missing(request, None)

    def opml(self, request: Request) -> Response:
        """Answer with the list of sources, for a reader to import."""
        stored = self._shelf.opml()
        disposition = 'attachment; filename="sources.opml"'
        if stored is None:
            return self._pages.missing(request, None)
        return self._answer(request, stored, Content_Disposition=disposition)

    def permission(self, request: Request) -> Response:
        """Tell a script on another site that it may read feeds, and which headers it may ask with."""
        del request
        headers = {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Methods": "GET, HEAD",
            "Access-Control-Allow-Headers": "A-IM, If-None-Match, If-Modified-Since",
            "Access-Control-Max-Age": "86400",
        }
        return Response(status_code=_NO_CONTENT, headers=headers)

    def _of(self, request: Request, part: Part, ending: str) -> Response:
        number = request.path_params.get("page", 1)
        if "page" in request.path_params and not 1 < number <= self._library.limits.pages:
            return self._pages.missing(request, None)
        stored = self._shelf.feed(part, ending, number)
        if stored is None:
            return self._pages.missing(request, None)
        if is_person(request):
            leaf = self._library.leaf(part, number, size=self._library.limits.front_stories)
            return self._pages.explained(request, part.name, stories=leaf.stories)
        if number == 1 and _wants_news(request):
            return self._news(request, part, ending) or self._answer(request, stored)
        return self._answer(request, stored)

    def _news(self, request: Request, part: Part, ending: str) -> Response | None:
        """Answer with what is new since a version that the reader names (RFC 3229 §10.4), 226."""
        known = tags(request.headers["if-none-match"])
        found = self._shelf.news(part, ending, known)
        if found is None or found[1].is_one_of(known):
            return None
        base, stored, body = found
        # Caches that know of deltas go by "im", all others keep nothing of it.
        news = Stored.of(body, media_type=stored.media_type, codings=("gzip",))
        coding = news.coding(request.headers.get("accept-encoding", ""))
        headers = {
            "ETag": stored.tag(None),
            "IM": "feed",
            "Delta-Base": base,
            "Cache-Control": "no-store, im",
            "Vary": f"{_VARY}, A-IM, If-None-Match",
        }
        if coding:
            headers["Content-Encoding"] = coding
        content = news.codings[coding] if coding else news.body
        return Response(content, _IM_USED, media_type=news.media_type, headers=headers | _SHARED)

    def _answer(self, request: Request, stored: Stored, **more: str) -> Response:
        canonical = f"{self._library.settings.url}{request.scope['path'].lstrip('/')}"
        return conditional(
            request,
            stored,
            caching=_CACHING,
            vary=_VARY,
            **_SHARED_NAMES,
            Link=f'<{canonical}>; rel="canonical"',
            **more,
        )


def ending(request: Request) -> str:
    """Return what the address of a feed ends with, which says its format."""
    return request.url.path.rpartition(".")[2]


def is_person(request: Request) -> bool:
    """Whether a browser opens the address as a page: feed readers do not say so, whatever they accept."""
    return request.headers.get("sec-fetch-dest") == "document"


def _wants_news(request: Request) -> bool:
    """Whether the reader takes a feed of only what is new since the version that it has."""
    accepted = request.headers.get("a-im", "").lower()
    wanted = [one.partition(";")[0].strip() for one in accepted.split(",")]
    return "feed" in wanted and "if-none-match" in request.headers
