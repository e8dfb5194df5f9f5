"""Shows an issue as it would look now in the browser, made anew whenever one of its sources is saved."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from threading import Event, Lock
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from aggregator import web
from aggregator.cli.output import say
from aggregator.config import Site
from aggregator.config.site import shipped
from aggregator.digest import render
from aggregator.errors import AggregatorError
from aggregator.jobs import send
from aggregator.model import Issue

Upcoming = Callable[[Site], Issue]
"""Returns the issue that is looked at, as it is now."""

Stamp = tuple[tuple[str, int], ...]

_HOST: Final = "127.0.0.1"
_DARK: Final = "(prefers-color-scheme: dark)"
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}
_FRAME_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src https: http:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """The most files whose changes are watched."""

    files: int = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """An issue as it looks, or in one sentence why it cannot be shown."""

    stamp: Stamp
    issue: render.Rendered | None = None
    page: str = ""
    fault: str | None = None


class Preview:
    """An issue that is made anew when ``sources.toml``, a template or the store has changed."""

    def __init__(self, folder: Path, upcoming: Upcoming, *, limits: Limits = Limits()) -> None:
        self._folder = folder
        self._upcoming = upcoming
        self._limits = limits
        self._lock = Lock()
        self._look: Look | None = None

    def stamp(self) -> Stamp:
        """Return what changes when a file is saved: all names and times."""
        roots = (self._folder / "templates", shipped("templates"))
        files = [path for root in roots for path in sorted(root.rglob("*")) if path.is_file()]
        store = self._folder / "store"
        files += [self._folder / "sources.toml", store / "aggregator.db", store / "aggregator.db-wal"]
        return tuple((str(path), _saved(path)) for path in files[-self._limits.files :])

    def look(self) -> Look:
        """Return the issue as it looks now."""
        with self._lock:
            if self._look is None or self._look.stamp != self.stamp():
                self._look = self._made()
            return self._look

    def _made(self) -> Look:
        try:
            with Site(self._folder, os.environ) as site:
                issue, tools = self._upcoming(site), site.writing
                rendered = send.render_issue(issue, tools)
                page = send.web_edition(issue, tools)
        except AggregatorError as error:
            return Look(stamp=self.stamp(), fault=str(error))
        # Opening a store may write to it: only what happens from now on is a change.
        return Look(stamp=self.stamp(), issue=rendered, page=page)


def app(preview: Preview) -> Starlette:
    """Return the web application that shows ``preview``, to this machine alone."""

    async def index(request: Request) -> Response:
        look = await run_in_threadpool(preview.look)
        return HTMLResponse(_index(look, is_dark="dark" in request.query_params), headers=_HEADERS)

    async def mail(request: Request) -> Response:
        look = await run_in_threadpool(preview.look)
        html = look.issue.html if look.issue else ""
        return _frame(html, is_dark="dark" in request.query_params)

    async def page(request: Request) -> Response:
        look = await run_in_threadpool(preview.look)
        return _frame(look.page, is_dark="dark" in request.query_params)

    async def text(_: Request) -> Response:
        look = await run_in_threadpool(preview.look)
        return PlainTextResponse(look.issue.plain if look.issue else "", headers=_FRAME_HEADERS)

    async def stamp(_: Request) -> Response:
        now = await run_in_threadpool(preview.stamp)
        return PlainTextResponse(_short(now), headers=_HEADERS)

    def part(name: str, media_type: str) -> Callable[[Request], Response]:
        content = (shipped("templates") / "preview" / name).read_text()
        return lambda _: Response(content, media_type=media_type, headers=_HEADERS)

    return Starlette(
        routes=[
            Route("/", index),
            Route("/mail", mail),
            Route("/page", page),
            Route("/text", text),
            Route("/stamp", stamp),
            Route("/preview.css", part("preview.css", "text/css")),
            Route("/preview.js", part("preview.js", "text/javascript")),
        ],
        # So that no page of another site can read it by a name that leads here.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[_HOST, "localhost"])],
    )


def watch(folder: Path, upcoming: Upcoming, *, port: int, shown: Callable[[str], object]) -> None:
    """Serve the preview until Ctrl-C; ``shown`` is told its address once it is there."""
    preview, stop = Preview(folder, upcoming), Event()
    with web.serving(app(preview), _HOST, port) as address:
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, lambda *_: stop.set())
        say(f"The issue is at {address} and made anew when something is saved; Ctrl-C ends.")
        fault = preview.look().fault
        if fault:
            say(f"It cannot be shown yet: {fault}")
        shown(address)
        while not stop.wait(1):
            pass


def _saved(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _short(stamp: Stamp) -> str:
    return f"{hash(stamp):x}"


def _frame(html: str, *, is_dark: bool) -> Response:
    if is_dark:
        html = html.replace(_DARK, "screen")
    return HTMLResponse(html, headers=_FRAME_HEADERS)


def _index(look: Look, *, is_dark: bool) -> str:
    page = (shipped("templates") / "preview" / "preview.html").read_text()
    if look.issue is None:
        subject, facts = "It cannot be shown", look.fault or ""
    else:
        limits = render.Limits()
        size = len(look.issue.html)
        subject = look.issue.subject
        facts = f"{size / 1000:.1f} KB of HTML, of at most {limits.html_bytes / 1000:.0f}"
        if size > limits.warn_bytes:
            facts += ": an issue this long is nearly cut off by mail programs"
    values = {
        "STAMP": _short(look.stamp),
        "SUBJECT": escape(subject),
        "FACTS": escape(facts),
        "QUERY": "?dark" if is_dark else "",
        "OTHER": "./" if is_dark else "?dark",
        "SCHEME": "light" if is_dark else "dark",
        "HIDDEN": " hidden" if look.issue is None else "",
    }
    for name, value in values.items():
        page = page.replace(f"[[{name}]]", value)
    return page
