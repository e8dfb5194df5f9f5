"""Writes the whole public site as files that any web host serves: all that a visitor finds by its links."""

import asyncio
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree
from starlette.types import ASGIApp, Message

from aggregator.errors import StoreError
from aggregator.store.tree import Tree
from aggregator.web.app import app
from aggregator.web.library import Library

_BEGINNINGS: Final = ("/", "/feed.xml", "/feed.rss", "/feed.json", "/robots.txt", "/favicon.ico")
_NOWHERE: Final = "/404"
_FILE: Final = re.compile(r"[\w.~+@-]+(/[\w.~+@-]+)*/?")
_FOUND: Final = 200
_MISSING: Final = 404
_LINKS: Final = ("{http://www.w3.org/2005/Atom}link", "outline")


@dataclass(frozen=True, kw_only=True, slots=True)
class Exported:
    """What came of an export: how many files the site has, and how many were written and deleted."""

    files: int
    written: int
    deleted: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Answer:
    status: int
    kind: str
    kept: bool
    body: bytes


def export(library: Library, folder: Path) -> Exported:
    """Write the site into ``folder``; delete what an earlier export wrote and is no more.

    Raises ``StoreError`` where the folder cannot be written, or the store not be read.
    """
    tree = Tree(folder)
    files = asyncio.run(_crawl(app(library), library.settings.url, tree))
    written, deleted = tree.finish()
    return Exported(files=files, written=written, deleted=deleted)


async def _crawl(application: ASGIApp, site: str, tree: Tree) -> int:
    """Put every file that links lead to; return how many there are."""
    waiting, seen = deque(_BEGINNINGS), set(_BEGINNINGS)
    found: dict[str, str] = {}
    while waiting:
        address = waiting.popleft()
        answer = await _ask(application, address)
        if answer.status >= 500:  # noqa: PLR2004  RFC 9110 §15.6
            raise StoreError(f"the page {address} could not be made: see what `aggregator run` says of it")
        if answer.status != _FOUND or not answer.kept:
            continue
        found[address] = _name(address, answer.kind)
        tree.put(found[address], answer.body)
        for link in _links(answer, site + address.lstrip("/")):
            inside = _inside(link, site)
            if inside is not None and inside not in seen:
                seen.add(inside)
                waiting.append(inside)
    missing = await _ask(application, _NOWHERE)
    assert missing.status == _MISSING
    tree.put("404.html", missing.body)
    return len(found) + 1


async def _ask(application: ASGIApp, address: str) -> _Answer:
    """Ask the application as a server does."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "https",
        "path": unquote(address),
        "raw_path": address.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [],
        "client": None,
        "server": None,
    }
    await application(scope, receive, send)
    headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return _Answer(
        status=sent[0]["status"],
        kind=headers.get("content-type", "").partition(";")[0],
        kept="no-store" not in headers.get("cache-control", ""),
        body=b"".join(message.get("body", b"") for message in sent[1:]),
    )


def _name(address: str, kind: str) -> str:
    """Return the file that a web host serves at an address."""
    name = address.lstrip("/")
    if kind != "text/html":
        return name
    return f"{name}index.html" if not name or name.endswith("/") else f"{name}/index.html"


def _links(answer: _Answer, base: str) -> Iterator[str]:
    """Give where a document leads."""
    if answer.kind == "text/html":
        page = etree.fromstring(answer.body, etree.HTMLParser(encoding="utf-8"))
        for element in page.iter("a", "link", "img", "script"):
            yield urljoin(base, element.get("href") or element.get("src") or "")
    elif answer.kind.endswith("xml"):
        root = etree.fromstring(answer.body, etree.XMLParser(resolve_entities=False, no_network=True))
        yield from (link.get("href") or "" for link in root.iter(*_LINKS))
    elif answer.kind.endswith("json"):
        # Feeds in JSON lead to their next page only, and from nowhere else.
        yield from re.findall(r'^ "next_url": "([^"]+)"', answer.body.decode(), re.MULTILINE)


def _inside(link: str, site: str) -> str | None:
    """Return a link as an address within the site, ``None`` for any other."""
    if not link.startswith(site):
        return None
    path = urlsplit(link).path[len(urlsplit(site).path) :]
    if ".." in path or (path and not _FILE.fullmatch(path)):
        return None
    return f"/{path}"
