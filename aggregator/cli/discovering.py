"""``discover`` finds out how a society's site may be polled, and prints it ready to paste."""

import os
import re
from dataclasses import asdict
from datetime import date
from itertools import count as count_from
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urljoin, urlsplit

import tomlkit
import typer

from aggregator.cli.output import AsJson, SiteFolder, count, print_json, say, warn
from aggregator.config import Configuration, Site
from aggregator.fetch.words import shown
from aggregator.jobs.discover import discover as look_for
from aggregator.jobs.discovered import Discovered, Feed, Page, Sitemap

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
        _show(found, _Names(opened.configuration, asked=found.site))
    if not found.offers:
        warn(found.why or f"nothing was found at {shown(url)}")
        for note in found.notes:
            warn(note)
        raise typer.Exit(1)


class _Names:
    """Gives what is found keys that are free, and whose it is: the society's whose site was ``asked``."""

    def __init__(self, configuration: Configuration, *, asked: str) -> None:
        self._asked = asked
        self._taken = set(configuration.sources)
        self._societies = {
            _host(society.url): key for key, society in configuration.societies.items() if society.url
        }
        self._known = set(configuration.societies)

    def society(self, url: str) -> str:
        """Return the key of the society whose site this is; says it as a table where there is none yet.

        What a site offers may lie on another host, of a society of its own or of none.
        """
        known = self._societies.get(_host(self._asked)) or self._societies.get(_host(url))
        key = known or _slug(_host(self._asked))
        if key not in self._known:
            self._known.add(key)
            name, home = _host(self._asked), urljoin(self._asked, "/")
            say("# sources.toml has no society of this address yet:")
            say(_written("society", {"key": key, "name": name, "url": home}))
        return key

    def source(self, url: str) -> str:
        """Return a key that no source has."""
        wished = f"{_slug(_host(url))}-news"
        numbered = (f"{wished}-{number}" for number in count_from(2))
        key = wished if wished not in self._taken else next(one for one in numbered if one not in self._taken)
        self._taken.add(key)
        return key


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")


def _show(found: Discovered, names: _Names) -> None:
    if not found.offers:
        return
    if found.locked:
        _note('it wants the user and password that you gave: add user, and password = "$NAME"')
    for note in found.notes:
        _note(note)
    for feed in found.feeds:
        entries = count(feed.entries, "entry", "entries")
        _note(f"a feed, “{feed.title}”, with {entries} now{_newest(feed.newest, is_old=feed.is_stale)}")
        say(_table(feed.url, {"kind": "feed"}, names))
    if found.sitemap and (found.sitemap.headlines or not found.page):
        _show_sitemap(found.sitemap, names)
    if found.page and found.wants_page:
        now = count(len(found.page.headlines), "item", "items") + f" now{_newest(found.page.newest)}:"
        chosen = found.page.item or found.page.split
        by = "on which these selectors find" if chosen else "which without selectors gives"
        _note(f"a page{' that is ahead of the feeds' if found.feeds else ''}, {by} {now}")
        _show_news(found.page)
        say(_table(found.page.url, {"kind": "page", **_selectors(found.page)}, names))


def _newest(day: date | None, *, is_old: bool = False) -> str:
    """Return of which day the newest is, in words that go on after others."""
    return f", the newest of {day}{', long ago' if is_old else ''}" if day else ""


def _show_sitemap(sitemap: Sitemap, names: _Names) -> None:
    kind = "a news sitemap" if sitemap.headlines else "a sitemap, without titles,"
    _note(f"{kind} of {count(sitemap.pages, 'page', 'pages')} now:")
    _show_news(sitemap)
    say(_table(sitemap.url, {"kind": "page"}, names))


def _show_news(found: Page | Sitemap) -> None:
    for headline in found.headlines[:_SHOWN]:
        _note(f"  {headline}")
    if found.refused:
        _note(f"it would not be read as it is: {found.refused}")


def _note(words: str) -> None:
    """Print a comment of TOML, which ends with its line: what a stranger wrote must not go on after it."""
    say(f"# {' '.join(words.splitlines())}")


def _selectors(page: Page) -> dict[str, str]:
    said = {
        "split": page.split,
        "group": page.group,
        "item": page.item,
        "title": page.title,
        "link": page.link,
        "date": page.date,
    }
    return {name: value for name, value in said.items() if value}


def _table(url: str, values: dict[str, str], names: _Names) -> str:
    society = names.society(url)
    return _written("source", {"key": names.source(url), "society": society, "url": url, **values})


def _written(kind: str, values: dict[str, str]) -> str:
    """Return a table of ``sources.toml``; what the page says is quoted as TOML wants it."""
    table = tomlkit.table()
    for key, value in values.items():
        table.add(key, value)
    tables = tomlkit.aot()
    tables.append(table)
    document = tomlkit.document()
    document.add(kind, tables)
    return tomlkit.dumps(document)


def _record(found: Discovered) -> dict[str, Any]:
    return {
        "feeds": [_feed(one) for one in found.feeds],
        "page": _page(found.page),
        "sitemap": asdict(found.sitemap) if found.sitemap else None,
        "why": found.why,
        "notes": found.notes,
    }


def _feed(feed: Feed) -> dict[str, Any]:
    day = _written_day(feed.newest)
    return {"url": feed.url, "title": feed.title, "entries": feed.entries, "newest": day}


def _page(page: Page | None) -> dict[str, Any] | None:
    if page is None:
        return None
    told = {"headlines": page.headlines, "newest": _written_day(page.newest), "refused": page.refused}
    return {"url": page.url, **_selectors(page), **told}


def _written_day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def add_to(app: typer.Typer) -> None:
    """Register this command."""
    app.command()(discover)
