"""``discover`` finds out how a society's site may be polled, and prints it ready to paste."""

import os
import re
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import tomlkit
import typer

from aggregator.cli.output import AsJson, SiteFolder, count, print_json, say, warn
from aggregator.config import Site
from aggregator.jobs.discover import Discovered, Feed, Page, Sitemap
from aggregator.jobs.discover import discover as look_for

_SHOWN = 5
"""Headlines shown of a page."""


def discover(
    url: Annotated[str, typer.Argument(help="The society's site, or its page of news.")],
    *,
    site: SiteFolder = Path(),
    as_json: AsJson = False,
) -> None:
    """Find the feeds that a site offers, or else its sitemap and selectors for the news on the page."""
    with Site(site, os.environ) as opened:
        found = look_for(url, opened.looking)
    if as_json:
        print_json(_record(found))
    else:
        _show(found)
    if not found.feeds and found.page is None and found.sitemap is None:
        warn(found.why or f"nothing was found at {url}")
        raise typer.Exit(1)


def _show(found: Discovered) -> None:
    for feed in found.feeds:
        say(f"# a feed, “{feed.title}”, with {count(feed.entries, 'entry', 'entries')} now")
        say(_table(feed.url, {"kind": "feed"}))
    if found.sitemap and (found.sitemap.headlines or not found.page):
        _show_sitemap(found.sitemap)
    if found.page and not found.feeds:
        now = count(len(found.page.headlines), "item", "items")
        by = "on which these selectors find" if found.page.item else "which without selectors gives"
        say(f"# a page, {by} {now} now:")
        for headline in found.page.headlines[:_SHOWN]:
            say(f"#   {headline}")
        say(_table(found.page.url, {"kind": "page", **_selectors(found.page)}))


def _show_sitemap(sitemap: Sitemap) -> None:
    kind = "a news sitemap" if sitemap.headlines else "a sitemap, without titles,"
    say(f"# {kind} of {count(sitemap.pages, 'page', 'pages')} now:")
    for headline in sitemap.headlines[:_SHOWN]:
        say(f"#   {headline}")
    say(_table(sitemap.url, {"kind": "page"}))


def _selectors(page: Page) -> dict[str, str]:
    said = {"item": page.item, "title": page.title, "link": page.link, "date": page.date}
    return {name: value for name, value in said.items() if value}


def _table(url: str, values: dict[str, str]) -> str:
    """Return a ``[[source]]`` table; what the page says is quoted as TOML wants it."""
    name = re.sub(r"[^a-z0-9]+", "-", (urlsplit(url).hostname or "").removeprefix("www.")).strip("-")
    table = tomlkit.table()
    for key, value in {"key": f"{name}-news", "society": name, "url": url, **values}.items():
        table.add(key, value)
    tables = tomlkit.aot()
    tables.append(table)
    document = tomlkit.document()
    document.add("source", tables)
    return tomlkit.dumps(document)


def _record(found: Discovered) -> dict[str, Any]:
    return {
        "feeds": [_feed(one) for one in found.feeds],
        "page": _page(found.page),
        "sitemap": asdict(found.sitemap) if found.sitemap else None,
        "why": found.why,
    }


def _feed(feed: Feed) -> dict[str, Any]:
    return {"url": feed.url, "title": feed.title, "entries": feed.entries}


def _page(page: Page | None) -> dict[str, Any] | None:
    return {"url": page.url, **_selectors(page), "headlines": page.headlines} if page else None


def add_to(app: typer.Typer) -> None:
    """Register this command."""
    app.command()(discover)
