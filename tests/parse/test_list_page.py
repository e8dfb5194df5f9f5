"""Pages of news: by the operator's selectors, or by the shape of their links."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import parse
from aggregator.model import Image, PageRule, Stamp, Text
from aggregator.parse.limits import Limits
from aggregator.refine import dates

URL = "https://society.example/news/"
AT = datetime(2026, 11, 20, tzinfo=UTC)
PAGE = """
<html lang="de"><head><title>News</title></head><body>
<nav><a href="/">Home page of the society</a> <a href="/about">About the society and its people</a></nav>
<ul class="list">
<li class="item odd"><h2><a href="one.html">The first headline</a></h2><span class="d">10.11.2026</span>
  <p class="t">A teaser of the <b>first</b>.</p><img src="/i/1.png" alt="A picture"></li>
<li class="item"><h2><a href="/news/two.html">The second headline</a></h2><time datetime="2026-11-09T08:00:00Z">yesterday</time></li>
</ul>
<footer><a href="/imprint">Imprint and other things nobody reads</a></footer></body></html>
"""


def listing(page, *, seen=(), url=URL, **rule):
    body = page.encode() if isinstance(page, str) else page
    return parse.listing(body, url=url, content_type="text/html", rule=PageRule(**rule), seen=frozenset(seen))


def said(parsed):
    return [(entry.title.value, entry.link) for entry in parsed.entries]


BOTH = [
    ("The first headline", "https://society.example/news/one.html"),
    ("The second headline", "https://society.example/news/two.html"),
]


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param({"item": "li.item"}, id="an item's first link is its headline"),
        pytest.param({"item": "li.item", "title": "h2", "link": "h2 a"}, id="title and link are said"),
        pytest.param({"item": "li.item h2 a"}, id="the item is the link"),
        pytest.param({}, id="nothing is said"),
    ],
)
def test_the_news_of_a_page_are_found(rule):
    assert said(listing(PAGE, **rule)) == BOTH


def test_what_selectors_find_is_taken_as_it_stands():
    first, second = listing(PAGE, item="li.item", date=".d, time", summary=".t").entries
    assert first.dates == (Stamp(text="10.11.2026", evidence="list page"),)
    assert first.summary == Text(value="A teaser of the <b>first</b>.", kind="html")
    assert first.image == Image(url="https://society.example/i/1.png", alt="A picture")
    assert (first.language, first.base) == ("de", URL)
    assert second.dates == (Stamp(text="2026-11-09T08:00:00Z", evidence="list page"),)
    assert second.summary is None


def test_a_base_element_is_what_links_are_relative_to():
    page = PAGE.replace("<head>", "<head><base href='https://cdn.example/x/'>")
    assert listing(page, item="li.item").entries[0].link == "https://cdn.example/x/one.html"


def test_news_after_the_end_of_the_page_are_found_as_browsers_show_them():
    page = (
        "<html><body><p>A banner.</p></body></html>"
        + PAGE
        + "<li class=item><a href='/3'>The third headline</a></li>"
    )
    assert said(listing(page, item="li.item")) == [*BOTH, ("The third headline", "https://society.example/3")]


def test_rows_that_were_seen_are_counted_and_not_given_again():
    first = listing(PAGE, item="li.item").entries[0]
    again = listing(PAGE, item="li.item", seen=[first.raw_hash])
    assert (said(again), again.known) == ([BOTH[1]], 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<b>first</b>", "<i class='x'>first</i>"),
        ('class="item odd"', 'class="item even seen" id="row-7"'),
        ("The first headline</a>", "The   first\n headline</a>"),
        ('<p class="t">', '<p class="t"><!-- rendered in 3 ms -->'),
    ],
)
def test_a_row_is_the_same_row_when_only_its_markup_changes(old, new):
    assert old in PAGE
    rule = {"item": "li.item", "date": ".d", "summary": ".t"}
    before, after = (listing(page, **rule).entries[0].raw_hash for page in (PAGE, PAGE.replace(old, new)))
    assert before == after


def test_view_counters_do_not_make_a_row_new():
    pages = [f"<p class='r'><a href='/1'>A headline, Views: {count}</a></p>" for count in (7, 705)]
    assert len({listing(page, item=".r").entries[0].raw_hash for page in pages}) == 1


def test_one_address_stands_once():
    page = "<p><a href='/1'><img src='x'></a></p><p><a href='/1'>The headline</a></p><p><a href='/2'>Another one</a></p>"
    assert [entry.link for entry in listing(page, item="p").entries] == [
        "https://society.example/1",
        "https://society.example/2",
    ]


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "mailto:a@b.c", "data:text/html,x", "http://[::1", ""]
)
def test_a_link_that_leads_nowhere_on_the_web_is_none(href):
    (entry,) = listing(f"<p><a href='{href}'>The headline</a></p>", item="p").entries
    assert (entry.title.value, entry.link) == ("The headline", None)


def test_a_page_that_is_there_and_holds_nothing_says_so():
    assert listing("<p>We have moved.</p>", item="li.item").alarms == (
        "the selector item = 'li.item' finds no news on the page: has the page been rebuilt?",
    )
    assert "no news were found on the page" in listing("<p>We have moved.</p>").alarms[0]


@pytest.mark.parametrize("name", ["title", "link", "date"])
def test_a_selector_that_finds_nothing_in_any_row_says_so(name):
    page = "<li><a href='/a'>The first headline</a></li><li><a href='/b'>The second</a></li>"
    parsed = listing(page, item="li", **{name: ".gone"})
    assert parsed.alarms == (f"the selector {name} = '.gone' finds nothing in any of the 2 rows",)
    assert len(parsed.entries) == 2


@pytest.mark.parametrize("name", ["summary", "image"])
def test_a_teaser_or_picture_that_is_in_none_of_several_rows_says_so(name):
    page = "".join(f"<li><a href='/{n}'>The headline number {n}</a></li>" for n in range(3))
    assert listing(page, item="li", **{name: ".gone"}).alarms == (
        f"the selector {name} = '.gone' finds nothing in any of the 3 rows",
    )


def test_a_link_to_the_next_page_that_is_not_there_says_so_where_several_are_to_be_read():
    page = "<li><a href='/a'>The first headline</a></li><li class='next'>Next</li>"
    alarm = "the selector next = '.next' finds no link to a next page"
    assert listing(page, item="li", next=".next", pages=3).alarms == (alarm,)
    assert listing(page, item="li", next=".next").alarms == ()


ONE_ROW = (
    "<ul><li class='r'><a href='/n/1'><h3>The first headline</h3></a><h4><a href='/n/2'>More of it</a></h4>"
    "<figure><img src='/i/1.png'></figure>{}</li></ul><p class='next'><a href='?page=2'>Next</a></p>"
)


@pytest.mark.parametrize(("link", "address"), [("h3", "/n/1"), ("h4", "/n/2"), ("h4 a", "/n/2")])
def test_a_selector_may_find_what_holds_the_link_or_stands_in_it(link, address):
    (entry,) = listing(ONE_ROW, item="li.r", link=link).entries
    assert entry.link == f"https://society.example{address}"


def test_a_selector_may_find_what_holds_the_picture_or_the_link_to_the_next_page():
    parsed = listing(ONE_ROW, item="li.r", image="figure", next=".next", pages=2)
    assert parsed.entries[0].image == Image(url="https://society.example/i/1.png")
    assert (parsed.next, parsed.alarms) == ("https://society.example/news/?page=2", ())


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("<meta class='d' itemprop='datePublished' content='2024-03-04'>", "2024-03-04"),
        ("<abbr class='d' title='2024-03-04T10:00:00Z'>2 years ago</abbr>", "2024-03-04T10:00:00Z"),
        ("<span class='d' data-date='2024-03-04'>04 Mar</span>", "2024-03-04"),
        ("<span class='d' title='Monday'>4 March 2024</span>", "4 March 2024"),
    ],
)
def test_a_date_is_read_in_its_machines_form_where_it_has_one(date, said):
    (entry,) = listing(ONE_ROW.format(date), item="li.r", date=".d").entries
    assert entry.dates == (Stamp(text=said, evidence="list page"),)


def test_what_one_row_has_need_not_be_in_all():
    page = "<li><a href='/a'>The first headline</a><time>2026-11-01</time></li><li><a href='/b'>The second</a></li>"
    assert listing(page, item="li", date="time", summary=".teaser").alarms == ()


SITES = {
    "a table": "".join(
        f"<tr><td>·</td><td><a href='n.aspx?oid={n}'>Notice number {n} of the society</a></td><td>2026-11-{n:02}</td></tr>"
        for n in range(1, 6)
    ),
    "cards with an image, a category and a button": "".join(
        f"<article class='card post-{n}'><a href='/s/{n}'><img src='{n}.jpg'></a><a class='cat' href='/c/{n % 2}'>Science</a>"
        f"<h3><a href='/s/{n}'>A story about thing number {n}</a></h3><a class='more' href='/s/{n}'>Read more</a></article>"
        for n in range(1, 6)
    ),
    "links with line breaks between": "<div>"
    + "<br>".join(f"<a href='/essay{n}.html'>Essay {n} on something</a>" for n in range(1, 6))
    + "</div>",
    "Chinese headlines": "<ul>"
    + "".join(
        f"<li><a href='/z/{n}'>关于召开第{n}届学术年会的通知</a><span>2026-11-0{n}</span></li>"
        for n in range(1, 6)
    )
    + "</ul>",
    "a headline that is the whole card": "".join(
        f"<a class='card' href='/p/{n}'><h2>The story of number {n}</h2><p>And a teaser that is long enough.</p></a>"
        for n in range(1, 6)
    ),
}
AROUND = (
    "<ul class='menu'>"
    + "".join(f"<li><a href='/m/{n}'>A menu entry with many words {n}</a></li>" for n in range(9))
    + "</ul>"
    "<div id='lang-switch'><a href='/fr/'>Version française du site</a><a href='/zh/'>中文</a></div>{news}"
    "<div class='pagination'><a href='?page=2'>Older entries of this page</a><a href='?page=3'>3</a></div>"
    "<footer><ul><li><a href='/i'>Imprint, privacy and accessibility</a></li><li><a href='/j'>Jobs at the society</a></li></ul></footer>"
)


@pytest.mark.parametrize("site", SITES)
def test_what_repeats_like_headlines_is_the_news_and_what_stands_around_it_is_not(site):
    news = SITES[site] if not SITES[site].startswith("<tr") else f"<table>{SITES[site]}</table>"
    links = [entry.link for entry in listing(AROUND.format(news=news)).entries]
    assert len(links) == 5
    assert not any(part in link for link in links for part in ("/m/", "/fr/", "page=", "/i", "/j", "/c/"))


HEADLINES = (
    "Call for abstracts for the annual meeting",
    "New president elected by the council",
    "Safety standards revised after review",
    "Obituary of a founder of the field",
    "Prize for young scientists awarded",
    "Workshop on shielding held in spring",
)
MOST_READ = (
    "<div id='sidebar'><h3>Most read</h3><ul>"
    + "".join(
        f"<li><a href='/pop/{n}'>A most read piece with quite a long headline {n}</a></li>" for n in range(5)
    )
    + "</ul></div>"
)


def wild(row, around="{rows}"):
    rows = "".join(
        row.format(n=n, head=head, side="right" if n % 2 else "left", short=head[:20])
        for n, head in enumerate(HEADLINES, 1)
    )
    return AROUND.format(news=f"<div id='content'>{around.format(rows=rows)}</div>{MOST_READ}")


MORE = "<p>A teaser of it.</p><p><a href='/n/{n}'>Read more</a></p>"
IN_ROWS = {
    "a table with a column of files": (
        "<tr><td>{n}.3.2026</td><td><a href='/n/{n}'>{head}</a></td><td><a href='/f/{n}.pdf'>PDF</a></td></tr>",
        "<table><tr><th>Date</th><th>Title</th><th>File</th></tr>{rows}</table>",
    ),
    "layout tables within tables": (
        "<tr><td><img src='dot.gif'></td><td><font><a href='/n/{n}'>{head}</a></font></td><td>[2026-3-{n}]</td></tr>",
        "<table><tr><td>Menu</td><td><table>{rows}</table></td></tr></table>",
    ),
    "rows with classes by turns": (
        "<tr class='{side}'><td><a href='/n/{n}'>{head}</a></td><td>{n} March 2026</td></tr>",
        "<table>{rows}</table>",
    ),
    "a definition list, dates first": (
        "<dt>March {n}, 2026</dt><dd><a href='/n/{n}'>{head}</a></dd>",
        "<dl>{rows}</dl>",
    ),
    "a definition list, headlines first": (
        "<dt><a href='/n/{n}'>{head}</a></dt><dd>A teaser. <i>{n}. März 2026</i></dd>",
        "<dl>{rows}</dl>",
    ),
    "headings and paragraphs side by side": (
        "<h3><a href='/n/{n}'>{head}</a></h3><p>A teaser of it.</p><p>Posted on {n} mars 2026 | News</p>",
        "{rows}",
    ),
    "a date before each link": ("<p><b>2026/03/0{n}</b> - <a href='/n/{n}'>{head}</a></p>", "{rows}"),
    "cards that are one link with date and headline": (
        "<a class='list-item' href='/n/{n}'><span>{n} Mar 2026</span> <span>{head}</span></a>",
        "{rows}",
    ),
    "cards with a category, a picture and a button": (
        (
            "<div class='col-md-4'><a href='/c/a'>News</a> <i>Mar {n}, 2026</i><a href='/n/{n}'><img src='/i/{n}.jpg'></a>"
            "<a class='title' href='/n/{n}'>{head}</a><p>A teaser. <a href='/n/{n}'>More</a></p></div>"
        ),
        "{rows}",
    ),
    "a numbered list with a journal's name": (
        "<li><a href='/n/{n}'>{head}</a>, <i>The Bulletin</i>, {n} de marzo de 2026</li>",
        "<ol>{rows}</ol>",
    ),
    "headlines cut short, whole in the link's title": (
        "<li><a href='/n/{n}' title='{head}'>{short}...</a><span>2026年3月{n}日</span></li>",
        "<ul>{rows}</ul>",
    ),
    "headings beside links that say read more": (
        "<div class='entry'><h3>{head}</h3><em>{n}.03.2026</em>" + MORE + "</div>",
        "{rows}",
    ),
    "headings beside links that say read more about them": (
        (
            "<div class='card'><h5 class='card-title'>{head}</h5><p>A teaser.</p><a class='stretched-link' href='/n/{n}'>"
            "Read more<span class='sr-only'> about {head}</span></a><small>{n} March 2026</small></div>"
        ),
        "{rows}",
    ),
    "loose headings above links that say read more": ("<h3>{head}</h3><p>0{n}.03.2026</p>" + MORE, "{rows}"),
    "headlines that are no headings beside read more": (
        "<li><div class='news-title'>{head}</div><em>{n}.03.2026</em>" + MORE + "</li>",
        "<ul>{rows}</ul>",
    ),
}


@pytest.mark.parametrize("site", IN_ROWS)
def test_headlines_links_and_dates_are_found_in_lists_of_every_shape(site):
    entries = listing(wild(*IN_ROWS[site])).entries
    assert [(entry.title.value, entry.link) for entry in entries] == [
        (head, f"https://society.example/n/{n}") for n, head in enumerate(HEADLINES, 1)
    ]
    if "loose" not in site:
        days = [
            dates.published(entry.dates, at=AT, customs=dates.Customs(day_first=True)).at.day
            for entry in entries
        ]
        assert days == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("site", IN_ROWS)
def test_what_is_proposed_gives_what_is_found_without(site):
    page = wild(*IN_ROWS[site])
    for _ in range(2):  # a worker is asked more than once
        proposed = parse.propose(page.encode(), url=URL, content_type="text/html")
    assert proposed.headlines == HEADLINES
    if proposed.item:
        rule = {name: getattr(proposed, name) for name in ("item", "title", "link", "date")}
        by_rule = listing(page, **rule)
        assert said(by_rule) == said(listing(page))
        assert by_rule.alarms == ()
    else:
        assert "loose" in site


def test_news_of_which_there_are_pictures_only_are_proposed_by_what_these_show():
    page = wild("<a href='/n/{n}'><img src='/i/{n}.jpg' alt='{head}'></a>", "<div class='grid'>{rows}</div>")
    proposed = parse.propose(page.encode(), url=URL, content_type="text/html")
    assert proposed.headlines == HEADLINES
    assert [entry.title for entry in listing(page).entries] == [None] * len(HEADLINES)


def test_names_of_classes_make_the_selectors_and_numbers_do_not():
    row = "<div class='row-{n} views-row'><div class='views-title'><a href='/n/{n}'>{head}</a></div><i class='on'>{n}.3.2026</i></div>"
    proposed = parse.propose(wild(row).encode(), url=URL, content_type="text/html")
    assert (proposed.item, proposed.title, proposed.date) == ("div.views-row", None, "i.on")


@pytest.mark.parametrize("name", ["o:p", "p<x:y", "a$b", "p.q", "w\\p"])
def test_elements_of_which_the_names_are_none_in_selectors_are_named_by_their_classes(name):
    page = wild(f"<{name} class='row'><a href='/n/{{n}}'>{{head}}</a></{name}>")
    proposed = parse.propose(page.encode(), url=URL, content_type="text/html")
    assert (proposed.headlines, proposed.item) == (HEADLINES, "*.row")


def test_a_date_that_one_row_tells_of_is_not_when_the_news_came():
    page = wild("<li><a href='/n/{n}'>{head}</a></li>").replace(
        HEADLINES[2] + "</a>", HEADLINES[2] + "</a> of 3 May 2025"
    )
    assert {entry.dates for entry in listing(page).entries} == {()}


def test_a_date_in_loose_words_does_not_make_a_row_new():
    pages = [f"<li><a href='/1'>A headline</a> Today: 2{day} November 2026</li>" for day in (1, 2)]
    assert len({listing(page, item="li").entries[0].raw_hash for page in pages}) == 1


PICTURES = {
    "an address": ("<img src='/i/1.jpg' alt='Ants' width='300' height='200'>", 300),
    "loaded late": ("<img src='data:image/gif;base64,R0' data-src='/i/1.jpg' alt='Ants'>", None),
    "a placeholder and its true address": (
        "<img src='/blank.gif' data-original='/i/1.jpg' alt='Ants'>",
        None,
    ),
    "a set of sizes": ("<img srcset='/i/s.jpg 300w, /i/1.jpg 600w, /i/m.jpg 500w' alt='Ants'>", None),
    "a size that is none": ("<img src='/i/1.jpg' alt='Ants' width='100%' height='1000000'>", None),
}


@pytest.mark.parametrize("kind", PICTURES)
def test_the_picture_of_a_row_is_found_wherever_its_address_stands(kind):
    markup, width = PICTURES[kind]
    (entry,) = listing(f"<li>{markup}<a href='/1'>The headline</a></li>", item="li").entries
    height = 200 if width else None
    assert entry.image == Image(url="https://society.example/i/1.jpg", alt="Ants", width=width, height=height)


def test_a_picture_that_many_rows_show_is_a_bullet():
    row = "<li><img src='/dot.gif'><a href='/n/{n}'>{head}</a></li>"
    assert {entry.image for entry in listing(wild(row)).entries} == {None}


@pytest.mark.parametrize(
    ("encoding", "href", "address"),
    [
        ("gbk", "/a?t=新闻&n=1#新", "/a?t=%D0%C2%CE%C5&n=1#%E6%96%B0"),
        ("gbk", "/新闻/a", "/%E6%96%B0%E9%97%BB/a"),
        ("gbk", "/a?t=%D0%C2", "/a?t=%D0%C2"),
        ("utf-8", "/a?t=新闻", "/a?t=%E6%96%B0%E9%97%BB"),
    ],
)
def test_an_addresss_query_is_in_the_pages_encoding_as_browsers_ask_for_it(encoding, href, address):
    head = f"<meta charset='{encoding}'><p>中华医学会放射学分会学术大会在苏州召开，来自全国各地的代表参加了会议。</p>"
    (entry,) = listing(
        f"{head}<li><a href='{href}'>The headline</a></li>".encode(encoding), item="li"
    ).entries
    assert entry.link == f"https://society.example{address}"


HOSTILE = {
    "a table row of 5,000 cells": "<table><tr>"
    + "".join(f"<td><a href='/{n}'>PDF</a></td>" for n in range(5_000)),
    "5,000 links to read more": "".join(
        f"<h3>A headline {n}</h3><p><a href='/{n}'>Read more</a></p>" for n in range(5_000)
    ),
    "5,000 rows of classes of their own": "".join(
        f"<li class='c{chr(97 + n % 26)}'><a href='/{n}'>A headline of some words {n}</a></li>"
        for n in range(5_000)
    ),
    "a set of 100,000 pictures": "<li><a href='/1'>A headline</a><img srcset='"
    + "x.jpg 1x, " * 100_000
    + "'></li>",
    "100,000 nested elements": "<div>" * 100_000 + "<a href='/x'>x</a>",
    "100,000 nested links": "<ul><li><a href='/x'>" * 100_000,
    "100,000 attributes": "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x</p>",
    "many attributes on many elements": ("<li " + " ".join(f"a{n}=1" for n in range(500)) + ">x") * 1_000,
    "50 MB of items": "<li><a href='/x'>An item like all others</a></li>" * 1_000_000,
    "100,000 headlines": "".join(f"<li><a href='/x{n}'>An item like all others</a>" for n in range(100_000)),
    "1,000,000 comments never ended": "<!--" * 1_000_000,
}


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_ends_soon(page):
    began = time.monotonic()
    listing(page)
    listing(page, item="li")
    assert time.monotonic() - began < 20


def test_of_a_page_without_end_only_so_many_links_are_looked_at():
    page = "".join(f"<li><a href='/{n}'>A headline of some words {n}</a></li>" for n in range(9)).encode()
    limits = Limits(headlines=5)
    read = parse.listing(
        page, url=URL, content_type="text/html", rule=PageRule(), seen=frozenset(), limits=limits
    )
    assert len(read.entries) == 5


@given(st.binary(max_size=300))
def test_no_bytes_trip_it(body):
    listing(body)
    listing(body, item="a, p, li")


@given(
    st.lists(
        st.sampled_from(
            ["<li>", "</li>", "<a href='/x'>", "<a href='/y'>", "</a>", "<p>", "news of today", "<b>", "<!--"]
        )
    )
)
def test_no_markup_trips_it(pieces):
    listing("".join(pieces))
    listing("".join(pieces), item="li")


@pytest.mark.parametrize(
    ("row", "date"),
    [
        (
            "<li><a href='/a'>The first headline of all</a> <span>1 November 2026</span></li>",
            "1 November 2026",
        ),
        ("<tr><td><a href='/a'>The first headline of all</a></td><td>2026-11-01</td></tr>", "2026-11-01"),
        ("<li>[2026年11月1日] <a href='/a'>第一条新闻的标题在这里</a></li>", "2026年11月1日"),
        (
            (
                "<li><a href='/a'>The first headline of all</a><p>Posted by Alexander Hamilton on Sunday, November 1,"
                " 2026 at 9:21 AM | Press releases | No comments</p></li>"
            ),
            "November 1, 2026 at 9:21 AM",
        ),
        (
            "<li><a href='/a'>The first headline of all</a><p>Geschrieben von der Redaktion am Sonntag, 1. November 2026 · Presse</p></li>",
            "1. November 2026",
        ),
        (
            f"<li><a href='/a'>The first headline of all</a><p>(Berlin, 1 November 2026) The society {'words ' * 20}</p></li>",
            "1 November 2026",
        ),
        (
            f"<li><a href='/a'>The first headline of all</a><p>November 1, 2026 – The society {'words ' * 20}</p></li>",
            "November 1, 2026",
        ),
        (
            "<li><a href='/a'>The first headline of all</a><p>When: 12 May 2026</p><p>Posted 1 November 2026</p></li>",
            "1 November 2026",
        ),
        (
            "<li><a href='/a'>The first headline of all</a><i>Updated 12 May 2026</i> <i>1 November 2025</i></li>",
            "1 November 2025",
        ),
        (
            (
                "<li><a href='/a'>The first headline of all</a><p>(Berlin, 12 May 2025) The society "
                f"{'words ' * 20}</p><i>1 November 2026</i></li>"
            ),
            "1 November 2026",
        ),
        (
            (
                "<li><a href='/a'>The first headline of all</a><p>Join us on 12 May 2026 – the congress "
                f"{'words ' * 20}</p></li>"
            ),
            None,
        ),
        (
            (
                "<li><a href='/a'>The first headline of all</a><p>Rio de Janeiro, 1 November 2026 – The society "
                f"{'words ' * 20}</p></li>"
            ),
            "1 November 2026",
        ),
        ("<li><a href='/a'>The first headline of all</a><p>When: 12 May 2026</p></li>", "12 May 2026"),
        (
            "<li><a href='/a'>The first headline of all</a><p>The annual congress of us was held on 12 May 2026 – in Graz</p></li>",
            None,
        ),
        ("<li><a href='/a'>What happened on 1 May 2020 in brief</a></li>", None),
        (
            f"<li><a href='/a'>The first headline of all</a><p>{'Words ' * 20} since 1 May 2020.</p></li>",
            None,
        ),
    ],
)
def test_a_day_that_stands_beside_a_headline_is_its_date(row, date):
    table = "table" if row.startswith("<tr") else "ul"
    (entry,) = listing(f"<{table}>{row}</{table}>", item="tr" if table == "table" else "li").entries
    assert entry.dates == ((Stamp(text=date, evidence="list page"),) if date else ())


@pytest.mark.parametrize(
    "days", [("28 Oct", "3 May"), ("10-28", "05-03"), ("10月28日", "5月3日"), ("28.10.", "3.5.")]
)
def test_days_without_a_year_take_the_year_that_stands_above_them(days):
    news = "".join(
        f"<h2>{year}</h2><ul>"
        + "".join(
            f"<li>{day} <a href='/{year}-{n}'>A headline of some words {n}</a></li>"
            for n, day in enumerate(days)
        )
        + "</ul>"
        for year in (2026, 2025)
    )
    years = "<p><a href='/2019/'>2019</a> <a href='/2018/'>2018</a></p>"
    entries = listing(years + news).entries
    found = [dates.published(entry.dates, at=AT, customs=dates.Customs(day_first=True)) for entry in entries]
    assert [one.at.date().isoformat() for one in found] == [
        "2026-10-28",
        "2026-05-03",
        "2025-10-28",
        "2025-05-03",
    ]


def test_a_day_without_any_year_is_no_date():
    assert {
        entry.dates for entry in listing(wild("<li>{n} Mar <a href='/n/{n}'>{head}</a></li>")).entries
    } == {()}


@pytest.mark.parametrize(
    ("written", "days"),
    [
        (("20/11/2019", "07/11/2019"), ["2019-11-20", "2019-11-07"]),
        (("11/20/2019 - 10:22", "11/07/2019 - 10:22"), ["2019-11-20", "2019-11-07"]),
        (("07/11/2019", "03/04/2019"), [None, None]),
        (("20/11/2019", "11/20/2019", "07/11/2019"), ["2019-11-20", "2019-11-20", None]),
    ],
)
@pytest.mark.parametrize("rule", [{}, {"item": "li", "date": "i"}])
def test_the_rows_of_a_list_tell_together_whether_the_day_comes_first(written, days, rule):
    rows = "".join(
        f"<li><a href='/x/{n}'>A headline about something, number {n}</a> <i>{one}</i></li>"
        for n, one in enumerate(written)
    )
    entries = listing(f"<html lang='en'><body><ul>{rows}</ul></body></html>", **rule).entries
    read = [dates.published(one.dates, at=AT, customs=dates.Customs()) for one in entries]
    assert [one.at.date().isoformat() if one else None for one in read] == days
