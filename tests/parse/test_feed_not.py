"""What is no feed is refused with what came instead, and where the feeds are."""

import pickle

import pytest

from aggregator import parse
from aggregator.errors import AggregatorError

PAGE = "<!DOCTYPE html><html><head><title> Our\n society </title>{}</head><body><p>News</p></body></html>"


def refused(read, body, **given):
    with pytest.raises(parse.NotAFeed) as caught:
        read(body, **given)
    return caught.value


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "the answer is empty"),
        (b" \n\t ", "the answer is empty"),
        (PAGE, "an HTML page titled “Our society”"),
        ("<html><body><p>x</p></body></html>", "an HTML page without a title"),
        ("<p>Service unavailable</p>", "an HTML page without a title"),
        (
            '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>X</title></head></html>',
            "an HTML page titled “X”",
        ),
        ("Service unavailable", "plain text that begins “Service unavailable”"),
        ("\x01\x02\x03", "nothing that can be read"),
        ('<?xml version="1.0"?>', "cut off before it begins"),
        ("<rs", "cut off before it begins"),
        ('<rss version="2.0"><channel><title>Bel', "cut off before its first entry"),
        ('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url/></urlset>', "a sitemap"),
        ('<opml version="2.0"><body/></opml>', "a list of feeds"),
        ("<note><to>x</to></note>", "XML of another kind (<note>)"),
        ("{}", "JSON, but no JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/1"}', "JSON, but no JSON Feed"),
        ("[1, 2]", "JSON, but no JSON Feed"),
        (
            '{"version": "https://jsonfeed.org/version/1", "items": [',
            "begins like JSON but is broken or cut off",
        ),
        (b"%PDF-1.7 x", "a PDF document"),
        (b"\x1f\x8b\x08x", "a gzip file"),
        (b"\x89PNG\r\n", "a picture"),
        (b"PK\x03\x04x", "a zip archive"),
    ],
)
def test_the_reason_says_what_came(read, body, words):
    assert words in str(refused(read, body))


def test_it_is_an_error_that_an_operator_may_see():
    assert issubclass(parse.NotAFeed, AggregatorError)


def test_the_feeds_that_a_page_offers_come_absolute_and_those_of_comments_last(read):
    links = (
        '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">'
        '<link rel="alternate" type="application/rss+xml" href="/feed/">'
        '<link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="atom.xml">'
        '<link rel="alternate" type="application/feed+json" href="https://b.example/feed.json">'
        '<link rel="alternate" hreflang="de" href="/de/">'
        '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">'
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">'
        '<link rel="alternate" type="text/xml" href="feed:https://c.example/feed">'
        '<link rel="stylesheet" type="text/css" href="/x.css">'
        '<link rel="alternate" type="application/rss+xml" href="/feed/">'
    )
    error = refused(read, PAGE.format(links))
    assert error.alternates == (
        "https://society.example/feed/",
        "https://society.example/news/atom.xml",
        "https://b.example/feed.json",
        "https://c.example/feed",
        "https://society.example/comments/feed/",
    )
    assert "it points to https://society.example/feed/" in str(error)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<title>Just a moment...</title>", "it wants visitors to prove that they are people"),
        ("<meta http-equiv=refresh content='0; url=/feed'>", "on to https://society.example/feed: set url"),
        (
            "<body><form><input name=user><input type=Password></form>",
            "it wants a login: look for an address that is",
        ),
        ("<meta http-equiv=refresh content='0; url=/wp-login.php?to=feed'>", "it wants a login"),
        ("<head></head><script src=x></script>", "it shows hardly any text without JavaScript"),
        ("<p>News", 'look at the address, or make it kind = "page"'),
    ],
)
def test_what_a_page_does_in_place_of_showing_anything_is_said_with_a_remedy_that_fits(read, page, words):
    assert words in str(refused(read, page))


@pytest.mark.parametrize(
    ("url", "is_login"),
    [
        ("https://society.example/login?next=/feed", True),
        ("https://society.example/wp-login.php", True),
        ("https://society.example/Account/SignIn", True),
        ("https://society.example/Shibboleth.sso/Login?SAMLDS=1", True),
        ("https://society.example/de/anmelden/", True),
        ("https://society.example/c/portal/login", True),
        ("https://login.publisher.example/continue", True),
        ("https://society.example/news/a-new-login-for-members", False),
        ("https://society.example/plugin/feed", False),
        ("https://society.example/authors.html", False),
        ("https://[broken", False),
    ],
)
def test_where_one_logs_in_is_known_by_its_address(read, url, is_login):
    assert ("wants a login" in str(refused(read, "<p>Welcome", url=url))) is is_login


def test_a_field_for_a_password_on_a_page_with_more_on_it_says_nothing(read):
    page = f"<form><input type=password></form>{'<p>The society meets in spring.' * 50}"
    assert 'make it kind = "page"' in str(refused(read, page))


def test_the_base_of_a_page_counts(read):
    links = '<base href="https://b.example/x/"><link rel="alternate" type="application/rss+xml" href="feed">'
    assert refused(read, PAGE.format(links)).alternates == ("https://b.example/x/feed",)


def test_what_a_page_calls_itself_is_told_as_one_line_that_a_terminal_may_show(read):
    page = "<html><head><title>a \x1b[2J\u202e\x9b\n[[source]]</title></head></html>"
    assert "titled “a [2J [[source]]”" in str(refused(read, page))


def test_a_page_in_an_old_encoding_is_named_rightly(read):
    page = '<html><head><meta charset="gb2312"><title>中华医学会</title></head></html>'
    assert "“中华医学会”" in str(refused(read, page.encode("gb18030")))


@pytest.mark.parametrize(
    "within",
    [
        "<channel name='x'></channel>",
        "<channel>On air",
        "<script>write('<rss version=2>')</script>",
        '<textarea><rss version="2.0"><channel></textarea>',
        "<code><feed><![CDATA[<entry></feed></code>",
    ],
)
def test_a_page_with_an_element_of_a_feeds_name_is_still_a_page_with_the_feeds_that_it_offers(read, within):
    link = '<link rel="alternate" type="application/rss+xml" href="/feed/">'
    error = refused(read, f"<html><head><title>TV</title>{link}</head><body>{within}</body></html>")
    assert "an HTML page titled “TV”" in str(error)
    assert error.alternates == ("https://society.example/feed/",)


def test_the_error_comes_whole_out_of_a_worker(read):
    links = '<link rel="alternate" type="application/rss+xml" href="/feed/">'
    error = refused(read, PAGE.format(links))
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.alternates) == (str(error), error.alternates)
