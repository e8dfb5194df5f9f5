"""Redirects are followed by hand, and never where they must not lead."""

import pytest

from aggregator.model import Failed, Fetched, Validators


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_the_final_address_told(raw, fetch, page, status):
    raw.answers |= {"/old": page(b"", f"{status} Moved", Location="/new"), "/new": page(b"here")}
    answer = fetch(f"{raw.url}/old")
    assert (answer.url, answer.body) == (f"{raw.url}/new", b"here")


@pytest.mark.parametrize(
    ("location", "path"),
    [("/a/b", "/a/b"), ("b", "/x/b"), ("../b", "/b"), ("?q=1", "/x/old?q=1"), ("//127.0.0.1:{port}/c", "/c")],
)
def test_a_relative_redirect_is_relative_to_where_it_was_said(raw, fetch, page, location, path):
    raw.answers |= {
        "/x/old": page(b"", "302 Found", Location=location.format(port=raw.port)),
        path: page(b"here"),
    }
    assert fetch(f"{raw.url}/x/old").body == b"here"


def test_validators_of_one_address_are_not_told_to_another(raw, fetch, page):
    raw.answers |= {"/old": page(b"", "301 Moved", Location="/new"), "/new": page()}
    fetch(f"{raw.url}/old", validators=Validators(etag='"1"'))
    assert ["If-None-Match" in headers for _, headers in raw.asked] == [True, False]


@pytest.mark.parametrize("hops", [5, 6])
def test_five_redirects_are_followed_and_no_more(raw, fetch, page, hops):
    raw.answers |= {f"/{hop}": page(b"", "302 Found", Location=f"/{hop + 1}") for hop in range(hops)}
    raw.answers[f"/{hops}"] = page(b"here")
    answer = fetch(f"{raw.url}/0")
    if hops == 5:
        assert isinstance(answer, Fetched)
    else:
        assert "redirects more than 5 times" in answer.why


def test_a_loop_ends(raw, fetch, page):
    raw.answers["/"] = page(b"", "302 Found", Location="/")
    assert "redirects more than 5 times" in fetch(f"{raw.url}/").why
    assert len(raw.asked) == 6


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1:70/",
        "javascript:alert(1)",
    ],
)
def test_a_redirect_leads_to_the_web_or_nowhere(raw, fetch, page, location):
    raw.answers["/"] = page(b"", "302 Found", Location=location)
    answer = fetch(f"{raw.url}/")
    assert isinstance(answer, Failed)
    assert len(raw.asked) == 1


def test_a_redirect_without_a_place_is_an_answer_that_brings_nothing(raw, fetch, page):
    raw.answers["/"] = page(b"", "302 Found")
    assert "answered 302, which brings nothing" in fetch(f"{raw.url}/").why
