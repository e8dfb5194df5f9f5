"""The feed as good readers ask for it (RFC 9110 §13)."""

import http.client
import time
import urllib.request
from dataclasses import replace

import feedparser
import pytest

from aggregator import store, web
from aggregator.jobs.publish import publish
from aggregator.model import Verdict
from aggregator.web.limits import Limits


def test_the_feed_is_served_with_validators(ask):
    answer = ask("/feed.xml")
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["etag"].startswith('"')
    assert "max-age" in answer.headers["cache-control"]
    assert len(feedparser.parse(answer.body).entries) == 3


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("If_None_Match", "{etag}", 304),
        ("If_None_Match", "W/{etag}", 304),
        ("If_None_Match", '"other", {etag}', 304),
        ("If_None_Match", "*", 304),
        ("If_None_Match", '"other"', 200),
        ("If_Modified_Since", "{modified}", 304),
        ("If_Modified_Since", "Mon, 01 Jan 2001 00:00:00 GMT", 200),
        ("If_Modified_Since", "whenever", 200),
    ],
)
def test_a_reader_that_has_the_newest_is_told_so(ask, name, value, status):
    first = ask("/feed.xml").headers
    asked = value.format(etag=first["etag"], modified=first["last-modified"])
    answer = ask("/feed.xml", **{name: asked})
    assert answer.status == status
    assert answer.headers["etag"] == first["etag"]
    assert bool(answer.body) == (status == 200)


def test_the_tag_has_precedence_over_the_date(ask):
    modified = ask("/feed.xml").headers["last-modified"]
    assert ask("/feed.xml", If_None_Match='"other"', If_Modified_Since=modified).status == 200


def test_head_says_the_same_without_the_body(ask):
    whole, head = ask("/feed.xml"), ask("/feed.xml", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.body))


def test_before_the_first_publication_there_is_no_feed(ask, site):
    (site.public / "feed.xml").unlink()
    assert ask("/feed.xml").status == 404


def test_an_answer_that_is_in_the_readers_hands_says_no_more_than_it_must(ask):
    etag = ask("/feed.xml").headers["etag"]
    headers = ask("/feed.xml", If_None_Match=etag).headers
    assert set(headers) == {"date", "etag", "cache-control", "vary", "access-control-allow-origin"}


def test_small_answers_do_not_wait_for_an_acknowledgement(ask, site):
    with web.serving(web.app(web.Library(site)), "127.0.0.1", 0) as address:
        connection = http.client.HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=10)
        took = []
        for _ in range(10):
            began = time.perf_counter()
            connection.request("GET", "/feed.xml", headers={"Accept-Encoding": "gzip"})
            connection.getresponse().read()
            took.append(time.perf_counter() - began)
        connection.close()
    # With Nagle's algorithm each answer but the first takes 40 ms, on the idlest machine.
    assert min(took[1:]) < 0.03


def test_a_second_reader_is_answered_as_the_first_was(ask):
    asked = [
        {},
        {"Accept_Encoding": "gzip"},
        {"If_None_Match": ask("/feed.xml").headers["etag"]},
        {"A_IM": "feed"},
    ]
    for headers in asked:
        first, second = ask("/feed.xml", **headers), ask("/feed.xml", **headers)
        assert (first.status, first.body) == (second.status, second.body)
        assert first.headers | {"date": ""} == second.headers | {"date": ""}


def test_what_is_published_anew_is_served_at_once(ask, site, an_item, noon):
    before = [ask("/feed.xml") for _ in range(3)][-1]
    fresh = an_item("fresh", title="Quite fresh")
    with site.store.writing() as tx:
        store.items.keep(tx, [Verdict(item=fresh, kind="new", story=fresh.id, why="")], at=noon)
    publish(site.publishing)
    after = [ask("/feed.xml", If_None_Match=before.headers["etag"]) for _ in range(3)]
    assert {answer.status for answer in after} == {200}
    assert all(b"Quite fresh" in answer.body for answer in after)
    assert ask("/feed.xml", If_None_Match=after[0].headers["etag"]).status == 304


def test_readers_who_ask_in_a_thousand_ways_fill_no_memory(ask, site):
    application = web.app(web.Library(site, limits=replace(Limits(), answers=3)))
    with web.serving(application, "127.0.0.1", 0) as address:
        asked = [{"If-None-Match": f'"{number}"'} for number in range(20)] + [{"If-None-Match": "x" * 9_000}]
        for headers in asked:
            with urllib.request.urlopen(
                urllib.request.Request(address + "feed.xml", headers=headers)
            ) as answer:
                assert answer.status == 200
    quick = application.middleware_stack.app
    assert len(quick._answers) <= 3
