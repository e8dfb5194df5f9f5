"""Routes addresses to pages, and sends the headers that keep what a source wrote in its box."""

from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from aggregator.model import Story
from aggregator.web.conditional import conditional, etag
from aggregator.web.headers import ISSUE_POLICY, SafeHeaders
from aggregator.web.library import Library

_MINUTES_5 = 300
_YEAR = 31_536_000


def app(library: Library) -> Starlette:
    """Return the web application that shows ``library``."""
    pages = Pages(library)
    routes = [
        Route("/", pages.front),
        Route("/feed.xml", pages.feed),
        Route("/site.css", pages.style),
        Route("/issues/", pages.issues),
        Route("/issues/{digest}/{number:int}", pages.issue),
        Route("/unsubscribe", pages.lost),
        Route("/unsubscribe/{token}", pages.leave, methods=["GET"]),
        Route("/unsubscribe/{token}", pages.left, methods=["POST"]),
        Route("/healthz", pages.health),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(SafeHeaders)],
        exception_handlers={404: pages.missing, 500: pages.broken},
    )


class Pages:
    """The pages, each a function of the request; they run in threads, as the store is read there."""

    def __init__(self, library: Library) -> None:
        self._library = library
        source = library.templates.loader.get_source(library.templates, "pages/site.css")[0]  # type: ignore[union-attr]
        self._style = source.encode()

    def front(self, request: Request) -> Response:
        """Show the newest stories by day."""
        zone = ZoneInfo(self._library.settings.timezone)
        # A date without a time stands at midnight UTC, which is another day elsewhere: days go first.
        stories = sorted(self._library.stories(), key=lambda story: story.lead.day(zone), reverse=True)
        days = groupby(stories, key=lambda story: story.lead.day(zone))
        return self._page(
            request, "front.html", days=[(day, list(stories)) for day, stories in days], voices=_voices
        )

    def feed(self, request: Request) -> Response:
        """Answer with the combined feed, or 304."""
        published = self._library.feed()
        if published is None:
            return self.missing(request, None)
        body, modified = published
        return conditional(
            request,
            body,
            media_type="application/atom+xml; charset=utf-8",
            modified=modified,
            max_age=_MINUTES_5,
        )

    def style(self, request: Request) -> Response:
        """Answer with the pages' one style sheet; its address changes with it, so it is kept for a year."""
        return conditional(
            request,
            self._style,
            media_type="text/css; charset=utf-8",
            modified=datetime(2026, 1, 1, tzinfo=UTC),
            max_age=_YEAR,
        )

    def issues(self, request: Request) -> Response:
        """Show the archive of issues."""
        return self._page(request, "issues.html", issues=self._library.issues())

    def issue(self, request: Request) -> Response:
        """Show one issue as it was mailed."""
        html = self._library.issue_page(request.path_params["digest"], request.path_params["number"])
        if html is None:
            return self.missing(request, None)
        return HTMLResponse(html, headers={"Content-Security-Policy": ISSUE_POLICY})

    def leave(self, request: Request) -> Response:
        """Ask whether to unsubscribe; opening the page changes nothing, as mail scanners open every link."""
        subscriber = self._library.subscriber(request.path_params["token"])
        if subscriber is None:
            return self.lost(request)
        return self._page(request, "unsubscribe.html", address=subscriber.address, done=False, private=True)

    def left(self, request: Request) -> Response:
        """Unsubscribe: the page's button, or a mail program's one-click POST (RFC 8058)."""
        subscriber = self._library.subscriber(request.path_params["token"])
        if subscriber is None:
            return self.lost(request)
        self._library.unsubscribe(subscriber)
        return self._page(request, "unsubscribe.html", address=subscriber.address, done=True, private=True)

    def lost(self, request: Request) -> Response:
        """Say that an unsubscribe link is not whole."""
        return self._page(request, "unsubscribe.html", 404, address=None, done=False, private=True)

    def health(self, request: Request) -> Response:
        """Say that the site can be read."""
        del request
        self._library.issues()
        return PlainTextResponse("ok\n")

    def missing(self, request: Request, error: Exception | None) -> Response:
        """Say that there is no such page, and what there is."""
        del error
        return self._page(request, "error.html", 404, words="There is no page at this address.")

    def broken(self, request: Request, error: Exception) -> Response:
        """Say that the page cannot be shown; what went wrong is for the operator only."""
        del error
        return self._page(request, "error.html", 500, words="This page cannot be shown at the moment.")

    def _page(
        self, request: Request, name: str, status: int = 200, *, private: bool = False, **values: Any
    ) -> Response:
        settings = self._library.settings
        html = self._library.templates.get_template(f"pages/{name}").render(
            site=settings,
            societies=self._library.societies,
            style=etag(self._style).strip('"')[:12],
            zone=ZoneInfo(settings.timezone),
            path=request.url.path,
            **values,
        )
        caching = "no-store" if private else f"public, max-age={_MINUTES_5}"
        return HTMLResponse(html, status, headers={"Cache-Control": caching})


def _voices(story: Story) -> list[str]:
    """Return the keys of the societies that tell the story besides its lead, each once."""
    return list(dict.fromkeys(item.society for item in story.others if item.society != story.lead.society))
