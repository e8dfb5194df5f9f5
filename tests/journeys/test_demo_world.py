"""The demo world from its sources to a mailbox, over two polls."""

from datetime import UTC, datetime

import feedparser
import pytest

from aggregator.demo.inbox import Inbox
from aggregator.demo.server import serve
from aggregator.demo.site import write_site
from aggregator.demo.world import World


@pytest.fixture
def demo(tmp_path, run):
    """Serve the demo world and go one step on with each poll."""
    world = World(datetime.now(UTC))
    with serve(world) as server, Inbox(tmp_path / "inbox") as inbox:
        write_site(tmp_path, server, inbox)

        def step(number):
            server.step = number
            return {poll["key"]: poll for poll in run("poll", "--json").json}

        yield world, inbox, step


def feed(tmp_path, run):
    assert run("publish").code == 0
    parsed = feedparser.parse((tmp_path / "public" / "feed.xml").read_bytes())
    assert not parsed.bozo
    return parsed


@pytest.mark.parametrize("steps", [3])
def test_each_poll_brings_exactly_what_is_new(demo, steps):
    world, _, poll = demo
    for number in range(steps):
        found, expected = poll(number), world.expected(number).sources
        told = {
            key: (one["new"], one["backlog"], one["changed"], one["known"], one["status"])
            for key, one in found.items()
        }
        assert told == {
            key: (
                one.new,
                one.backlog,
                one.changed,
                one.known,
                "failed" if one.failed else "unchanged" if one.unchanged else "fetched",
            )
            for key, one in expected.items()
        }


def test_the_feed_keeps_its_ids_and_holds_each_story_once(demo, run, tmp_path):
    world, _, poll = demo
    ids = []
    for number in range(2):
        poll(number)
        parsed = feed(tmp_path, run)
        ids.append([entry.id for entry in parsed.entries])
        assert len(ids[-1]) == len(set(ids[-1])) == world.expected(number).news
    assert set(ids[0]) < set(ids[1])
    assert all(one.startswith("tag:") for one in ids[1])


def test_an_edited_entry_is_not_new_and_shows_its_new_words(demo, run):
    _, _, poll = demo
    poll(0)
    before = {one["id"]: one for one in run("items", "--json", "--limit", "500").json}
    changed = sum(one["changed"] for one in poll(1).values())
    after = {one["id"]: one for one in run("items", "--json", "--limit", "500").json}
    edited = [
        one
        for one in before
        if (before[one]["title"], before[one]["text"]) != (after[one]["title"], after[one]["text"])
    ]
    assert changed == len(edited) > 0
    assert all(before[one]["published"] == after[one]["published"] for one in edited)


def test_the_digest_reaches_every_subscriber_with_each_story_once(demo, run):
    world, inbox, poll = demo
    for number in range(2):
        poll(number)
    for name in ("ann", "bo"):
        run("subscribers", "add", f"{name}@example.org")
    for command in (("compose",), ("approve", "--yes"), ("send",)):
        assert run("digest", *command, "weekly").code == 0
    (issue,) = run("digest", "list", "--json").json
    stories = [one["story"] for section in issue["sections"] for one in section["articles"]]
    assert issue["state"] == "sent"
    assert len(stories) == len(set(stories)) == world.expected(1).news
    assert sorted(one.recipients for one in inbox.messages()) == [("ann@example.org",), ("bo@example.org",)]
    html = inbox.messages()[0].message.get_body(("html",)).get_content()
    for section in issue["sections"]:
        assert section["name"] in html


def test_the_next_issue_holds_only_what_no_earlier_one_carried(demo, run):
    _, _, poll = demo
    run("subscribers", "add", "ann@example.org")
    issues = []
    for number in range(2):
        poll(number)
        for command in (("compose",), ("approve", "--yes"), ("send",)):
            assert run("digest", *command, "weekly").code == 0
        issues.append(run("digest", "list", "--json").json[0])
    stories = [
        {one["story"] for section in issue["sections"] for one in section["articles"]} for issue in issues
    ]
    assert stories[0]
    assert stories[1]
    assert not stories[0] & stories[1]


def test_a_test_send_changes_nothing(demo, run):
    _, inbox, poll = demo
    poll(0)
    assert run("digest", "send", "weekly", "--to", "me@example.org").code == 0
    assert [one.recipients for one in inbox.messages()] == [("me@example.org",)]
    assert run("digest", "list", "--json").json == []
