"""Links that can be followed, and the one form by which two are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.refine import links, refine

BASE = "https://college.example/news/2026/"


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("a.html", "https://college.example/news/2026/a.html"),
        ("/b?x=1#top", "https://college.example/b?x=1#top"),
        ("//other.example/c", "https://other.example/c"),
        (" https://college.example/a\nb ", "https://college.example/ab"),
        ("https://College.EXAMPLE:443/A b", "https://college.example:443/A%20b"),
        ("https://user:secret@college.example/", "https://college.example/"),
        ("http://bücher.example/ü?q=é", "http://xn--bcher-kva.example/%C3%BC?q=%C3%A9"),
        ('https://college.example/"><script>', "https://college.example/%22%3E%3Cscript%3E"),
        (r"https:\\college.example\x", "https://college.example/x"),
        ("https://college.example/100%", "https://college.example/100%25"),
        ("http://[::1]/x", "http://[::1]/x"),
    ],
)
def test_a_link_becomes_absolute_and_plain_ascii(given, made):
    assert links.absolute(given, BASE) == made


@pytest.mark.parametrize(
    "given",
    [
        "javascript:alert(1)",
        "JaVa\tScript:alert(1)",
        "data:text/html,x",
        "mailto:a@college.example",
        "file:///etc/passwd",
        "https://",
        "http://[::1",
        "http://a b/",
        "http://college.example:99999/",
        "http://ex\u2100mple/",
        "https://college.example/" + "x" * 2_000,
        "http://" + "ü" * 10_000 + ".example/",
    ],
)
def test_what_is_no_web_address_is_none(given):
    assert links.absolute(given, BASE) is None


PAGE = "https://college.example/news/17"


@pytest.mark.parametrize(
    "twin",
    [
        "http://college.example/news/17",
        "https://www.college.example/news/17/",
        "HTTPS://COLLEGE.example:443/news/17#comments",
        "http://college.example:80/news/17/index.html",
        "https://m.college.example/news/17",
        "https://amp.college.example/news/17",
        "https://college.example/amp/news/17",
        "https://college.example/news/17/amp/",
        "https://college.example/news/17?amp=1",
        "https://college.example/news/17?utm_source=rss&utm_medium=feed",
        "https://college.example/news/17?fbclid=abc&mc_cid=1&source=rss",
        "https://college.example/news/17;jsessionid=0AF",
        "https://college.example/news/x/../17",
        "https://college.example/../news/17",
        "https://college.example//x/../news/17",
        "https://college.example/%6Eews/17",
        "https://www.google.com/url?rct=j&sa=t&url=https%3A%2F%2Fcollege.example%2Fnews%2F17&ct=ga",
        "https://www.google.co.uk/amp/s/college.example/news/17/amp",
        "https://college-example.cdn.ampproject.org/c/s/college.example/news/17",
        "https://feedproxy.google.com/~r/college/1?url=https://college.example/news/17",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fcollege.example%2Fnews%2F17%3Ffbclid%3Dq&h=A",
        "https://eur.safelinks.protection.outlook.com/?url=https%3A%2F%2Fcollege.example%2Fnews%2F17&data=5",
        "https://urldefense.com/v3/__https://college.example/news/17__;!!Abc$",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__college.example_news_17&d=Dw",
    ],
)
def test_all_addresses_of_a_page_have_one_canonical_form(twin):
    assert links.canonical(twin) == links.canonical(PAGE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://college.example/?id=5", "https://college.example/?id=6"),
        ("https://college.example/index.php?id=5", "https://college.example/index.php"),
        ("https://college.example/news/A", "https://college.example/news/a"),
        ("https://college.example/%D6%D0", "https://college.example/%CE%C4"),
        ("https://college.example/?q=%D6%D0", "https://college.example/?q=%CE%C4"),
        ("https://college.example/#!/news/1", "https://college.example/#!/news/2"),
        ("https://college.example:8080/", "https://college.example/"),
        ("https://m.co.uk/", "https://co.uk/"),
        ("https://college.example/?source=journal", "https://college.example/?source=blog"),
        ("https://college.example/amp", "https://college.example/"),
        ("https://www.google.com/search?q=https://college.example", "https://college.example/"),
    ],
)
def test_different_pages_stay_different(one, other):
    assert links.canonical(one) != links.canonical(other)


def test_the_order_of_parameters_means_nothing():
    assert links.canonical("https://a.example/?b=2&a=1&amp;c=3") == links.canonical(
        "https://a.example/?c=3&a=1&b=2"
    )


def test_an_ampersand_may_be_escaped_more_than_once():
    assert links.canonical("https://a.example/?b=2&amp;amp;a=1&%61mp;c=3") == links.canonical(
        "https://a.example/?a=1&b=2&c=3"
    )


def test_what_is_no_link_has_an_empty_canonical_form():
    assert links.canonical("not a link") == links.canonical("mailto:a@b.example") == links.canonical("") == ""


WORDS = """
http:// https:// www. m. amp. a.example / amp index.html ? & = url= u= https%3A%2F%2F b.example # #! : 80 443 % %2 %41
.. . ;jsessionid=1 utm_source=1 google.com/url? é @ [ ] \\ m=1 amp;
"""
PARTS = st.sampled_from(WORDS.split())


@given(
    st.one_of(
        st.text(),
        st.lists(PARTS, max_size=12).map("".join),
        st.lists(PARTS, max_size=12).map(lambda parts: "http://" + "".join(parts)),
    )
)
def test_the_canonical_form_is_its_own_and_nothing_raises(text):
    once = links.canonical(text)
    assert links.canonical(once) == once
    assert once == "" or once.startswith("https://")


@given(st.text(), st.text())
def test_an_absolute_link_is_http_and_printable_ascii(url, base):
    made = links.absolute(url, base)
    assert made is None or (
        made.startswith(("http://", "https://")) and made.isascii() and made.isprintable() and " " not in made
    )


def test_the_function_is_reached_from_the_package():
    assert refine.__module__ == "aggregator.refine.item"
