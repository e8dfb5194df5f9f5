"""A feed reader of Debian's, newsboat, reads every feed of a site."""

import shutil
import sqlite3
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from aggregator import store
from aggregator import web as pages
from aggregator.config import Site
from aggregator.jobs import compose

pytestmark = pytest.mark.skipif(
    shutil.which("newsboat") is None, reason="newsboat is not installed (apt-get install newsboat)"
)

TITLES = ["First & last", "Zweitens: „Größe“", "第三条新闻", "<b>Fourth</b> is bold"]
FEEDS = {
    "feed.xml": "News",
    "feed.rss": "News",
    "search/feed.xml?q=science": "News: science",
    "societies/ours/feed.xml": "News: Our Society",
    "languages/en/feed.rss": "News: English",
    "topics/science/feed.xml": "News: Science",
}
ISSUES = "issues/weekly/feed.xml"
READABLE = {"Fourth is bold" if title.startswith("<b>") else title for title in TITLES}


@pytest.fixture
def site(web, tmp_path):
    now = datetime.now(UTC)
    items = "".join(
        f"<item><title><![CDATA[{title}]]></title><guid>{number}</guid><link>https://a.test/{number}</link>"
        f"<pubDate>{format_datetime(now - timedelta(hours=number + 1))}</pubDate>"
        f"<description>The science of it, told in English so that it is known as such.</description></item>"
        for number, title in enumerate(TITLES)
    )
    web.pages["/feed"] = f"<rss version='2.0'><channel><title>O</title>{items}</channel></rss>".encode()
    (tmp_path / "sources.toml").write_text(
        '[site]\ntitle = "News"\nurl = "http://news.test/"\n[fetch]\nallow_private_addresses = true\n'
        '[[topic]]\nkey = "science"\nname = "Science"\nmatch = ["science"]\n'
        '[[society]]\nkey = "ours"\nname = "Our Society"\n'
        '[[digest]]\nkey = "weekly"\ntitle = "Weekly"\n'
        f'[[source]]\nkey = "ours"\nsociety = "ours"\nlanguage = "en"\nurl = "{web.url}/feed"\n'
    )
    with Site(tmp_path, {}) as site:
        yield site


def newsboat(folder, url):
    """Have newsboat read a feed; return the feed's title and those of its entries."""
    folder.mkdir(parents=True)
    (folder / "urls").write_text(f"{url}\n")
    (folder / "config").write_text("")
    files = ("-u", folder / "urls", "-c", folder / "cache.db", "-C", folder / "config")
    command = ["newsboat", *files, "-x", "reload"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert ran.stderr == ""
    cache = sqlite3.connect(folder / "cache.db")
    titles = {title for (title,) in cache.execute("SELECT title FROM rss_item")}
    ((name,),) = cache.execute("SELECT title FROM rss_feed")
    cache.close()
    return name, titles


def issued(site):
    """Make an issue as the daemon does, up to its sending; return it."""
    (digest,) = site.configuration.digests.values()
    compose.compose(site.store, digest, making=site.making)
    issue = compose.approve(site.store, digest)
    with site.store.writing() as tx:
        store.issues.freeze(tx, replace(issue, subject="Weekly: the first", html="<p>x</p>", plain="x"))
    return replace(issue, subject="Weekly: the first")


def test_newsboat_reads_every_feed_with_all_its_entries(site, run, tmp_path):
    assert run("poll").code == 0
    assert run("publish").code == 0
    issue = issued(site)
    with pages.serving(pages.app(pages.Library(site)), "127.0.0.1", 0) as root:
        # It knows an entry by its id alone, so each feed gets a cache of its own.
        read = {path: newsboat(tmp_path / "newsboat" / path, root + path) for path in (*FEEDS, ISSUES)}
    expected = {path: (name, READABLE) for path, name in FEEDS.items()}
    assert read == expected | {ISSUES: ("News: Weekly", {issue.subject})}
