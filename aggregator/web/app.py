"""Routes addresses to feeds and pages, within the bounds of what a visitor may send."""

from collections.abc import Callable, Iterator

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from aggregator.errors import StoreError
from aggregator.web.approval import Approval
from aggregator.web.bounds import BoundedBody
from aggregator.web.feeds import Feeds
from aggregator.web.headers import SafeHeaders
from aggregator.web.hubs import Callback
from aggregator.web.library import Library
from aggregator.web.membership import Membership
from aggregator.web.pages import GUESSES, Pages
from aggregator.web.parts import KINDS
from aggregator.web.picture import Copies
from aggregator.web.quick import Quick
from aggregator.web.search import Search
from aggregator.web.sending import Sending


def app(library: Library) -> Starlette:
    """Return the web application that shows ``library``."""
    pages = Pages(library)
    feeds = Feeds(library, pages)
    made = Starlette(
        routes=[
            *_feeds(feeds),
            *_pages(pages),
            *Membership(library, pages).routes(),
            *Approval(library, pages).routes(),
            *Sending(library, pages).routes(),
            *Callback(library).routes(),
            *Search(library, pages).routes(),
            Route("/pictures/{name}", Copies(library, pages).copy),
        ],
        middleware=[
            Middleware(Quick, ready=feeds.at_hand, most=library.limits.answers),
            Middleware(SafeHeaders),
            Middleware(BoundedBody, limits=library.limits),
        ],
        exception_handlers={
            404: pages.missing,
            405: pages.refused,
            500: pages.broken,
            StoreError: pages.busy,
        },
    )
    # Starlette would lead to an address made from the Host header, which anyone may set.
    made.router.redirect_slashes = False
    return made


def _feeds(feeds: Feeds) -> Iterator[Route]:
    """Give the routes of feeds, the combined one first, as most visitors come for it."""
    routes: dict[str, Callable[..., object]] = {
        "/feed.xml": feeds.combined,
        "/feed.rss": feeds.whole,
        "/feed.json": feeds.whole,
        "/sources.opml": feeds.opml,
        "/issues/{key}/feed.xml": feeds.issues,
    }
    endings = ("xml", "rss", "json")
    routes["/archive/{key}/feed.xml"] = feeds.archive
    routes |= {f"/page/{{page:int}}/feed.{ending}": feeds.whole for ending in endings}
    for kind in KINDS:
        routes |= {f"/{kind}/{{key}}/feed.{ending}": feeds.part for ending in endings}
        routes |= {f"/{kind}/{{key}}/page/{{page:int}}/feed.{ending}": feeds.part for ending in endings}
    for address, answer in routes.items():
        yield Route(address, answer)
        yield Route(address, feeds.permission, methods=["OPTIONS"])


def _pages(pages: Pages) -> Iterator[Route]:
    yield Route("/", pages.front)
    yield Route("/page/{page:int}/", pages.front)
    yield Route("/page/{page:int}", pages.folder)
    yield Route("/societies/", pages.societies)
    yield Route("/stories/{source}/{name}/", pages.story)
    yield Route("/stories/{source}/{name}", pages.folder)
    yield Route("/issues/", pages.issues)
    yield Route("/issues/{digest}/{number:int}", pages.issue)
    yield Route("/about/", pages.about)
    yield Route("/unsubscribe", pages.lost)
    yield Route("/unsubscribe/{token}", pages.leave)
    yield Route("/unsubscribe/{token}", pages.left, methods=["POST"])
    yield Route("/site.css", pages.style)
    yield Route("/site.js", pages.script)
    yield Route("/icon.svg", pages.icon)
    yield Route("/favicon.ico", pages.icon)
    yield Route("/robots.txt", pages.robots)
    yield Route("/healthz", pages.health)
    for folder in ("/societies", "/issues", "/about"):
        yield Route(folder, pages.folder)
    for guess in GUESSES:
        yield Route(guess, pages.guessed)
    for kind in KINDS:
        yield Route(f"/{kind}/{{key}}/", pages.part)
        yield Route(f"/{kind}/{{key}}", pages.folder)
        yield Route(f"/{kind}/{{key}}/page/{{page:int}}/", pages.part)
        yield Route(f"/{kind}/{{key}}/page/{{page:int}}", pages.folder)
