"""Older news: pages to leaf through, paged and archived feeds (RFC 5005), and feeds of only what is new (RFC 3229)."""

import gzip
import json
from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest
from lxml import etree

from aggregator import store, web
from aggregator.jobs import archive
from aggregator.jobs.publish import publish
from aggregator.model import Dated, Verdict
from aggregator.web.limits import Limits

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def tell(site, an_item, noon):
    """Keep a number of items as news, ever older, and publish."""

    def tell(number, prefix="n", **values):
        items = [
            an_item(
                f"{prefix}{place:03}",
                published=Dated(at=noon - timedelta(hours=place + 1), precision="second", evidence="entry"),
                first_seen=noon + timedelta(seconds=place),
                **values,
            )
            for place in range(number)
        ]
        with site.store.writing() as tx:
            store.items.keep(
                tx, [Verdict(item=one, kind="new", story=one.id, why="") for one in items], at=noon
            )
        publish(site.publishing)
        return items

    return tell


def links(document):
    root = etree.fromstring(document)
    return {
        link.get("rel"): link.get("href").removeprefix("http://news.test")
        for link in root.iterfind(ATOM + "link")
    }


def titles(document):
    return [entry.title for entry in feedparser.parse(document).entries]


def walk(ask, path, rel):
    """Follow a relation from document to document."""
    while path:
        answer = ask(path)
        assert answer.status == 200
        yield answer.body
        path = links(answer.body).get(rel)


@pytest.mark.parametrize("path", ["/feed.xml", "/societies/society/feed.xml", "/languages/en/feed.xml"])
def test_who_follows_the_pages_of_a_feed_has_every_story_once(ask, tell, path):
    told = tell(250)
    pages = list(walk(ask, path, "next"))
    found = [title for page in pages for title in titles(page)]
    assert len(pages) == 3
    assert {item.title for item in told} <= set(found)
    # The feed itself holds besides what came since the last archive document.
    assert len(found) - len(set(found)) <= archive.SIZE


def test_a_page_of_a_feed_knows_the_pages_around_it(ask, tell):
    tell(250)
    assert links(ask("/societies/society/page/2/feed.xml").body) == {
        "self": "/societies/society/page/2/feed.xml",
        "alternate": "/societies/society/",
        "first": "/societies/society/feed.xml",
        "previous": "/societies/society/feed.xml",
        "next": "/societies/society/page/3/feed.xml",
    }
    assert json.loads(ask("/page/2/feed.json").body)["next_url"] == "http://news.test/page/3/feed.json"
    assert "rss" in ask("/page/2/feed.rss").headers["content-type"]


def test_feed_and_archive_hold_everything(ask, tell):
    told = tell(250)
    documents = list(walk(ask, "/feed.xml", "prev-archive"))
    assert len(documents) == 3
    assert {item.title for item in told} <= {title for one in documents for title in titles(one)}
    archived = ask("/archive/2026-11-1/feed.xml").body
    assert links(archived)["current"] == "/feed.xml"
    assert etree.fromstring(archived).find("{http://purl.org/syndication/history/1.0}archive") is not None


@pytest.mark.parametrize(
    "path",
    [
        "/page/1/feed.xml",
        "/page/9/feed.xml",
        "/page/99999999999999999999/feed.xml",
        "/page/0/",
        "/page/9/",
        "/societies/nobody/page/2/",
        "/archive/2026-11-2/feed.xml",
        "/archive/x/feed.xml",
    ],
)
def test_pages_that_are_not_there_are_missing(ask, path):
    assert ask(path).status == 404


def test_the_pages_for_people_are_leafed_through_whole(ask, tell):
    told = tell(70)
    path, found = "/", ""
    for _ in range(5):
        page = ask(path).text
        assert len(page) < 50_000
        found += page
        if 'rel="next"' not in page:
            break
        path = page.rpartition('" rel="next"')[0].rpartition('href="')[2]
    assert [item.title for item in told if found.count(f">{item.title}<") != 1] == []
    assert path == "/page/3/"
    assert ask("/page/1/").headers["location"] == "/"


