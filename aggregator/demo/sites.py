"""The demo world's web sites: whose they are, where their news are and how these are served."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """One society's web site.

    ``path`` is where its list of news is, ``template`` the file that it is written from, ``type``
    its Content-Type; ``article`` is the pattern of its article pages' paths. ``validator`` says how
    it answers conditional requests: "etag", "weak etag", "last-modified" or not at all. A site that
    ``stumbles`` answers 503 when its list is asked for the first time.
    """

    key: str
    society: str
    acronym: str
    path: str
    template: str
    type: str
    article: str
    zone: ZoneInfo
    charset: str = "utf-8"
    validator: str | None = None
    gzip: bool = False
    stumbles: bool = False
    colour: str

    @property
    def host(self) -> str:
        """Return the site's host name."""
        return f"{self.key}.example"

    @property
    def is_page(self) -> bool:
        """Say whether the list is a web page rather than a feed."""
        return "html" in self.type


@cache
def sites() -> Mapping[str, Site]:
    """Return all sites by key, as ``content/world.toml`` describes them."""
    text = files("aggregator.demo").joinpath("content", "world.toml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, Any]] = tomllib.loads(text)
    return {
        key: Site(key=key, zone=ZoneInfo(table.pop("timezone")), **table) for key, table in tables.items()
    }
