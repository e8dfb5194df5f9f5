"""The pages for people, each a function of the request; they run in threads, as the store is read there."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from aggregator.digest import dates, words
from aggregator.model import Issue, Story
from aggregator.publish import addresses
from aggregator.web import linked
from aggregator.web.conditional import conditional
from aggregator.web.document import Stored
from aggregator.web.given import Found
from aggregator.web.headers import SAFE, STATIC_POLICY, issue_policy
from aggregator.web.library import Library
from aggregator.web.parts import ALL, Part
from aggregator.web.shown import Match, Reader
from aggregator.web.told import told

log = structlog.get_logger()

_CACHING: Final = "public, max-age=300"
GUESSES: Final = {
    **dict.fromkeys(("/feed", "/feed/", "/atom.xml", "/index.xml", "/feed.atom"), "feed.xml"),
    **dict.fromkeys(("/rss", "/rss/", "/rss.xml"), "feed.rss"),
    "/index.html": "",
    **dict.fromkeys(("/topics/", "/languages/", "/feeds/"), "about/"),
}
"""Addresses that are often tried, and what is meant."""
_FOREVER: Final = "public, max-age=31536000, immutable"
_NOT_FOUND: Final = 404
_BUSY: Final = 503
_ENDED: Final = frozenset({"unsubscribed", "erased"})


class Pages:
    """All that the site shows, rendered from the templates."""

    def __init__(self, library: Library) -> None:
        self._library = library
        settings = library.settings
        self._root = urlsplit(settings.url).path or "/"
        self._reader = Reader(
            language=settings.language,
            zone=ZoneInfo(settings.timezone),
            societies=library.societies,
            limits=library.limits,
            copies=library.copy_of,
        )
        self.words = words.of(settings.language, library.templates)
        self._style = self._shipped("site.css", "text/css; charset=utf-8")
        self._script = self._shipped("site.js", "text/javascript; charset=utf-8")
        self._icon = self._shipped("icon.svg", "image/svg+xml")

    def front(self, request: Request) -> Response:
        """Show the newest stories by day, or those of an older page."""
        return self._leaf(request, "front.html", ALL)

    def part(self, request: Request) -> Response:
        """Show the newest stories of a society, a topic or a language."""
        part = self._library.asked(request.url.path)
        if part is None:
            return self.missing(request, None)
        society = self._library.societies.get(part.key) if part.kind == "societies" else None
        is_first = request.path_params.get("page", 1) == 1
        sources = self._library.visits(part.key) if society and is_first else ()
        return self._leaf(request, "part.html", part, society=society, sources=sources)

    def story(self, request: Request) -> Response:
        """Show a story: its text, and everyone who tells it."""
        library = self._library
        story = library.story(request.path_params["source"], request.path_params["name"])
        if story is None:
            return self.missing(request, None)
        address = addresses.story(story.id)
        canonical = library.settings.url + (address or request.url.path.lstrip("/"))
        shown = told(
            story,
            reader=self._reader,
            revisions=library.earlier(story),
            kept=library.pictures,
            image_word=self.words.gettext("Image"),
            topics=library.topics,
            address=canonical,
        )
        return self._page(request, "story.html", story=shown, canonical=canonical)

    def societies(self, request: Request) -> Response:
        """List the societies."""
        return self._own(request, "societies.html", "Societies", latest=self._library.latest())

    def about(self, request: Request) -> Response:
        """Say what this is, which feeds there are, and how to subscribe."""
        library = self._library
        languages = [(one, library.language_name(one)) for one in library.languages()]
        return self._own(request, "about.html", "About", languages=languages)

    def issues(self, request: Request) -> Response:
        """Show the archive of issues."""
        return self._own(request, "issues.html", "Issues", issues=self._library.issues())

    def issue(self, request: Request) -> Response:
        """Show one issue as it was mailed."""
        digest = request.path_params["digest"]
        html = self._library.issue_page(digest, request.path_params["number"])
        if html is None:
            return self.missing(request, None)
        return self._html(request, html, Content_Security_Policy=issue_policy(self._library.logo(digest)))

    def leave(self, request: Request) -> Response:
        """Ask whether to unsubscribe; opening the page changes nothing, as mail scanners open every link."""
        subscriber = self._library.subscriber(request.path_params["token"])
        if subscriber is None:
            return self.lost(request)
        return self._farewell(request, subscriber.address, done=subscriber.state in _ENDED)

    def left(self, request: Request) -> Response:
        """Unsubscribe: the page's button, or a mail program's one-click POST (RFC 8058).

        Whatever the form holds, the token says who is meant and the method what is wanted.
        """
        subscriber = self._library.subscriber(request.path_params["token"])
        if subscriber is None:
            return self.lost(request)
        self._library.unsubscribe(subscriber)
        return self._farewell(request, subscriber.address, done=True)

    def lost(self, request: Request) -> Response:
        """Say that an unsubscribe link is not whole."""
        return self.private(request, "unsubscribe.html", _NOT_FOUND, address=None, done=False)

    def found(self, found: Found) -> list[Match]:
        """Return what a page shows of what was found."""
        return [self._reader.match(hit, story) for hit, story in found.hits]

    def explained(
        self,
        request: Request,
        name: str,
        *,
        stories: Sequence[Story] = (),
        issues: Sequence[Issue] = (),
        query: str = "",
    ) -> Response:
        """Show a feed to a person: what its address, with its ``query``, is for, and what it holds."""
        held: dict[str, Any] = {
            "days": self._reader.days(stories[: self._library.limits.front_stories]),
            "issues": issues,
        }
        if query:
            address = f"{self._library.settings.url}{request.url.path.lstrip('/')}{query}"
            return self.private(request, "feed.html", title=name, canonical=address, **held)
        html = self._rendered(request, "feed.html", {"title": name, **held})
        # Under the same address programs get the feed itself: no cache may give them this page.
        return self._html(request, html, vary="Accept-Encoding, Sec-Fetch-Dest")

    def style(self, request: Request) -> Response:
        """Answer with the pages' one style sheet."""
        return self._lasting(request, self._style)

    def script(self, request: Request) -> Response:
        """Answer with the pages' one script, without which they say the same."""
        return self._lasting(request, self._script)

    def icon(self, request: Request) -> Response:
        """Answer with the site's icon."""
        return conditional(request, self._icon, caching=_CACHING)

    def robots(self, request: Request) -> Response:
        """Let every robot in, but for links of one person each and endless searches (RFC 9309)."""
        del request
        return PlainTextResponse(
            "User-agent: *\nDisallow: /unsubscribe\nDisallow: /confirm\nDisallow: /preferences\n"
            "Disallow: /search\nAllow: /search/feed.\nDisallow: /approve\n"
        )

    def health(self, request: Request) -> Response:
        """Say that the site can be read."""
        del request
        self._library.check()
        return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})

    def folder(self, request: Request) -> Response:
        """Lead to the one address of a folder, which ends with a slash."""
        return RedirectResponse(f"{self._root}{request.url.path.lstrip('/')}/", 308)

    def guessed(self, request: Request) -> Response:
        """Lead to the one address of what people and programs look for at another."""
        return RedirectResponse(f"{self._root}{GUESSES[request.url.path]}", 308)

    def missing(self, request: Request, error: Exception | None) -> Response:
        """Say that there is no such page, and what there is."""
        del error
        meant = self._library.meant(request.url.path)
        return self.private(request, "error.html", _NOT_FOUND, problem="missing", meant=meant)

    def refused(self, request: Request, error: Exception) -> Response:
        """Say that a page can only be read."""
        status = error.status_code if isinstance(error, HTTPException) else 400
        answer = self.private(request, "error.html", status, problem="refused", meant=())
        if isinstance(error, HTTPException) and error.headers:
            answer.headers.update(error.headers)
        return answer

    def busy(self, request: Request, error: Exception) -> Response:
        """Say that the store cannot be read now; what it said is for the operator only."""
        log.error("not shown", path=request.url.path, why=str(error))
        answer = self.private(request, "error.html", _BUSY, problem="busy", meant=())
        answer.headers["Retry-After"] = "60"
        return answer

    def broken(self, request: Request, error: Exception) -> Response:
        """Say that the page cannot be shown; what went wrong is for the operator only."""
        del error
        answer = self.private(request, "error.html", 500, problem="broken", meant=())
        answer.headers.update(SAFE)  # Starlette answers this outside of all middleware
        return answer

    def _leaf(self, request: Request, name: str, part: Part, **values: Any) -> Response:
        """Return one of the pages that a part of the news is divided into."""
        library, number = self._library, request.path_params.get("page", 1)
        if "page" in request.path_params and number == 1:
            return RedirectResponse(f"{self._root}{part.path}", 308)
        if not 1 <= number <= library.limits.pages:
            return self.missing(request, None)
        leaf = library.leaf(part, number, size=library.limits.front_stories)
        if number > 1 and not leaf.stories:
            return self.missing(request, None)
        days = self._reader.days(leaf.stories)
        data = linked.part(part, values.get("society"), library.settings, searches=not library.is_static)
        return self._page(request, name, part=part, leaf=leaf, days=days, data=data, **values)

    def _lasting(self, request: Request, stored: Stored) -> Response:
        """Answer with what has its version in its address, so that it may be kept for a year."""
        is_versioned = request.url.query == stored.etag[:12]
        return conditional(request, stored, caching=_FOREVER if is_versioned else _CACHING)

    def _farewell(self, request: Request, address: str, *, done: bool) -> Response:
        return self.private(request, "unsubscribe.html", address=_shortened(address), done=done)

    def private(self, request: Request, name: str, status: int = 200, **values: Any) -> Response:
        """Return a page that nobody else may be given, and that no search engine may list."""
        headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
        return HTMLResponse(self._rendered(request, name, values), status, headers=headers)

    def _own(self, request: Request, name: str, title: str, **values: Any) -> Response:
        """Return a page that holds no part of the news; ``title`` is one of the fixed words."""
        path, settings = request.url.path.lstrip("/"), self._library.settings
        return self._page(
            request, name, data=linked.page(self.words.gettext(title), path, settings), **values
        )

    def _page(self, request: Request, name: str, **values: Any) -> Response:
        return self._html(request, self._rendered(request, name, values))

    def _html(
        self, request: Request, html: str, *, vary: str = "Accept-Encoding", **headers: str
    ) -> Response:
        # Made for this one visitor, so in the coding that is made fastest.
        stored = Stored.of(html.encode(), media_type="text/html; charset=utf-8", codings=("gzip",))
        return conditional(request, stored, caching=_CACHING, vary=vary, **headers)

    def _rendered(self, request: Request, name: str, values: dict[str, Any]) -> str:
        settings = self._library.settings
        path = request.url.path.lstrip("/")
        known = {
            "gettext": self.words.gettext,
            "ngettext": self.words.ngettext,
            "site": settings,
            "societies": self._library.societies,
            "topics": self._library.topics,
            "digests": self._library.digests,
            "mails": self._library.mails,
            "searches": not self._library.is_static,
            "policy": STATIC_POLICY if self._library.is_static else None,
            "direction": dates.direction(settings.language),
            "style": self._style.etag[:12],
            "script": self._script.etag[:12],
            "root": self._root,
            "path": path,
            "canonical": settings.url + path,
            "show": self._reader,
        }
        return self._library.templates.get_template(f"pages/{name}").render(known | values)

    def _shipped(self, name: str, media_type: str) -> Stored:
        templates = self._library.templates
        assert templates.loader is not None
        source = templates.loader.get_source(templates, f"pages/{name}")[0]
        return Stored.of(source.encode(), media_type=media_type)


def _shortened(address: str) -> str:
    """Return an address that its owner knows again, and to which no one else can write."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}…@{host}"
