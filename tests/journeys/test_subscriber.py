"""A reader's whole way in a real browser: in by form and mail, an issue, other wishes, out by one click."""

import os
import re
import shutil
import socket
import sqlite3
import time
import urllib.error
import urllib.request
from urllib.parse import urljoin

import pytest
from lxml import html

from aggregator.demo.inbox import Inbox

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.timeout(300),
]

MORE = """
[[topic]]
key = "ai"
name = "Thinking machines"
match = ["machine"]
[[digest]]
key = "weekly"
title = "The Weekly"
[mail]
smtp = "{smtp}"
from = "News <news@news.test>"
bounce = "back@news.test"
[web]
port = {port}
"""
TABLES = ("subscriber", "notice", "suppression", "delivery", "bounce", "asked", "issue")


def wait_for(look, *, seconds=60):
    """Return what ``look`` finds as soon as it finds something."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError("it did not happen in time")


@pytest.fixture
def inbox(tmp_path):
    with Inbox(tmp_path / "inbox") as inbox:
        yield inbox


@pytest.fixture
def url(web, rss, a_site, inbox, tmp_path, run, start):
    """A site with news, its daemon serving it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    web.pages["/feed"] = rss(("a", "The first machine"), ("b", "The second"))
    a_site({"news": f"{web.url}/feed"}, more=MORE.format(smtp=inbox.url, port=port))
    path = tmp_path / "sources.toml"
    path.write_text(path.read_text().replace("http://news.test/", f"http://127.0.0.1:{port}/"))
    assert run("poll").code == 0
    process = start("run")
    wait_for(lambda: fetched(f"http://127.0.0.1:{port}/healthz"))
    yield f"http://127.0.0.1:{port}/"
    process.terminate()
    process.communicate(timeout=60)


@pytest.fixture
def page():
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(java_script_enabled=False)
        yield context.new_page()
        browser.close()


def fetched(address, body=None):
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data=body), timeout=10) as answer:
            return answer.status, answer.geturl(), answer.read().decode(errors="replace")
    except (urllib.error.URLError, ConnectionError):
        return None


def letters(inbox, subject):
    return [one for one in inbox.messages() if subject in str(one.message["Subject"])]


def words(letter):
    return letter.message.get_body(("plain",)).get_content()


def link(letter, page):
    return re.search(rf"http://\S+/{page}/\S+", words(letter))[0]


def kept(tmp_path):
    """All that the store knows of people and mails."""
    with sqlite3.connect(tmp_path / "store" / "aggregator.db", timeout=30) as database:
        rows = {table: database.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    database.close()
    return rows


def crawl(url, inbox, *, most=150):
    """Open every link of every mail, and every link of every page that lies behind one, as scanners do."""
    waiting = [url]
    for letter in inbox.messages():
        waiting += re.findall(
            r"http://[^\s<>\"]+", letter.raw.decode(errors="replace").replace("=\r\n", "").replace("=3D", "=")
        )
        waiting += [
            address.strip("<> ") for address in str(letter.message["List-Unsubscribe"] or "").split(",")
        ]
    seen = set()
    while waiting and len(seen) < most:
        address = waiting.pop(0).partition("#")[0]
        if address in seen or not address.startswith(url):
            continue
        seen.add(address)
        if (answer := fetched(address)) and answer[2].lstrip().startswith("<!doctype html"):
            tree = html.fromstring(answer[2])
            waiting += [urljoin(address, one) for one in tree.xpath("//@href | //@action | //@src")]
    return seen


def test_a_reader_comes_in_reads_chooses_and_leaves(url, page, inbox, run, tmp_path, web, rss):
    page.goto(url)
    page.get_by_role("link", name="Subscribe").click()
    page.get_by_label("Your mail address").fill("ann@reader.test")
    page.wait_for_timeout(2200)
    page.get_by_role("button", name="Subscribe").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Look into your mailbox"

    (asked,) = wait_for(lambda: letters(inbox, "Please confirm"))
    wait_for(lambda: kept(tmp_path)["notice"][0][9] == "sent")
    before = kept(tmp_path)
    opened = crawl(url, inbox)
    assert link(asked, "confirm") in opened
    assert kept(tmp_path) == before

    page.goto(link(asked, "confirm"))
    page.get_by_role("button", name="Confirm").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Confirmed"

    assert run("digest", "send", "weekly", "--yes").code == 0
    (issue,) = letters(inbox, "The Weekly")
    assert issue.recipients == ("ann@reader.test",)
    assert "The first machine" in words(issue)
    assert re.fullmatch(r"back\+[0-9a-f]{16}-[0-9a-f]{10}@news\.test", issue.sender)
    before = kept(tmp_path)
    opened = crawl(url, inbox)
    assert {link(issue, "preferences"), link(issue, "unsubscribe")} <= opened
    assert kept(tmp_path) == before

    page.goto(link(issue, "preferences"))
    page.get_by_label("Plain text only").check()
    page.get_by_label("The Society").check()
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("status").inner_text().startswith("Saved")
    web.pages["/feed"] = rss(("c", "The third"), ("a", "The first machine"), ("b", "The second"))
    assert run("poll").code == 0
    assert run("digest", "send", "weekly", "--yes").code == 0
    second = letters(inbox, "The Weekly")[1]
    assert (second.message.get_content_type(), "The third" in words(second)) == ("text/plain", True)

    way_out = str(second.message["List-Unsubscribe"]).partition(">")[0].strip("<")
    assert second.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    status, ended_at, said = fetched(way_out, b"List-Unsubscribe=One-Click")
    assert (status, ended_at) == (200, way_out)
    assert "You are unsubscribed" in said

    web.pages["/feed"] = rss(("d", "The fourth"), ("c", "The third"))
    assert run("poll").code == 0
    assert "nobody is subscribed" in run("digest", "send", "weekly", "--yes").err
    assert len(letters(inbox, "The Weekly")) == 2
    assert [one["state"] for one in run("subscribers", "list", "--json").json] == ["unsubscribed"]
