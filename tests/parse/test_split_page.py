"""Pages whose news are sections without links."""

import pytest

from aggregator import parse
from aggregator.model import PageRule

URL = "https://scan.example/global/"
RULE = PageRule(split="h3", group="h2")
PAGE = """<html><body><h1>The Scan</h1><p>An introduction.</p>
<h2>Society A (SA)</h2>
<div class="art"><h3>An update</h3><div><p>First paragraph.</p><ul><li>one</li><li>two<ul><li>inner</li></ul></li></ul></div></div>
<h3 id="prize">A prize</h3><p>For <b>someone</b>.</p><h4>Details</h4><p>Later.</p>
<h2>Society B</h2>
<h3>An update</h3><p>Another text altogether.</p>
<footer><div>Imprint</div></footer></body></html>"""


def sections(page=PAGE, rule=RULE, seen=()):
    return parse.listing(page.encode(), url=URL, content_type="text/html", rule=rule, seen=frozenset(seen))


def said(parsed):
    return [(entry.group, entry.title.value, entry.content.value) for entry in parsed.entries]


def test_each_heading_begins_an_entry_with_all_that_follows_it_under_its_group():
    assert said(sections()) == [
        (
            "Society A (SA)",
            "An update",
            "<p>First paragraph.</p><ul><li>one</li><li>two<ul><li>inner</li></ul></li></ul>",
        ),
        ("Society A (SA)", "A prize", "<p>For <b>someone</b>.</p><h4>Details</h4><p>Later.</p>"),
        ("Society B", "An update", "<p>Another text altogether.</p>"),
    ]


def test_a_heading_that_two_groups_use_is_two_entries():
    guids = [entry.guid for entry in sections().entries]
    assert len(set(guids)) == 3


def test_an_entry_is_known_by_its_heading_and_group_wherever_it_stands_on_the_page():
    moved = PAGE.replace("<h2>Society B</h2>", "<h2>Society B</h2><h3>Something new</h3><p>Here.</p>")
    before, after = ({entry.guid for entry in sections(page).entries} for page in (PAGE, moved))
    assert before < after
    assert len(after) == 4


def test_an_edit_keeps_the_identity_and_is_seen():
    edited = sections(PAGE.replace("Another text altogether.", "Another text, mended."))
    last, before = edited.entries[-1], sections().entries[-1]
    assert last.guid == before.guid
    assert last.raw_hash != before.raw_hash


def test_sections_that_were_seen_are_counted():
    seen = [entry.raw_hash for entry in sections().entries][:2]
    again = sections(seen=seen)
    assert (len(again.entries), again.known) == (1, 2)


def test_a_heading_with_a_name_is_linked_by_it():
    assert [entry.link for entry in sections().entries] == [URL, f"{URL}#prize", URL]


def test_without_groups_a_repeated_heading_is_still_two_entries_and_growth_at_the_top_changes_neither():
    rule = PageRule(split="h3")
    grown = PAGE.replace("<h2>Society A (SA)</h2>", "<h3>Newest</h3><p>x</p>")
    before, after = ([entry.guid for entry in sections(page, rule).entries] for page in (PAGE, grown))
    assert len(set(before)) == 3
    assert after[1:] == before


@pytest.mark.parametrize("page", ["<p>Nothing here.</p>", ""])
def test_a_page_without_such_headings_says_so(page):
    assert "the selector split = 'h3' finds no headings" in sections(page).faults[0]
