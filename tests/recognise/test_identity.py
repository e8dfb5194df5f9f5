"""Each way in which real sources change what their entries are known by, as a case of its own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator.model import Dated
from aggregator.recognise import Known, proved, recognise
from aggregator.refine.links import canonical

FORTNIGHT = timedelta(days=14)


@pytest.fixture
def polled(noon):
    """Poll a source whose documents hold these items, one after another; return the kept ones' ids."""

    def polled(*documents, guids="unknown"):
        kept, verdicts = {}, []
        for document in documents:
            known = [Known.of(item, item.id) for item in kept.values()]
            verdicts = recognise(
                document, known=known, first_poll=not kept, backlog=FORTNIGHT, at=noon, guids=guids
            )
            kept |= {verdict.item.id: verdict.item for verdict in verdicts}
        return len(kept), [verdict.kind for verdict in verdicts]

    return polled


def at(item, link):
    return replace(item, link=link, canonical=canonical(link))


@pytest.fixture
def pair(an_item):
    return an_item("ants"), an_item("bees")


def test_guids_that_change_with_each_poll_make_no_new_items(polled, pair):
    documents = [
        [replace(item, guid=f"{item.guid}?sid={poll}", raw_hash=f"{poll}{item.guid}") for item in pair]
        for poll in range(5)
    ]
    assert polled(*documents) == (2, ["known", "known"])


def test_a_timestamp_as_guid_makes_no_new_items_even_as_the_words_are_edited(polled, pair):
    documents = [
        [replace(item, guid=f"2026-11-10T12:00:0{poll}", fingerprint=f"{item.guid}{poll}") for item in pair]
        for poll in range(3)
    ]
    assert polled(*documents) == (2, ["changed", "changed"])


def test_entries_that_share_a_guid_stay_apart_poll_after_poll(polled, pair):
    shared = [replace(item, guid="https://society.example/") for item in pair]
    assert polled(shared, shared) == (2, ["known", "known"])


def test_a_guid_that_is_the_same_for_all_that_a_source_ever_says_loses_no_entry(polled, an_item, noon):
    said = [
        replace(
            an_item(name, guid="https://society.example/"),
            published=Dated(at=noon - timedelta(days=7 * week), precision="day", evidence="entry"),
        )
        for week, name in enumerate(("ants", "bees", "cats"))
    ]
    assert polled(*[[item] for item in said])[0] == 3


def test_without_guids_the_links_tell(polled, pair):
    nameless = [replace(item, guid=None) for item in pair]
    assert polled(nameless, nameless[::-1]) == (2, ["known", "known"])


def test_a_guid_that_is_no_permalink_tells_as_well(polled, pair):
    moved = [at(item, f"https://society.example/archive/{item.guid}") for item in pair]
    assert polled(pair, moved) == (2, ["known", "known"])


@pytest.mark.parametrize(
    "rewrite",
    [
        pytest.param(lambda link: link.replace("https:", "http:"), id="http and https"),
        pytest.param(
            lambda link: link.replace("society.example", "www.new-society.example"), id="a new domain"
        ),
        pytest.param(lambda link: link.replace("/news/", "/2026/11/"), id="a new permalink scheme"),
        pytest.param(lambda link: f"{link}?utm_source=feed&utm_medium=rss", id="tracking"),
    ],
)
@pytest.mark.parametrize("with_guids", [True, False], ids=["guids are links too", "no guids"])
def test_new_addresses_of_the_same_entries_make_no_new_items(polled, pair, rewrite, with_guids):
    before = [replace(item, guid=item.link if with_guids else None) for item in pair]
    after = [
        replace(at(item, rewrite(item.link)), guid=rewrite(item.link) if with_guids else None)
        for item in before
    ]
    assert polled(before, after) == (2, ["known", "known"])


def test_an_edited_title_is_an_edit(polled, pair):
    retitled = [replace(item, title=f"Corrected: {item.title}", fingerprint=item.title) for item in pair]
    assert polled(pair, retitled) == (2, ["changed", "changed"])


def test_an_entry_that_disappears_and_returns_is_known(polled, pair):
    ants, bees = pair
    assert polled([ants, bees], [bees], [ants, bees]) == (2, ["known", "known"])


def test_a_whole_archive_offered_again_with_other_guids_and_links_floods_nobody(polled, an_item, noon):
    archive = [
        replace(
            an_item(f"n{number}"),
            published=Dated(at=noon - timedelta(days=100 + number), precision="day", evidence="entry"),
        )
        for number in range(20)
    ]
    moved = [
        replace(at(item, f"https://new.example/{item.guid}"), guid=f"new-{item.guid}") for item in archive
    ]
    assert polled(archive, moved) == (20, ["known"] * 20)
    edited = [replace(item, fingerprint=f"edited-{item.guid}") for item in moved]
    assert polled(archive, edited) == (40, ["backlog"] * 20)


@pytest.mark.parametrize(
    ("kept", "changed", "said"),
    [
        (0, 0, "unknown"),
        (4, 0, "unknown"),
        (5, 0, "stable"),
        (5, 1, "unknown"),
        (20, 1, "stable"),
        (0, 5, "unstable"),
        (5, 5, "unknown"),
        (3, 30, "unstable"),
    ],
)
def test_what_guids_prove_to_be(kept, changed, said):
    assert proved(kept=kept, changed=changed) == said


def test_unstable_guids_tell_nothing(polled, an_item):
    one = an_item("ants", guid="1")
    other = an_item("bees", guid="1")
    assert polled([one], [other], guids="unstable") == (2, ["new"])
    assert polled([one], [replace(other, published=one.published)], guids="stable") == (1, ["changed"])
