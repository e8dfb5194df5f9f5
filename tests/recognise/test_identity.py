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


@pytest.fixture
def read(noon):
    """Read documents one after another as the line does: only what has changed; return the kept items' titles."""

    def read(*documents, guids="unknown"):
        kept, seen, kinds = {}, set(), []
        for document in documents:
            fresh = [item for item in document if item.raw_hash not in seen]
            verdicts = recognise(
                fresh,
                known=[Known.of(item, item.id) for item in kept.values()],
                first_poll=not kept,
                backlog=FORTNIGHT,
                at=noon,
                guids=guids,
                standing=frozenset(seen & {item.raw_hash for item in document}),
            )
            seen |= {item.raw_hash for item in document}
            kept |= {one.item.id: one.item for one in verdicts if one.kind != "known"}
            kinds.append([verdict.kind for verdict in verdicts])
        return sorted(item.title for item in kept.values()), kinds[-1]

    return read


@pytest.fixture
def news(an_item, noon):
    """An entry of its own title, told some days ago."""

    def news(title, days=0, **values):
        told = {"title": title, "fingerprint": title, "raw_hash": f"{title} {values}"}
        when = Dated(at=noon - timedelta(days=days), precision="second", evidence="entry")
        return an_item(title.replace(" ", "-"), published=when, **(told | values))

    return news


def test_links_and_titles_tell_where_an_old_feed_has_no_guids_and_dates_that_follow_the_clock(read, news):
    """feedbin/support #416: each visit found the same articles as new ones."""
    documents = [
        [
            news(title, days, guid=None, raw_hash=f"{title} {days}")
            for title in ("Markets rise", "Rates are cut")
        ]
        for days in (3, 2, 1)
    ]
    assert read(*documents) == (["Markets rise", "Rates are cut"], ["known", "known"])


def test_a_random_number_in_each_guid_makes_no_new_items(read, news):
    """feedbin/support #580: the same post under a new uuid whenever the feed was made."""
    documents = [
        [news("Service window on Saturday", guid=f"uuid:{number}e36303;id={number}")] for number in range(5)
    ]
    assert read(*documents) == (["Service window on Saturday"], ["known"])


def test_guids_that_are_twice_in_a_feed_for_a_while_bring_no_old_entries_back(read, news):
    """FreshRSS #5909: a feed with repeated guids, and then with good ones again."""
    titles = ("A year in the archive", "How we read plates", "What the index forgot")
    good = [news(title, 40, guid=f"https://medium.example/p/{title}") for title in titles]
    bad = [news(title, 40, guid="https://medium.example/p/1") for title in titles]
    assert read(good, bad, good, bad[:2]) == (sorted(titles), [])
    assert read(bad, good) == (sorted(titles), ["known"] * 3)


def test_a_link_that_most_entries_share_hides_none_of_them(read, news):
    """skx/rss2email #111: an entry was taken for read because another one's link was."""
    page = {"link": "https://society.example/upcoming/", "canonical": "https://society.example/upcoming/"}
    lexmark, packard, cisco = (news(title, **page) for title in ("Lexmark", "Packard", "Cisco"))
    assert read([lexmark], [packard, lexmark], [cisco, packard]) == (["Cisco", "Lexmark", "Packard"], ["new"])


def test_news_that_link_to_the_page_of_their_product_are_told_each(read, news):
    page = {"link": "https://society.example/cameras", "canonical": "https://society.example/cameras"}
    first, second = news("Camera 7.9.1 is out", 20, **page), news("Camera 7.9.2 is out", **page)
    assert read([first], [second]) == (["Camera 7.9.1 is out", "Camera 7.9.2 is out"], ["new"])


def test_an_entry_beside_the_one_whose_guid_it_has_is_another(read, news):
    ants, bees = news("Ants in the cellar", guid="same-guid"), news("Bees on the roof", guid="same-guid")
    assert read([ants], [bees, ants]) == (["Ants in the cellar", "Bees on the roof"], ["new"])


def test_guids_that_are_places_in_the_list_pass_from_entry_to_entry_and_harm_none(read, news):
    titles = ["Ants in the cellar", "Bees on the roof", "Cats in the hall", "Dogs at the door"]
    documents = [
        [news(title, guid=str(place)) for place, title in enumerate(reversed(titles[:count]))]
        for count in (2, 3, 4)
    ]
    assert read(*documents) == (titles, ["new", "known", "known", "known"])


def test_a_guid_that_is_used_again_after_years_is_another_item_even_if_guids_are_stable(read, news):
    old = news("The 7 best tools for small sites in 2017", 1000, guid="https://society.example/?p=7")
    new = news("The 10 best tools for small sites in 2020", guid="https://society.example/?p=7")
    assert read([old], [new], guids="stable")[1] == ["new"]


def test_a_stable_guid_tells_of_an_entry_of_which_all_else_was_edited_on_the_same_day(read, news):
    old, new = (
        news(title, guid="https://society.example/?p=7") for title in ("A first try", "Now corrected")
    )
    assert read([old], [new], guids="stable") == (["Now corrected"], ["changed"])


def test_two_versions_of_an_entry_in_one_document_are_one_item_in_its_newer_words(read, news, noon):
    address = {
        "guid": "the-one",
        "link": "https://society.example/1",
        "canonical": "https://society.example/1",
    }
    older = news("Course begins in May", updated=noon, **address)
    newer = news("Course begins in May after all", updated=noon + timedelta(hours=1), **address)
    for document in ([older, newer], [newer, older]):
        assert read(document)[0] == ["Course begins in May after all"]
    assert read([older], [newer, older])[0] == ["Course begins in May after all"]


def test_an_item_is_known_by_the_address_that_it_has_moved_to(polled, an_item):
    first = an_item("ants")
    moved = at(first, "https://new.example/ants")
    other_guid = replace(moved, guid="new-guid", fingerprint="edited")
    assert polled([first], [moved], [other_guid]) == (1, ["changed"])
