"""Looks at every page of the demo's site as browser, validator and feed reader do, and says what is wrong.

::

    python tools/check_pages.py FOLDER      pictures go to FOLDER/pictures; FOLDER holds node_modules

Needs Playwright's Python package and Chromium, and in FOLDER the npm packages axe-core, vnu-jar (with a
Java runtime) and feedsmith; ``make check-pages`` gets what can be got.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import looking
from lxml import etree
from lxml.etree import LxmlError
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests" / "samples"))

import feed_rules  # noqa: E402  the tests' oracle, which no package holds

from aggregator import web  # noqa: E402  stands below what it comes after
from aggregator.cli import running  # noqa: E402
from aggregator.config import Site  # noqa: E402
from aggregator.demo.inbox import Inbox  # noqa: E402
from aggregator.demo.server import serve  # noqa: E402
from aggregator.demo.site import write_site  # noqa: E402
from aggregator.demo.world import World  # noqa: E402

WIDTHS = (375, 1280)
SCHEMES = ("light", "dark")
FRONT_BYTES, FRONT_REQUESTS = 100_000, 10
SEARCHES = ("search", "search?q=the", "search?q=xyzzy")
"""Pages that a form leads to."""
FURTHER = {"next", "prev-archive"}
"""How feeds lead to more of what they hold."""
MISSING = "nowhere"
"""A page that is not there, looked at like the others."""

FEEDSMITH = """
import { parseFeed, parseOpml } from "feedsmith";
import { readFileSync } from "node:fs";
for (const path of process.argv.slice(2)) {
  const text = readFileSync(path, "utf8");
  if (path.endsWith(".opml")) { parseOpml(text); console.log(path, "opml"); continue; }
  const { format, feed } = parseFeed(text);
  const entries = feed.entries ?? feed.items ?? [];
  if (path.includes("combined") && entries.length === 0) throw new Error(`${path} has no entries`);
  for (const one of entries) if (!one.id && !one.guid) throw new Error(`${path} has an entry without id`);
  console.log(path, format, entries.length);
}
"""


def main() -> int:
    """Check everything; return 1 where something is wrong."""
    folder = Path(sys.argv[1]).resolve()
    with _demo() as root, sync_playwright() as playwright:
        pages, feeds = _found(root)
        browser = playwright.chromium.launch(executable_path=looking.chromium(), args=["--no-sandbox"])
        wrong = [
            *_in_a_browser(browser, root, pages, folder),
            *_weight(browser, root),
            *_valid(root, pages, folder),
            *_ruled(root, feeds),
            *_read(root, feeds, folder),
        ]
        browser.close()
    print(f"{len(pages)} pages, {len(feeds)} feeds, {len(wrong)} faults")
    for one in wrong:
        print(f"  {one}")
    return int(bool(wrong))


@contextmanager
def _demo() -> Iterator[str]:
    """Serve the demo's site, with an issue sent; gives its address."""
    folder = Path(tempfile.mkdtemp(prefix="aggregator-pages-"))
    port = running._free_port(preferred=0)  # noqa: SLF001  as the demo itself does
    with serve(World(datetime.now(UTC))) as world, Inbox(folder / "inbox") as inbox:
        write_site(folder, world, inbox, url=f"http://127.0.0.1:{port}/")
        with Site(folder, os.environ) as site:
            running._tell(site, world)  # noqa: SLF001  as the demo itself does
            with web.serving(web.app(web.Library(site)), "127.0.0.1", port) as address:
                yield address
    shutil.rmtree(folder)


def _found(root: str) -> tuple[list[str], list[str]]:
    """Return the addresses of all pages and feeds that links lead to from the front page."""
    waiting, pages, feeds = [""], [], []
    seen = {""}
    while waiting:
        path = waiting.pop(0)
        kind, body = _get(root + path)
        if kind != "text/html":
            waiting += [one for one in _further(kind, body, root) if one not in seen]
            seen.update(waiting)
            feeds += [path] if kind.endswith(("xml", "json", "opml")) and "svg" not in kind else []
            continue
        pages.append(path)
        document = etree.fromstring(body, etree.HTMLParser(encoding="utf-8"))
        for element in document.iter("a", "link"):
            link = urlsplit(urljoin(root + path, element.get("href") or ""))
            inside = link.path.lstrip("/")
            if link.netloc == urlsplit(root).netloc and inside not in seen:
                seen.add(inside)
                waiting.append(inside)
    return [*pages, *SEARCHES, MISSING], feeds


