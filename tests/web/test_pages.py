"""The pages that a visitor sees."""

import json
import re
from dataclasses import replace

import pytest
from protego import Protego

from aggregator import store
from aggregator.model import Poll

PAGES = ["/", "/issues/", "/issues/weekly/1", "/unsubscribe", "/nowhere", "/feed.xml", "/site.css"]


def test_the_front_page_shows_the_newest_stories_by_day(ask):
    page = ask("/").text
    assert "Tuesday, 10 November 2026" in page
    assert "The Society" in page
    assert 'href="https://society.example/news/one"' in page
    assert '<link rel="alternate" type="application/atom+xml"' in page


def test_what_a_source_wrote_is_text_and_never_markup(ask):
    page = ask("/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in page
    assert "<img" not in page


def test_the_front_page_is_small(ask):
    assert len(ask("/").body) < 50_000


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_keeps_what_it_holds_in_a_box(ask, path):
    headers = ask(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"].replace("style-src 'unsafe-inline'", "")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers


def test_the_archive_leads_to_the_issue_as_it_was_mailed_without_anyones_token(ask):
    assert 'href="/issues/weekly/1"' in ask("/issues/").text
    page = ask("/issues/weekly/1")
    assert (page.status, "Title of one" in page.text, "TOKEN" in page.text) == (200, True, False)


@pytest.mark.parametrize("path", ["/nowhere", "/issues/weekly/2", "/issues/other/1", "/issues/weekly/x"])
def test_what_is_not_there_says_so_and_says_what_is(ask, path):
    page = ask(path)
    assert page.status == 404
    assert 'href="/"' in page.text


def test_a_page_is_no_place_to_write(ask):
    assert ask("/", "POST").status == 405


def test_the_site_says_that_it_is_well(ask):
    assert (ask("/healthz").status, ask("/healthz").text) == (200, "ok\n")


def test_an_issue_leads_to_the_archive_its_neighbours_and_its_feed(ask, site, noon, an_item, issue_of):
    page = ask("/issues/weekly/1").text
    assert 'rel="prev"' not in page
    assert '<link rel="canonical" href="http://news.test/issues/weekly/1">' in page
    with site.store.writing() as tx:
        for number in (2, 3):
            later = replace(issue_of(an_item()), number=number, sections=())
            store.issues.save_draft(tx, later)
            if number == 2:
                store.issues.move(tx, later, "approved", expected=["draft"])
                store.issues.freeze(tx, replace(later, html="x"))
    assert '<link rel="next" href="http://news.test/issues/weekly/2">' in ask("/issues/weekly/1").text
    second = ask("/issues/weekly/2").text
    assert '<link rel="prev" href="http://news.test/issues/weekly/1">' in second
    assert 'href="http://news.test/issues/"' in second
    assert "weekly/3" not in second


def test_a_society_says_in_words_how_its_sources_are(ask, site, noon):
    assert "not read yet" in ask("/societies/society/").text
    for outcome, words in (
        ("fetched", "well; last read on Tuesday, 10 November 2026, 12:00"),
        ("failed", "cannot be read since Tuesday, 10 November 2026, 12:00"),
    ):
        poll = Poll(source="society-news", at=noon, outcome=outcome, next_at=noon, seconds=0.1)
        with site.store.writing() as tx:
            if outcome == "failed":
                store.polls.record_quiet(tx, [store.polls.Quiet(poll=poll)])
            else:
                store.polls.record(tx, [store.polls.Read(poll=poll)])
        page = ask("/societies/society/").text
        assert words in re.sub(r"</?time.*?>", "", page)
        assert '<time datetime="2026-11-10T12:00:00+00:00" title="2026-11-10 12:00:00 UTC">Tuesday' in page


def data(page):
    (said,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(said)


def test_machines_are_told_what_the_site_is_and_how_to_search_it(ask):
    said = data(ask("/").text)
    assert (said["@type"], said["name"], said["url"]) == (
        "WebSite",
        "News <b>& more</b>",
        "http://news.test/",
    )
    assert (
        said["potentialAction"]["target"]["urlTemplate"] == "http://news.test/search?q={search_term_string}"
    )


def test_machines_are_told_whose_news_a_page_holds(ask):
    said = data(ask("/societies/society/").text)
    assert (said["@type"], said["url"]) == ("CollectionPage", "http://news.test/societies/society/")
    assert said["about"] == {"@type": "Organization", "name": "The Society", "alternateName": "TS"}
    assert "about" not in data(ask("/topics/physics/").text)


@pytest.mark.parametrize(
    ("path", "folders"),
    [("/", ["/"]), ("/societies/society/", ["/societies/society/", "/"]), ("/about/", ["/"])],
)
def test_a_page_names_its_own_feeds_and_then_that_of_all_news(ask, path, folders):
    page = ask(path).text
    named = re.findall(r'<link rel="alternate" type="application/(\w+)\+\w+" title=".*?" href="(.*?)"', page)
    own = [("atom", "feed.xml"), ("rss", "feed.rss"), ("feed", "feed.json")]
    expected = [(kind, folders[0] + name) for kind, name in own] + [
        ("atom", one + "feed.xml") for one in folders[1:]
    ]
    assert named == (expected if path != "/about/" else [("atom", "/feed.xml")])


@pytest.mark.parametrize("path", ["/", "/societies/society/", "/about/", "/societies/"])
def test_a_page_says_what_it_is_about_to_whoever_links_to_it(ask, path):
    page = ask(path).text
    (described,) = re.findall(r'<meta property="og:description" content="(.*?)">', page)
    assert described.startswith(
        "News of 2 societies."
        if path in {"/about/", "/societies/"}
        else "Title of own · Title of one · &lt;script"
    )
    assert f'<link rel="canonical" href="http://news.test{path}">' in page


@pytest.mark.parametrize(
    ("tried", "meant"),
    [("/feed", "/feed.xml"), ("/atom.xml", "/feed.xml"), ("/rss", "/feed.rss"), ("/index.html", "/"),
     ("/topics/", "/about/")],
)  # fmt: skip
def test_addresses_that_are_often_tried_lead_to_the_one_that_is_meant(ask, tried, meant):
    answer = ask(tried)
    assert (answer.status, answer.headers["location"]) == (308, meant)


@pytest.mark.parametrize("path", ["/feed.xml", "/feed.rss", "/societies/society/feed.json"])
def test_no_cache_gives_a_reader_the_page_that_explains_a_feed(ask, path):
    shown, fed = ask(path, Sec_Fetch_Dest="document"), ask(path)
    assert (shown.headers["content-type"], fed.headers["content-type"][:12]) == (
        "text/html; charset=utf-8",
        "application/",
    )
    assert shown.headers["vary"] == fed.headers["vary"] == "Accept-Encoding, Sec-Fetch-Dest"


@pytest.mark.parametrize(
    ("path", "held"),
    [
        ("/search/feed.xml?q=own", "Title of own</a></h3>"),
        ("/societies/other/feed.rss", "Title of own</a></h3>"),
    ],
)
def test_a_feed_that_is_opened_as_a_page_shows_what_it_holds(ask, path, held):
    page = ask(path, Sec_Fetch_Dest="document").text
    assert held in page
    assert f'<code class="address">http://news.test{path}</code>' in page


@pytest.mark.parametrize("path", ["/about/", "/societies/", "/issues/"])
def test_machines_are_told_of_the_sites_own_pages(ask, path):
    said = data(ask(path).text)
    assert (said["@type"], said["url"]) == ("WebPage", f"http://news.test{path}")


def test_machines_are_told_which_issue_a_page_is(ask):
    said = data(ask("/issues/weekly/1").text)
    assert (said["@type"], said["issueNumber"], said["name"]) == ("PublicationIssue", 1, "Weekly: the lead")
    assert (said["datePublished"], said["isPartOf"]["name"]) == ("2026-11-10T12:00:00+00:00", "Weekly")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/", True), ("/feed.xml", True), ("/search?q=a", False), ("/search/feed.xml?q=a", True), ("/unsubscribe/x", False)],
)  # fmt: skip
def test_robots_may_read_all_that_is_not_one_persons_and_has_an_end(ask, path, allowed):
    rules = Protego.parse(ask("/robots.txt").text)
    assert rules.can_fetch(f"http://news.test{path}", "some-reader") is allowed
