"""What an item is to the store: each way of being the same, and of not being it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator.model import Dated, Society
from aggregator.recognise import Known, assemble, recognise

FORTNIGHT = timedelta(days=14)


@pytest.fixture
def judge(noon):
    def judge(*items, known=(), first_poll=False):
        kept = [Known.of(item, item.id) for item in known]
        return recognise(items, known=kept, first_poll=first_poll, backlog=FORTNIGHT, at=noon)

    return judge


def kinds(verdicts):
    return [verdict.kind for verdict in verdicts]


def dated(item, when):
    return replace(item, published=Dated(at=when, precision="day", evidence="entry"))


def test_what_nobody_has_told_is_new_and_its_own_story(judge, an_item):
    (verdict,) = judge(an_item())
    assert (verdict.kind, verdict.story) == ("new", an_item().id)


def test_an_unchanged_entry_is_known(judge, an_item):
    assert kinds(judge(an_item(), known=[an_item()])) == ["known"]


@pytest.mark.parametrize(
    "moved",
    [
        pytest.param({"guid": "session-2"}, id="its guid"),
        pytest.param({"link": "https://new.example/1", "canonical": "https://new.example/1"}, id="its link"),
        pytest.param({"guid": None}, id="its guid went"),
        pytest.param({"guid": "x", "canonical": "https://new.example/1"}, id="guid and link, same words"),
        pytest.param({"title": "Better title", "fingerprint": "edited"}, id="its title"),
        pytest.param({"guid": "x", "title": "Better title", "fingerprint": "edited"}, id="guid and title"),
    ],
)
def test_an_entry_stays_one_item_when_one_of_these_changes(judge, an_item, moved):
    edited = replace(an_item(), id="tag:news.example,2026-11-11:society/other", **moved)
    (verdict,) = judge(edited, known=[an_item()])
    assert verdict.kind == ("changed" if "fingerprint" in moved else "known")
    assert verdict.item.id == an_item().id


def test_an_edit_keeps_the_day_on_which_the_item_was_first_seen(judge, an_item, noon):
    later = replace(an_item(), first_seen=noon + timedelta(days=2), fingerprint="edited")
    assert judge(later, known=[an_item()])[0].item.first_seen == noon


def test_entries_that_share_one_link_are_different_items(judge, an_item):
    home = "https://society.example/changelog"
    first, second, third = (an_item(name, link=home, canonical=home) for name in ("a", "b", "c"))
    assert kinds(judge(first, second)) == ["new", "new"]
    assert kinds(judge(third, known=[first, second])) == ["new"]


def test_entries_that_share_one_guid_are_different_items(judge, an_item):
    assert kinds(judge(an_item("a", guid="same"), an_item("b", guid="same"))) == ["new", "new"]


def test_items_that_share_a_guid_have_ids_of_their_own_that_stay(judge, an_item):
    shared = {"id": an_item().id, "guid": "same"}
    batch = [an_item("a", **shared), an_item("b", **shared), an_item("c", **shared)]
    first = [verdict.item for verdict in judge(*batch)]
    assert len({item.id for item in first}) == 3
    assert [verdict.item.id for verdict in judge(*batch, known=first)] == [item.id for item in first]


def test_the_same_entry_twice_in_one_document_is_one_item(judge, an_item):
    assert kinds(judge(an_item(), an_item(raw_hash="with another blank"))) == ["new", "known"]


def test_the_same_words_twice_in_one_document_are_two_items_of_one_story(judge, an_item):
    again = an_item("b", guid="other", fingerprint=an_item().fingerprint)
    first, second = judge(an_item(), again)
    assert (first.kind, second.kind, second.story) == ("new", "retold", first.story)
    assert kinds(judge(an_item(), again, known=[first.item, second.item])) == ["known", "known"]


def test_a_notice_that_returns_with_the_same_words_months_later_is_another_item(judge, an_item, noon):
    june = dated(an_item("call", fingerprint="call for abstracts"), noon - timedelta(days=120))
    now = an_item("call-2", fingerprint="call for abstracts")
    assert kinds(judge(now, known=[june])) == ["new"]


def test_an_item_without_guid_and_link_is_known_by_its_title_and_day(judge, an_item):
    nameless = an_item(guid=None, link=None, canonical="")
    assert kinds(judge(replace(nameless, fingerprint="edited"), known=[nameless])) == ["changed"]


def test_another_societys_item_with_the_same_link_is_the_same_story_retold(judge, an_item):
    told = an_item()
    retold = an_item("again", source="other", society="other", canonical=told.canonical, guid="other")
    (verdict,) = judge(retold, known=[told])
    assert (verdict.kind, verdict.story, verdict.item.id) == ("retold", told.id, retold.id)


def test_two_societies_that_link_to_a_front_page_do_not_tell_one_story(judge, an_item):
    front = "https://society.example/"
    told = an_item(canonical=front)
    assert kinds(judge(an_item("b", source="other", canonical=front), known=[told])) == ["new"]


def test_a_new_source_does_not_flood(judge, an_item, noon):
    young, old = an_item("young"), dated(an_item("old"), noon - timedelta(days=15))
    undated = replace(an_item("undated"), published=None)
    assert kinds(judge(young, old, undated, first_poll=True)) == ["new", "backlog", "backlog"]


def test_an_archive_offered_again_under_new_addresses_is_backlog(judge, an_item, noon):
    archive = [dated(an_item(f"old-{number}"), noon - timedelta(days=100 + number)) for number in range(5)]
    assert kinds(judge(an_item("young"), *archive)) == ["new", *["backlog"] * 5]


def test_a_single_item_that_comes_late_is_news(judge, an_item, noon):
    assert kinds(judge(dated(an_item("late"), noon - timedelta(days=30)))) == ["new"]


def test_every_verdict_says_why(judge, an_item, noon):
    old = dated(an_item("old"), noon - timedelta(days=400))
    verdicts = judge(an_item(), old, known=[an_item()], first_poll=True)
    assert [verdict.why for verdict in verdicts] == [
        "its guid and link are known",
        "no kept item has its guid, link or words; it is from 6 October 2025 on its source's first poll",
    ]


def test_a_story_is_led_by_the_society_on_whose_site_it_stands(an_item, noon):
    original = an_item("a", society="own")
    retold = dated(an_item("b", society="paper"), noon - timedelta(days=1))
    societies = {
        "own": Society(key="own", name="Own", acronym="OWN", url="https://www.society.example/"),
        "paper": Society(key="paper", name="Paper", acronym="P", url="https://paper.example/"),
    }
    assert assemble([retold, original], story="s", societies=societies).lead == original


def test_a_story_on_nobodys_own_site_is_led_by_the_earliest(an_item, noon):
    first = dated(an_item("a"), noon - timedelta(days=1))
    assert assemble([an_item("b"), first], story="s", societies={}).lead == first
