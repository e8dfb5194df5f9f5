"""What only a browser can tell: times in the visitor's zone, pages without script, feeds opened as pages."""

import os
import shutil

import pytest

from aggregator import web

playwright = pytest.importorskip(
    "playwright.sync_api", reason="Playwright is not installed: make check-pages gets it"
)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def visit(browser, site):
    """Open a page of the served site as a visitor would; nothing may be complained of."""
    said, contexts = [], []
    with web.serving(web.app(web.Library(site)), "127.0.0.1", 0) as address:

        def visit(path, **visitor):
            context = browser.new_context(**visitor)
            contexts.append(context)
            page = context.new_page()
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
            page.goto(address + path)
            return page

        yield visit
        for context in contexts:
            context.close()
    assert said == []


def times(page):
    return [
        (one.inner_text(), one.get_attribute("title")) for one in page.locator("article time[title]").all()
    ]


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("UTC", "12:00"),
        ("Europe/Vienna", "13:00"),
        ("America/New_York", "07:00"),
        ("Pacific/Kiritimati", "Wed 02:00"),
    ],
)
def test_times_stand_in_the_visitors_zone_and_the_exact_one_on_hover(visit, zone, shown):
    found = times(visit("", timezone_id=zone))
    assert {text.replace(",", "") for text, _ in found} == {shown}
    assert {title for _, title in found} == {"2026-11-10 12:00:00 UTC"}


def test_without_script_they_stand_in_the_sites(visit):
    page = visit("", timezone_id="Asia/Tokyo", java_script_enabled=False)
    assert {text for text, _ in times(page)} == {"12:00"}


def test_a_storys_time_keeps_its_day(visit):
    page = visit("stories/society-news/2026-11-10-one/", timezone_id="Asia/Tokyo")
    assert page.locator(".story time").inner_text() == "Tuesday, 10 November 2026 at 21:00"


@pytest.mark.parametrize("path", ["feed.xml", "feed.rss", "feed.json", "societies/society/feed.xml"])
def test_a_feed_opened_in_a_browser_is_a_page_that_says_what_it_is_for(visit, path):
    page = visit(path)
    assert page.locator("code.address").inner_text() == f"http://news.test/{path}"
    assert page.locator("article").count() == 3


@pytest.mark.parametrize(
    "path", ["", "about/", "societies/", "societies/society/", "issues/", "issues/weekly/1", "search?q=title"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_a_telephone_or_complained_of(visit, path, scheme):
    page = visit(path, viewport={"width": 375, "height": 800}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") == 375


def test_the_way_to_the_content_is_the_first_stop_of_the_keyboard(visit):
    page = visit("")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
