"""The whole public site as files that any web host serves."""

import functools
import http.client
import threading
from datetime import timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree

from aggregator import store, web
from aggregator.config import Site
from aggregator.jobs.publish import publish
from aggregator.model import Poll, Validators

ROOT = "http://news.test/"


@pytest.fixture
def exported(site, tmp_path):
    """Export the site; return what came of it and the folder."""

    def exported():
        folder = tmp_path / "export"
        return web.export(web.Library(site, is_static=True), folder), folder

    return exported


@pytest.fixture
def host(exported):
    """Serve the files with a web host that knows nothing of them; ask it as ``ask`` does."""
    _, folder = exported()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()

        def ask(path):
            for _ in range(2):
                connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
                connection.request("GET", path)
                answer = connection.getresponse()
                body = answer.read()
                connection.close()
                if answer.status != 301:
                    return answer.status, answer.headers.get_content_type(), body
                path = answer.headers["location"]
            raise AssertionError(path)

        yield ask
        server.shutdown()
        thread.join()


def files(folder):
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())


def test_every_page_and_feed_is_a_file(exported):
    _, folder = exported()
    assert set(files(folder)) >= {
        "index.html",
        "404.html",
        "feed.xml",
        "feed.rss",
        "feed.json",
        "sources.opml",
        "robots.txt",
        "site.css",
        "icon.svg",
        "about/index.html",
        "societies/index.html",
        "societies/society/index.html",
        "societies/society/feed.xml",
        "issues/index.html",
        "issues/weekly/1/index.html",
        "stories/society-news/2026-11-10-hostile/index.html",
    }


def test_the_published_feed_is_the_same_byte_for_byte(exported, site):
    _, folder = exported()
    assert (folder / "feed.xml").read_bytes() == (site.public / "feed.xml").read_bytes()


def test_every_link_within_the_site_leads_to_a_file_of_the_right_kind(host, exported):
    _, folder = exported()
    asked = set()
    for name in files(folder):
        if not name.endswith(".html"):
            continue
        page = etree.fromstring((folder / name).read_bytes(), etree.HTMLParser(encoding="utf-8"))
        for element in page.iter("a", "link", "img"):
            link = urljoin(ROOT + name, element.get("href") or element.get("src"))
            if link.startswith(ROOT):
                asked.add(urlsplit(link).path)
    answers = {path: host(path) for path in asked}
    assert len(asked) > 20
    assert {path: answer[0] for path, answer in answers.items() if answer[0] != 200} == {}
    assert {answer[1] for path, answer in answers.items() if path.endswith("/")} == {"text/html"}


def test_pages_keep_themselves_in_their_box_and_ask_for_nothing(exported):
    _, folder = exported()
    for name in files(folder):
        if name.endswith(".html") and not name.startswith("issues/weekly"):
            page = (folder / name).read_text()
            assert '<meta http-equiv="Content-Security-Policy" content="default-src' in page
            assert "<form" not in page


def test_what_has_not_changed_is_not_written_and_what_is_gone_is_deleted(exported, site):
    first, folder = exported()
    assert (first.written, first.deleted) == (first.files, 0)
    assert exported()[0].written == 0
    with site.store.writing() as tx:
        tx.exec_driver_sql("DELETE FROM item WHERE id LIKE '%hostile'")
    third, _ = exported()
    assert third.deleted == 1
    assert not (folder / "stories/society-news/2026-11-10-hostile").exists()


def test_a_poll_that_brought_nothing_has_no_file_written(exported, site, noon):
    def polled(hour):
        at = noon + timedelta(hours=hour)
        poll = Poll(source="society-news", at=at, outcome="unchanged", next_at=at, seconds=0.1)
        with site.store.writing() as tx:
            store.polls.record_quiet(tx, [store.polls.Quiet(poll=poll, validators=Validators())])
        publish(site.publishing)
        return exported()

    _, folder = polled(1)
    before = {name: (folder / name).stat().st_mtime_ns for name in files(folder)}
    assert polled(2)[0].written == 0
    assert {name: (folder / name).stat().st_mtime_ns for name in files(folder)} == before


def test_a_site_in_a_folder_of_its_host_is_exported_with_the_right_addresses(tmp_path, noon):
    (tmp_path / "sources.toml").write_text(
        '[site]\ntitle = "N"\nurl = "http://news.test/some/where/"\n'
        '[[society]]\nkey = "society"\nname = "S"\n[[source]]\nkey = "a"\nsociety = "society"\nurl = "http://a.test/"\n'
    )
    with Site(tmp_path, {}, clock=lambda: noon) as site:
        exported = web.export(web.Library(site, is_static=True), tmp_path / "export")
    assert exported.files > 8
    page = (tmp_path / "export" / "societies" / "society" / "index.html").read_text()
    assert 'href="/some/where/site.css?' in page
    assert '<link rel="canonical" href="http://news.test/some/where/societies/society/">' in page