def _further(kind: str, body: bytes, root: str) -> Iterator[str]:
    """Give the further pages and the archive that a feed leads to."""
    if kind.endswith(("atom+xml", "rss+xml")):
        links = etree.fromstring(body).iter("{http://www.w3.org/2005/Atom}link")
        hrefs = (link.get("href") or "" for link in links if link.get("rel") in FURTHER)
        yield from (href.removeprefix(root) for href in hrefs if href.startswith(root))


def _get(address: str) -> tuple[str, bytes]:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310  our own server
            return answer.headers.get_content_type(), answer.read()
    except urllib.error.HTTPError as error:
        return error.headers.get_content_type(), error.read()


def _in_a_browser(browser: Browser, root: str, pages: list[str], folder: Path) -> Iterator[str]:
    """Yield what is wrong with the pages in Chromium: complaints, overflow, what axe finds serious."""
    axe = looking.axe_script(folder)
    pictures = folder / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    # A feed opened as a page is one more page; of stories, a few stand for all in pictures.
    for path in [*pages, "feed.xml"]:
        for width in WIDTHS:
            for scheme in SCHEMES:
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                yield from _seen(page, root, path, axe=axe)
                name = path.strip("/").replace("/", "_") or "front"
                page.screenshot(path=pictures / f"{name}-{width}-{scheme}.png")
                page.close()


def _seen(page: Page, root: str, path: str, *, axe: str) -> Iterator[str]:
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        # Chromium reports the status of the page itself, which is meant here.
        if not (path == MISSING and "404" in message.text):
            said.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(root + path)
    said += looking.too_wide(page)
    said += looking.inaccessible(page, axe=axe)
    yield from (f"/{path}: {one}" for one in dict.fromkeys(said))


def _weight(browser: Browser, root: str) -> Iterator[str]:
    """Yield whether the front page asks for too much."""
    sizes: list[int] = []
    page = browser.new_page()
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto(root, wait_until="networkidle")
    page.close()
    print(f"the front page: {sum(sizes):,} bytes, uncompressed, in {len(sizes)} requests")
    if sum(sizes) > FRONT_BYTES or len(sizes) > FRONT_REQUESTS:
        yield f"the front page takes {sum(sizes):,} bytes in {len(sizes)} requests"


def _valid(root: str, pages: list[str], folder: Path) -> list[str]:
    """Return what the validator of the W3C says of each page."""
    html = folder / "html"
    shutil.rmtree(html, ignore_errors=True)
    html.mkdir()
    files = [html / f"{number:04}.html" for number in range(len(pages))]
    for file, path in zip(files, pages, strict=True):
        file.write_bytes(_get(root + path)[1])
    found = looking.invalid(files, folder)
    if found is None:
        print("HTML is not validated: java or vnu-jar is not there")
    return [f"/{pages[int(name[:4])]}: {words}" for name, words in found or ()]


def _ruled(root: str, feeds: list[str]) -> Iterator[str]:
    """Yield what the feeds break of their formats' rules."""
    rules = {"xml": feed_rules.atom, "rss": feed_rules.rss, "json": feed_rules.json_feed}
    for path in feeds:
        ending = path.partition("?")[0].rpartition(".")[2]
        if ending in rules:
            try:
                rules[ending](_get(root + path)[1])
            except (AssertionError, ValueError, LxmlError) as error:
                yield f"/{path}: against the rules of its format: {error!r:.300}"


def _read(root: str, feeds: list[str], folder: Path) -> list[str]:
    """Return which feeds feedsmith cannot read."""
    node = shutil.which("node")
    if node is None or not (folder / "node_modules" / "feedsmith").exists():
        print("feeds are not read by feedsmith: node or feedsmith is not there")
        return []
    kept = folder / "feeds"
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir()
    files = []
    for path in feeds:
        name = path.replace("/", "_") if "/" in path else f"combined-{path}"
        (kept / name).write_bytes(_get(root + path)[1])
        files.append(str(kept / name))
    script = folder / "feedsmith.mjs"
    script.write_text(FEEDSMITH)
    ran = subprocess.run([node, str(script), *files], check=False, capture_output=True, text=True)  # noqa: S603
    print(f"feedsmith read {len(ran.stdout.splitlines())} of {len(files)} feeds")
    return ran.stderr.splitlines() if ran.returncode else []


if __name__ == "__main__":
    sys.exit(main())
