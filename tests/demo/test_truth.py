"""The truth about the demo world is true: told against what its lists offer, read independently."""

import json
from itertools import pairwise

import feedparser
import pytest
from bs4 import BeautifulSoup

from aggregator.demo.sites import sites
from aggregator.demo.truth import Expected

LAST = 12


def offered(key, answer):
    """Return what a list offers as {identity: words}, the identity being the link without tracking."""
    site = sites()[key]
    if key == "pollen":
        return {item["url"]: item["content_html"] for item in json.loads(answer.body)["items"]}
    if site.is_page:
        page = BeautifulSoup(answer.body.decode(site.charset), "lxml")
        links = page.select("h2 a" if key == "bells" else "table.newslist a")
        return {link["href"]: link.get_text() for link in links}
    feed = feedparser.parse(answer.body, response_headers={"content-type": site.type})
    return {
        one.link.partition("?utm")[0].partition("&utm")[0]: (
            one.title,
            one.summary,
            one.get("content", [{}])[0].get("value"),
        )
        for one in feed.entries
    }


def polls(key, visit):
    """Poll a source once a step, as it expects: what was new, changed, known."""
    kept, validators = {}, {}
    for step in range(LAST + 1):
        answer = visit(key, step=step, hit=step, **validators)
        questions = {"ETag": "if_none_match", "Last-Modified": "if_modified_since"}
        if answer.status == 200:
            validators = {
                ask: answer.headers[name] for name, ask in questions.items() if name in answer.headers
            }
            now = offered(key, answer)
        else:
            now = {}
        yield Expected(
            new=len(now.keys() - kept.keys()),
            changed=sum(link in kept and kept[link] != words for link, words in now.items()),
            known=sum(link in kept and kept[link] == words for link, words in now.items()),
            unchanged=answer.status == 304,
            failed=answer.status == 503,
        )
        kept |= now


@pytest.mark.parametrize("key", sites())
def test_each_step_brings_what_the_truth_says(world, visit, key):
    for step, found in enumerate(polls(key, visit)):
        truth = world.expected(step).sources[key]
        assert (truth.new, truth.changed, truth.known) == (found.new, found.changed, found.known), step
        assert (truth.unchanged, truth.failed) == (found.unchanged, found.failed), step


def test_the_first_two_polls_are_as_the_tests_of_the_whole_line_rely_on(world):
    first, second = world.expected(0), world.expected(1)
    assert (first.items, first.stories, first.news) == (27, 26, 23)
    assert (second.items, second.stories, second.news) == (35, 33, 30)
    assert {key for key, one in first.sources.items() if one.failed} == {"bells"}
    assert {key: one.backlog for key, one in first.sources.items() if one.backlog} == {
        "heartwood": 1,
        "caves": 1,
        "inkstick": 1,
    }
    assert {key: one.new for key, one in second.sources.items() if one.new} == {
        "heartwood": 1,
        "caves": 1,
        "bells": 4,
        "inkstick": 1,
        "siao": 1,
    }
    assert [key for key, one in second.sources.items() if one.changed] == ["caves"]
    assert [key for key, one in second.sources.items() if one.unchanged] == ["pollen"]


def test_items_are_the_sum_of_what_was_new_and_the_world_goes_on(world):
    truths = [world.expected(step) for step in range(LAST + 1)]
    for before, after in pairwise(truths):
        assert after.items == before.items + sum(one.new for one in after.sources.values())
        assert after.items - after.stories == 2 or before is truths[0]
    assert truths[LAST].items > truths[LAST - 3].items
