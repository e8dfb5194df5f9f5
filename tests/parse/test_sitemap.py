"""Sitemaps and news sitemaps as lists of news."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import parse
from aggregator.model import Image, PageRule, Stamp

URL = "https://society.example/sitemap.xml"
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
NEWS = (
    "<url><loc>https://society.example/news/{name}</loc><news:news><news:publication><news:name>S</news:name>"
    "<news:language>de</news:language></news:publication><news:publication_date>2026-11-0{day}T08:00:00Z</news:publication_date>"
    "<news:title>The story of {name}</news:title></news:news><image:image><image:loc>/i/{name}.jpg</image:loc></image:image></url>"
)
PAGE = "<url><loc>https://society.example/{name}</loc><lastmod>2026-10-0{day}</lastmod></url>"


def sitemap(*urls, root="urlset"):
    return f"<?xml version='1.0' encoding='UTF-8'?><{root} {SPACES}>{''.join(urls)}</{root}>".encode()


def read(body, *, seen=(), **limits):
    return parse.listing(
        body,
        url=URL,
        content_type="application/xml",
        rule=PageRule(),
        seen=frozenset(seen),
        limits=parse.Limits(**limits),
    )


def links(parsed):
    return [entry.link.rpartition("/")[2] for entry in parsed.entries]


def test_a_news_sitemap_tells_title_date_language_and_picture():
    (entry,) = read(sitemap(NEWS.format(name="ants", day=1))).entries
    assert (entry.title.value, entry.link) == ("The story of ants", "https://society.example/news/ants")
    assert entry.dates == (Stamp(text="2026-11-01T08:00:00Z", evidence="list page"),)
    assert (entry.language, entry.image) == ("de", Image(url="https://society.example/i/ants.jpg"))


def test_when_a_page_was_modified_is_no_date_of_its_own_but_orders_the_pages():
    parsed = read(sitemap(*(PAGE.format(name=name, day=day) for name, day in (("a", 1), ("b", 3), ("c", 2)))))
    assert links(parsed) == ["b", "c", "a"]
    assert [entry.dates for entry in parsed.entries] == [()] * 3


def test_a_page_that_was_only_modified_is_known():
    before, after = (
        read(sitemap(PAGE.format(name="a", day=day)), seen=seen)
        for day, seen in ((1, ()), (2, {read(sitemap(PAGE.format(name="a", day=1))).entries[0].raw_hash}))
    )
    assert (len(before.entries), len(after.entries), after.known) == (1, 0, 1)


def test_of_many_pages_the_newest_are_taken():
    body = sitemap(*(PAGE.format(name=f"p{day}", day=day) for day in range(1, 10)))
    assert links(read(body, pages=2)) == ["p9", "p8"]


@pytest.mark.parametrize("pack", [gzip.compress, bytes], ids=["gzip", "plain"])
def test_it_may_come_as_a_gzip_file(pack):
    assert links(read(pack(sitemap(NEWS.format(name="ants", day=1))))) == ["ants"]


def test_a_bomb_is_read_as_far_as_the_bound():
    bomb = gzip.compress(sitemap(*[PAGE.format(name="a", day=1)] * 200_000))
    assert links(read(bomb, sitemap=100_000)) == ["a"]


@pytest.mark.parametrize(
    ("names", "best"),
    [
        ((("pages", "2026-11-09"), ("news", "2026-11-01")), "news"),
        ((("post-1", "2025-01-01"), ("post-2", "2026-01-01"), ("tags", "2026-11-01")), "post-2"),
        ((("one", "2025-01-01"), ("two", "2026-01-01")), "two"),
    ],
)
def test_an_index_leads_to_the_sitemap_that_most_likely_holds_the_news(names, best):
    inside = "".join(
        f"<sitemap><loc>https://society.example/{name}.xml</loc><lastmod>{day}</lastmod></sitemap>"
        for name, day in names
    )
    parsed = read(sitemap(inside, root="sitemapindex"))
    assert (parsed.entries, parsed.next) == ((), f"https://society.example/{best}.xml")


def test_entities_are_not_expanded_and_what_is_no_address_is_left_out():
    body = (
        b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
        + sitemap(
            "<url><loc>javascript:alert(1)</loc></url><url><loc>&e;</loc></url>", PAGE.format(name="a", day=1)
        ).partition(b"?>")[2]
    )
    assert links(read(body)) == ["a"]


def test_an_empty_sitemap_raises_the_alarm():
    assert "names no pages" in read(sitemap()).alarms[0]


@given(st.binary(max_size=300))
def test_whatever_stands_in_it_nothing_breaks(inside):
    try:
        parsed = read(b"<urlset>" + inside + b"</urlset>")
    except parse.NotAFeed:
        return
    assert all(entry.link.startswith(("http://", "https://")) for entry in parsed.entries)
