"""The hubs that sources offer are kept, asked when it is time, and heard, on both databases alike."""

from datetime import timedelta

import pytest

from aggregator import store as kept
from aggregator.model import Source
from aggregator.store.hubs import Hub

HOUR = timedelta(hours=1)
URL, TOPIC = "https://hub.example/", "https://news.example/feed"


@pytest.fixture
def tx(store, noon):
    sources = [
        Source(key=key, society="society", kind="feed", url=f"https://{key}.example/feed")
        for key in ("news", "more")
    ]
    with store.writing() as connection:
        kept.polls.register(connection, sources, at=noon + HOUR)
        yield connection


def offered(tx, noon, source="news", url=URL, topic=TOPIC):
    kept.hubs.offer(tx, source, url, topic, at=noon)
    return kept.hubs.get(tx, source)


def test_a_hub_that_is_offered_is_asked_at_once(tx, noon):
    hub = offered(tx, noon)
    assert hub == Hub(source="news", url=URL, topic=TOPIC, state="offered", next_at=noon)
    assert kept.hubs.due(tx, at=noon) == [hub]
    assert kept.hubs.due(tx, at=noon - HOUR) == []


@pytest.mark.parametrize(
    ("address", "topic", "begins_anew"),
    [
        (URL, TOPIC, False),
        ("https://other.example/", TOPIC, True),
        (URL, "https://news.example/atom", True),
    ],
)
def test_only_another_hub_or_topic_begins_anew(tx, noon, address, topic, begins_anew):
    kept.hubs.activate(tx, offered(tx, noon), until=noon + 9 * HOUR, next_at=noon + 8 * HOUR)
    again = offered(tx, noon + HOUR, url=address, topic=topic)
    assert (again.state, again.url, again.topic) == ("offered" if begins_anew else "active", address, topic)


def test_a_hub_that_is_offered_no_more_is_forgotten(tx, noon):
    offered(tx, noon)
    assert offered(tx, noon, url=None) is None
    assert offered(tx, noon, url=None) is None


def test_the_one_that_has_waited_longest_is_asked_first(tx, noon):
    offered(tx, noon, source="news")
    offered(tx, noon - HOUR, source="more")
    assert [one.source for one in kept.hubs.due(tx, at=noon)] == ["more", "news"]


def test_what_a_hub_answers_is_remembered(tx, noon):
    hub = offered(tx, noon)
    kept.hubs.settle(tx, hub, "refused", next_at=noon + HOUR, why="it said 403")
    refused = kept.hubs.get(tx, "news")
    assert (refused.state, refused.next_at, refused.why) == ("refused", noon + HOUR, "it said 403")
    kept.hubs.activate(tx, hub, until=noon + 9 * HOUR, next_at=noon + 8 * HOUR)
    active = kept.hubs.get(tx, "news")
    assert (active.state, active.until, active.why) == ("active", noon + 9 * HOUR, None)
    assert kept.hubs.due(tx, at=noon + 7 * HOUR) == []


def test_a_hub_that_tells_of_news_has_its_source_polled_now(tx, noon):
    hub = offered(tx, noon)
    wait = {"news": noon + HOUR, "more": noon + HOUR}
    assert kept.claims.claim(tx, wait, at=noon, until=noon + HOUR, asked=False) == []
    assert kept.hubs.heard(tx, hub, at=noon, gap=HOUR)
    assert kept.claims.claim(tx, wait, at=noon, until=noon + HOUR, asked=False) == ["news"]


def test_a_hub_that_tells_all_the_time_is_heard_once_in_a_while(tx, noon):
    hub = offered(tx, noon)
    moments = [noon, noon + HOUR / 2, noon + HOUR, noon + HOUR * 3 / 2]
    assert [kept.hubs.heard(tx, hub, at=at, gap=HOUR) for at in moments] == [True, False, True, False]


def test_a_hub_of_a_source_that_offers_none_is_not_heard(tx, noon):
    hub = offered(tx, noon)
    offered(tx, noon, url=None)
    assert not kept.hubs.heard(tx, hub, at=noon, gap=HOUR)
