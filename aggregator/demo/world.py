"""The demo world: what each society's server answers at each step, a function of nothing but a start."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from aggregator.demo import truth
from aggregator.demo.sites import Site, sites
from aggregator.demo.stories import TEXTS, Life, Told, lives, tell

TEXTS.filters["rfc822"] = format_datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a server sends back: a status, headers in the order sent, and the body's bytes."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class World:
    """Invented learned societies and their news.

    ``start`` is aware: the moment at which the world is looked at first. Its news are from the two
    weeks before, and a few are older. Step 0 is the world at the first poll, 1 at the second.
    """

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("the world's start must be an aware datetime")
        self.start = start.astimezone(UTC)
        self._by_host = {site.host: site for site in sites().values()}

    @property
    def hosts(self) -> tuple[str, ...]:
        """Return the host names of all societies."""
        return tuple(self._by_host)

    def expected(self, step: int) -> truth.Truth:
        """Return what a poll at ``step`` must find, if each step before it was polled once."""
        return truth.expected(sites(), step)

    def answer(self, host: str, path: str, step: int, hit: int, headers: Mapping[str, str]) -> Answer:
        """Return what ``host`` (a Host header, with its port) answers for ``path`` (with its query).

        ``hit`` is how often this address was asked for before, ``headers`` are the request's.
        """
        name, _, port = host.lower().partition(":")
        site = self._by_host.get(name)
        if site is None:
            return _error(404, "There is no learned society of this name.")
        if path == site.path and site.stumbles and hit == 0:
            return _error(503, "We are carrying the server up the tower. Please call again.")
        at = addresses(port)
        if path == site.path:
            asked = {key.lower(): value for key, value in headers.items()}
            return _conditional(site, self._list(site, step, hit, at), self._modified(site, step), asked)
        return self._elsewhere(site, path, step, at)

    def told(self, site: Site, step: int) -> list[Told]:
        """Return the stories that the site lists at ``step``, newest first."""
        pieces = [(life, number) for life in lives(site.key) for number in life.listed(step)]
        stories = [self._tell(site, life, step, number) for life, number in pieces]
        return sorted(stories, key=lambda story: (story.at, story.slug), reverse=True)

    def address(self, site: Site, story: Told, at: Mapping[str, str]) -> str:
        """Return where a story's link leads: to its own page, or to the one that it retells."""
        if story.retells is None:
            return at[site.key] + site.article.format(slug=story.slug, id=story.id, at=story.at)
        source, _, slug = story.retells.partition("/")
        life = next(life for life in lives(source) if life.slug == slug)
        original = self._tell(sites()[source], life, life.since, 1)
        address = self.address(sites()[source], original, at)
        return f"{address}{'&' if '?' in address else '?'}{story.tracking}"

    def _tell(self, site: Site, life: Life, step: int, number: int) -> Told:
        return tell(life, step=step, number=number, start=self.start, zone=site.zone)

    def _list(self, site: Site, step: int, hit: int, at: Mapping[str, str]) -> bytes:
        return self._render(f"{site.key}/{site.template}", site, at, stories=self.told(site, step), hit=hit)

    def _modified(self, site: Site, step: int) -> datetime:
        return max(story.updated for story in self.told(site, step))

    def _elsewhere(self, site: Site, path: str, step: int, at: Mapping[str, str]) -> Answer:
        if path == "/robots.txt":
            return _found("text/plain", b"User-agent: *\nAllow: /\n")
        if path.endswith(".svg"):
            return _found("image/svg+xml", self._render("picture.svg", site, at))
        if path == "/":
            return _web(site, self._render("home.html", site, at, stories=self.told(site, step)))
        if story := self._at(site, _without_tracking(path), step, at):
            name = f"{site.key}/article.html" if site.is_page else "article.html"
            return _web(site, self._render(name, site, at, story=story, hit=step))
        return _error(404, f"{site.society} has no such page.")

    def _at(self, site: Site, path: str, step: int, at: Mapping[str, str]) -> Told | None:
        """Return the story that has its own page at ``path``; it stays when the list has dropped it."""
        for life in lives(site.key):
            for number in life.told(step) if life.retells is None else ():
                story = self._tell(site, life, step, number)
                if self.address(site, story, at) == at[site.key] + path:
                    return story
        return None

    def _render(self, name: str, site: Site, at: Mapping[str, str], **values: Any) -> bytes:
        def link(story: Told) -> str:
            return self.address(site, story, at)

        text = TEXTS.get_template(name).render(site=site, at=at, home=at[site.key], link=link, **values)
        return text.encode(site.charset, "surrogateescape")


def addresses(port: str | int) -> Mapping[str, str]:
    """Return the address of each site's front page, without its last slash, as served on ``port``."""
    suffix = f":{port}" if port else ""
    return {site.key: f"http://{site.host}{suffix}" for site in sites().values()}


def _conditional(site: Site, body: bytes, modified: datetime, asked: Mapping[str, str]) -> Answer:
    """Answer 304 to who holds what is current (RFC 9110 §13), else the whole list."""
    headers = {"Content-Type": site.type}
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if site.validator in {"etag", "weak etag"}:
        headers["ETag"] = tag if site.validator == "etag" else f"W/{tag}"
    if site.validator == "last-modified":
        headers["Last-Modified"] = format_datetime(modified.astimezone(UTC), usegmt=True)
    for name, question in (("ETag", "if-none-match"), ("Last-Modified", "if-modified-since")):
        if name in headers and asked.get(question) == headers[name]:
            return Answer(status=304, headers=headers)
    if site.gzip and "gzip" in asked.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, mtime=0)
    return Answer(status=200, headers=headers, body=body)


def _without_tracking(path: str) -> str:
    bare, _, query = path.partition("?")
    kept = "&".join(part for part in query.split("&") if part and not part.startswith("utm_"))
    return f"{bare}?{kept}" if kept else bare


def _web(site: Site, body: bytes) -> Answer:
    # An old site's server names no charset: the page's own meta element does.
    return _found("text/html; charset=utf-8" if site.charset == "utf-8" else "text/html", body)


def _found(kind: str, body: bytes) -> Answer:
    return Answer(status=200, headers={"Content-Type": kind}, body=body)


def _error(status: int, words: str) -> Answer:
    body = f"<!DOCTYPE html><title>{status}</title><p>{words}</p>\n".encode()
    return Answer(status=status, headers={"Content-Type": "text/html; charset=utf-8"}, body=body)
