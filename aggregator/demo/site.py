"""Writes the site of the demo: a folder whose sources.toml gathers the demo world."""

from pathlib import Path

from aggregator.demo.inbox import Inbox
from aggregator.demo.server import Server
from aggregator.demo.sites import sites
from aggregator.demo.stories import TEXTS
from aggregator.demo.world import addresses


def write_site(folder: Path, server: Server, inbox: Inbox, *, url: str = "http://localhost:8080/") -> Path:
    """Write ``sources.toml`` into ``folder``, made if need be, and return its path.

    ``url`` is where the product's own pages are to be found while the demo runs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "sources.toml"
    text = TEXTS.get_template("sources.toml").render(
        url=url, hosts=server.hosts, sites=sites(), at=addresses(server.port), smtp=inbox.url
    )
    path.write_text(text + "\n", encoding="utf-8")
    return path
