"""One story from several mouths: told once, set right by the operator, and followed through its edits."""

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

NEWS = (
    "The society and the agency have signed an agreement to train two hundred technologists in eleven countries"
    " by the end of next year. The first course begins in Nairobi in March, the second in Lima in June. Each"
    " lasts four weeks and ends with an examination that all ministries of health in the region recognise."
)
OTHER = (
    "The library of the society has new opening hours in summer, and lends its plates to members by post now."
)
FEED = (
    "<rss version='2.0'><channel><title>F</title><item><guid isPermaLink='false'>{guid}</guid><title>{title}</title>"
    "<link>{link}</link><pubDate>{date}</pubDate><description>&lt;p&gt;{text}&lt;/p&gt;</description></item></channel></rss>"
)


@pytest.fixture
def say(web):
    """Let a source say something today, under its own link."""
    today = format_datetime(datetime.now(UTC))

    def say(name, text, title):
        web.pages[f"/{name}"] = FEED.format(
            guid=name, title=title, text=text, link=f"https://{name}.example/news/{name}", date=today
        ).encode()

    return say


@pytest.fixture
def two_sources(web, a_site):
    def write(**options):
        more = "".join(f"{key} = {value}\n" for key, value in options.items())
        a_site(
            {"society": f"{web.url}/society"},
            more=f'[[source]]\nkey = "paper"\nsociety = "society"\nurl = "{web.url}/paper"\n{more}',
        )

    return write


def told(run):
    return {one["source"]: one for one in run("items", "--json").json}


def test_what_two_sources_tell_in_nearly_the_same_words_is_one_story_with_its_reason(two_sources, say, run):
    two_sources()
    say("society", NEWS, "Agreement on training signed")
    run("poll")
    say(
        "paper",
        f"Our correspondent writes: {NEWS} Read on in our paper.",
        "Two hundred technologists to be trained",
    )
    polled = {one["key"]: one for one in run("poll", "--json").json}
    assert (polled["paper"]["new"], polled["paper"]["retold"]) == (1, 1)
    items = told(run)
    assert items["paper"]["story"] == items["society"]["story"]
    assert "of its text stands in what source society has told" in items["paper"]["why"]


def test_a_source_that_is_left_out_tells_its_own_stories(two_sources, say, run):
    two_sources(stories="false")
    say("society", NEWS, "Agreement on training signed")
    say("paper", NEWS, "Agreement on training signed")
    run("poll")
    items = told(run)
    assert items["paper"]["story"] != items["society"]["story"]


def test_the_operator_splits_and_merges_and_it_stays_so(two_sources, say, run):
    two_sources()
    say("society", NEWS, "Agreement on training signed")
    run("poll")
    say("paper", NEWS, "Two hundred technologists to be trained")
    run("poll")
    before = told(run)
    ending = before["paper"]["id"].rpartition("/")[2]
    assert "a story of its own now" in run("stories", "split", ending).out
    say("paper", f"{NEWS} One word more.", "Two hundred technologists to be trained")
    run("poll")
    after = told(run)
    assert after["paper"]["story"] == after["paper"]["id"] != after["society"]["story"]
    run("stories", "merge", ending, after["society"]["id"])
    merged = told(run)
    assert merged["paper"]["story"] == merged["society"]["story"] == before["society"]["story"]
    assert run("stories", "split", "nothing").code == 2


def test_an_edit_can_be_read_word_by_word(two_sources, say, run):
    two_sources()
    say("society", NEWS, "Agreement on training signed")
    say("paper", OTHER, "New opening hours")
    run("poll")
    say("paper", OTHER.replace("by post", "by messenger"), "New opening hours")
    assert {one["key"]: one["changed"] for one in run("poll", "--json").json} == {"society": 0, "paper": 1}
    ending = told(run)["paper"]["id"].rpartition("/")[2]
    shown = run("items", "show", ending, "--history").out
    assert "by [-post-]{+messenger+} now" in shown
    assert "has not been edited" in run("items", "show", told(run)["society"]["id"], "--history").out
    assert OTHER.replace("by post", "by messenger") in run("items", "show", ending).out