def test_a_long_page_shortens_its_summaries_and_leaves_no_story_out(ask, tell):
    told = tell(27, title="A headline of words " * 9, summary="words and words " * 40)
    page = ask("/").text
    assert len(page) < 50_000
    assert page.count("<article>") == len(told) + 3


class TestOnlyWhatIsNew:
    """RFC 3229 with the manipulation "feed"."""

    @pytest.mark.parametrize("path", ["/feed.xml", "/feed.rss", "/feed.json", "/societies/society/feed.xml"])
    def test_a_reader_gets_only_what_came_since(self, ask, tell, path):
        tell(5)
        before = ask(path)
        tell(3, "later")
        answer = ask(path, A_IM="x, feed", If_None_Match=before.headers["etag"])
        assert (answer.status, answer.headers["im"]) == (226, "feed")
        assert answer.headers["etag"] == ask(path).headers["etag"]
        assert answer.headers["delta-base"] == before.headers["etag"]
        found = (
            [one["title"] for one in json.loads(answer.body)["items"]]
            if "json" in path
            else titles(answer.body)
        )
        assert sorted(found) == [f"Title of later{number:03}" for number in range(3)]

    def test_who_has_the_newest_is_told_so(self, ask):
        etag = ask("/feed.xml").headers["etag"]
        assert ask("/feed.xml", A_IM="feed", If_None_Match=etag).status == 304

    def test_the_answer_is_compressed_as_any_other(self, ask, tell):
        before = ask("/feed.xml", Accept_Encoding="gzip").headers["etag"]
        tell(3, "later")
        answer = ask("/feed.xml", A_IM="feed", If_None_Match=before, Accept_Encoding="gzip")
        assert (answer.status, answer.headers["content-encoding"]) == (226, "gzip")
        assert len(titles(gzip.decompress(answer.body))) == 3

    @pytest.mark.parametrize("headers", [{"A_IM": "feed"}, {"A_IM": "vcdiff"}, {}])
    def test_who_has_what_is_not_remembered_gets_the_whole(self, ask, headers):
        answer = ask("/feed.xml", If_None_Match='"unheard-of"', **headers)
        assert (answer.status, len(titles(answer.body))) == (200, 3)
        assert "im" not in answer.headers

    def test_what_was_edited_is_new(self, ask, site, tell, noon):
        (item,) = tell(1)
        before = ask("/feed.xml").headers["etag"]
        later = noon + timedelta(hours=2)
        with site.store.writing() as tx:
            edited = Verdict(
                item=replace(item, title="Edited", updated=later), kind="changed", story=item.id, why=""
            )
            store.items.keep(tx, [edited], at=later)
        publish(site.publishing)
        answer = ask("/feed.xml", A_IM="feed", If_None_Match=before)
        assert titles(answer.body) == ["Edited"]


def test_a_feed_names_its_one_address_whatever_it_was_asked_with(ask):
    answer = ask("/feed.xml?from=mail")
    assert answer.headers["link"] == '<http://news.test/feed.xml>; rel="canonical"'


def test_any_site_may_read_feeds(ask):
    assert ask("/feed.json").headers["access-control-allow-origin"] == "*"
    asked = ask("/feed.json", "OPTIONS")
    assert (asked.status, "A-IM" in asked.headers["access-control-allow-headers"]) == (204, True)


def test_a_languages_feed_does_not_end_when_others_have_told_more_since(site, tell):
    tell(1, "arabic", language="ar-EG")
    with site.store.writing() as tx:
        tx.exec_driver_sql("UPDATE item SET date = '2020-01-01 00:00:00.000000' WHERE language = 'ar-EG'")
    tell(5)
    few = web.Library(site, limits=replace(Limits(), reach=3))
    assert few.languages()[-1] == "ar"
    assert few.asked("/languages/ar/").name == "Arabic"
    assert few.asked("/languages/fr/") is None
