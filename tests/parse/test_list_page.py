"""Pages of news: by the operator's selectors, or by the shape of their links."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import parse
from aggregator.model import Image, PageRule, Stamp, Text

URL = "https://society.example/news/"
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


HOSTILE = {
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
