"""Pages whose news are sections without links."""

import time

import pytest

from aggregator import parse
from aggregator.model import PageRule, Stamp

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
    assert "the selector split = 'h3' finds no headings" in sections(page).alarms[0]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            PageRule(split="h3", date=".day"),
            "the selector date = '.day' finds nothing for any of the 3 sections",
        ),
        (
            PageRule(split="h3", group="h5"),
            "the selector group = 'h5' finds nothing for any of the 3 sections",
        ),
        (RULE, None),
    ],
)
def test_a_selector_that_finds_nothing_for_any_section_is_told(rule, said):
    first = sections(rule=rule)
    again = sections(rule=rule, seen=[one.raw_hash for one in first.entries])
    assert first.alarms == again.alarms == ((said,) if said else ())


def test_words_in_no_paragraph_become_paragraphs():
    page = "<h3>One</h3>Loose &lt;words&gt; with <a href='/x'>a link</a>.<br>A second line.<div>A third.</div><div><span>And </span>a fourth.</div>"
    assert said(sections(page))[0][2] == (
        '<p>Loose &lt;words&gt; with <a href="/x">a link</a>.</p><p>A second line.</p><p>A third.</p>'
        "<p><span>And </span>a fourth.</p>"
    )


@pytest.mark.parametrize(
    "after",
    [
        "<footer><p>Imprint</p></footer>",
        "<div class='site-footer'><p>Imprint</p></div>",
        "<nav><ul><li>Imprint</li></ul></nav>",
        f"<div class='social-menu'>{'<a href=/x>A society that we are friends of</a> ' * 9}</div>",
        "<script>imprint()</script><style>p {}</style><!-- Imprint -->",
        "<h3 class='other'>About us</h3><p>Imprint</p>",
        "<h1>Another page</h1><p>Imprint</p>",
        "<aside><h3 class='n'>Newsletter</h3><p>Imprint</p></aside>",
        "<footer><div><h3 class='n'>Contact us</h3></div><div><h3 class='n'>Links</h3><p>Imprint</p></div></footer>",
        "<p><a href='#top'>Back to top</a></p>",
        "[<a href='#top'>Back to top</a>]<br>",
    ],
)
def test_what_follows_the_last_section_is_not_of_it(after):
    parsed = sections(f"<h3 class='n'>One</h3><p>Text.</p>{after}", PageRule(split="h3.n"))
    assert said(parsed) == [(None, "One", "<p>Text.</p>")]


def test_a_logo_before_a_group_is_the_groups_and_a_picture_before_a_heading_is_of_the_text():
    page = "<h3>One</h3><img src='a.png'><h3>Two</h3><div><img src='logo.png'><h2>Society</h2><h3>Three</h3></div>"
    assert [content for _, _, content in said(sections(page))] == ['<p><img src="a.png"/></p>', "", ""]


def test_a_text_is_one_whatever_its_element_is_called():
    text = f"<p>{'A sentence of a text. ' * 9}</p>"
    page = f"<h3>One</h3><div class='menu-item'>{text}</div><div class='share'><p>Share it</p></div>"
    assert [content.count("<p>") for _, _, content in said(sections(page))] == [1]


def test_a_heading_in_what_is_called_a_margin_begins_none():
    page = "<h3>One</h3><h3>Two</h3><div class='sidebar'><h3>Events</h3><p>In May.</p></div>"
    assert said(sections(page)) == [(None, "One", ""), (None, "Two", "")]


def test_sections_within_what_is_called_a_margin_are_sections_where_there_are_no_others():
    page = "<form><div class='with-sidebar'><aside><h3>One</h3><p>Text.</p></aside><aside><h3>Two</h3></aside></div></form>"
    assert [title for _, title, _ in said(sections(page))] == ["One", "Two"]


def test_a_heading_of_higher_rank_that_is_no_group_ends_the_group_too():
    page = "<h2 class='s'>Society</h2><h3>One</h3><h2>Elsewhere</h2><h3>Two</h3>"
    groups = [entry.group for entry in sections(page, PageRule(split="h3", group="h2.s")).entries]
    assert groups == ["Society", None]


def test_a_date_that_the_rule_selects_is_the_sections_and_not_of_its_text():
    page = "<h3>One</h3><p class='d'>10 November 2026</p><p>Text.</p><h3>Two</h3><p>Undated.</p>"
    one, two = sections(page, PageRule(split="h3", date=".d")).entries
    assert one.dates == (Stamp(text="10 November 2026", evidence="list page"),)
    assert (one.content.value, two.dates) == ("<p>Text.</p>", ())


DAYS = {
    "a line below the heading": ("<h3>A title</h3><p>10 November 2026</p>", "A title", "10 November 2026"),
    "set in italics": ("<h3>A title</h3><p><em>10.11.2026</em></p>", "A title", "10.11.2026"),
    "with a label": (
        "<h3>A title</h3><p>Posted on Tuesday, 10 November 2026</p>",
        "A title",
        "10 November 2026",
    ),
    "in no paragraph": ("<h3>A title</h3><i>10 November 2026</i><br>", "A title", "10 November 2026"),
    "before the heading's words": ("<h3>10 November 2026: A title</h3>", "A title", "10 November 2026"),
    "in brackets behind them": ("<h3>A title of it (10.11.2026)</h3>", "A title of it", "10.11.2026"),
    "in an element of the heading": (
        "<h3><small>10 November 2026</small> A title of it</h3>",
        "A title of it",
        "10 November 2026",
    ),
    "all of the heading": ("<h3>10 November 2026</h3>", "10 November 2026", "10 November 2026"),
}


@pytest.mark.parametrize("place", DAYS)
def test_a_date_in_a_heading_or_alone_below_it_is_the_sections_and_not_of_its_text(place):
    page, title, day = DAYS[place]
    one, two = sections(f"{page}<p>Text.</p><h3>Two</h3><p>Undated.</p>").entries
    assert one.dates == (Stamp(text=day, evidence="list page"),)
    assert (one.title.value, one.content.value, two.dates) == (title, "<p>Text.</p>", ())


@pytest.mark.parametrize(
    "line",
    [
        "12 – 15 September 2026",
        "12 September 2026, 9:00 – 17:00",
        "Vienna, 12 September 2026",
        "Deadline: 12 September 2026",
        "The society met on 12 September 2026.",
    ],
)
def test_a_date_of_something_else_below_a_heading_stays_in_the_text(line):
    (one,) = sections(f"<h3>A title</h3><p>{line}</p><p>Text.</p>").entries
    assert (one.dates, one.content.value) == ((), f"<p>{line}</p><p>Text.</p>")


@pytest.mark.parametrize(
    ("heading", "link"),
    [
        ("<h3><a href='/a'>A title</a></h3>", "https://scan.example/a"),
        ("<a href='https://other.example/b'><h3>A title</h3></a>", "https://other.example/b"),
        ("<h3 id='p'><a href='#panel'>A title</a></h3>", f"{URL}#p"),
        ("<h3 id='p'><a href='javascript:open()'>A title</a></h3>", f"{URL}#p"),
        ("<h3 id='p'>The prize of <a href='/s'>the society</a> goes to two teams</h3>", f"{URL}#p"),
    ],
)
def test_a_section_whose_heading_is_a_link_leads_where_that_leads(heading, link):
    assert [entry.link for entry in sections(f"{heading}<p>Text.</p>").entries] == [link]


def test_many_sections_end_soon():
    began = time.monotonic()
    assert len(sections("".join(f"<h3>An item {n}</h3>text" for n in range(25_000))).entries) == 2_000
    assert time.monotonic() - began < 20
