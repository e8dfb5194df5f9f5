"""A page whose news are sections, polled again: two societies may use one heading, at any time."""

from dataclasses import replace

import pytest

from aggregator import store
from aggregator.config import Site
from aggregator.jobs.gather import gather
from aggregator.workers import Workers

SPLIT = """[[society]]
key = "rsna"
name = "Radiological Society of North America"
acronym = "RSNA"
[[source]]
key = "scan"
society = "society"
kind = "page"
url = "{url}/scan"
split = "h3"
group = "h2"
"""
MEETING = "<h3>Annual meeting</h3><p>{}</p>"
HEADS = {
    "words": [f"<h2>{name}</h2>" for name in ("RSNA", "ESR", "JRS")],
    "logos": [f"<h2><img src='/{name}.png' alt='{name}'></h2>" for name in ("RSNA", "ESR", "JRS")],
    "pictures without words": [f"<h2><img src='/{name}.png?v=1'></h2>" for name in ("rsna", "esr", "jrs")],
    "backgrounds": [f"<h2 class='logo {name}'></h2>" for name in ("rsna", "esr", "jrs")],
    "nothing": ["<h2></h2>"] * 3,
}


@pytest.fixture(scope="module")
def workers():
    with Workers() as shared:
        yield shared


@pytest.fixture
def site(web, a_site, tmp_path):
    a_site({}, more=SPLIT.format(url=web.url))
    with Site(tmp_path, {}) as opened:
        yield opened


@pytest.fixture
def kept(site):
    """Return all items."""

    def kept():
        with site.store.reading() as connection:
            return [one.item for one in store.items.listing(connection, limit=100)]

    return kept


@pytest.fixture
def polled(web, site, kept, workers):
    """Poll the page with these parts; return the new and changed items' number and all items' texts."""
    tools = replace(site.gathering, line=replace(site.gathering.line, workers=workers))

    def polled(*parts):
        web.pages["/scan"] = f"<html><body>{''.join(parts)}</body></html>".encode()
        (poll,) = gather(list(site.configuration.sources.values()), tools, asked=True)
        assert poll.outcome == "fetched", poll.error
        return poll.counts, sorted(one.text for one in kept())

    return polled


@pytest.mark.parametrize("heads", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("place", ["before the others", "between them", "after them"])
def test_a_heading_that_another_society_uses_too_is_another_item(polled, heads, place):
    meetings = [
        head + MEETING.format(f"In {town}.")
        for head, town in zip(heads, ("Rome", "Oslo", "Kobe"), strict=True)
    ]
    first, second, third = meetings
    polled(first, second)
    order = {
        "before the others": (third, first, second),
        "between them": (first, third, second),
        "after them": (first, second, third),
    }
    counts, texts = polled(*order[place])
    assert texts == ["In Kobe.", "In Oslo.", "In Rome."]
    assert counts["changed"] == 0


def test_a_heading_that_another_society_used_before_is_no_change_of_that(polled):
    head, other = HEADS["words"][:2]
    polled(head + MEETING.format("In Rome."), other + "<h3>News</h3><p>Of the day.</p>")
    _, texts = polled(head, other + MEETING.format("In Oslo.") + "<h3>News</h3><p>Of the day.</p>")
    assert texts == ["In Oslo.", "In Rome.", "Of the day."]


def test_the_same_words_of_two_societies_are_two_items(polled):
    head, other = HEADS["words"][:2]
    polled(head + MEETING.format("See you there."))
    _, texts = polled(head + MEETING.format("See you there."), other + MEETING.format("See you there."))
    assert texts == ["See you there."] * 2


@pytest.mark.parametrize("heads", HEADS.values(), ids=HEADS)
def test_an_edited_section_is_the_item_that_it_was(polled, heads):
    others = [
        head + MEETING.format(town) for head, town in zip(heads[1:], ("In Oslo.", "In Kobe."), strict=True)
    ]
    polled(heads[0] + MEETING.format("In Rome."), *others)
    counts, texts = polled(heads[0] + MEETING.format("In Rome, in May."), *others)
    assert texts == ["In Kobe.", "In Oslo.", "In Rome, in May."]
    assert counts["changed"] == 1


def test_a_logo_says_whose_news_stand_below_it(polled, kept):
    polled(HEADS["logos"][0], MEETING.format("In Rome."), HEADS["logos"][1], MEETING.format("In Oslo."))
    assert {one.text: one.society for one in kept()} == {
        "In Rome.": "rsna",
        "In Oslo.": "society",
    }
