"""Redirects are followed by hand, and never where they must not lead."""

import time

import pytest

from aggregator.fetch import Limits, guard
from aggregator.model import Failed, Fetched, Request, Validators


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


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("/caf%e9%28b%29?s=a%2Fb%3D&u=%c3%a9", "/caf%e9%28b%29?s=a%2Fb%3D&u=%c3%a9"),
        ("/x/a%28b%29%21%27?t=x%7Cy%20z+w", "/x/a%28b%29%21%27?t=x%7Cy%20z+w"),
        ("/a(b)!'*,;:@[c]|~", "/a(b)!'*,;:@[c]|~"),
        ("/with space/ä?q=ö", "/with%20space/%C3%A4?q=%C3%B6"),
        ("/100%/%zz", "/100%25/%25zz"),
        ("/a/../b/./c//d", "/b/c//d"),
        ("/caf\udce9", "/caf%E9"),
    ],
)
@pytest.mark.parametrize("redirected", [False, True], ids=["asked for", "redirected to"])
def test_an_address_is_asked_for_as_it_is_written(raw, fetch, page, written, asked, redirected):
    sent = written.encode("utf-8", "surrogateescape").decode("latin-1")
    raw.answers |= {"/old": page(b"", "301 Moved", Location=sent), asked: page(b"here")}
    answer = fetch(f"{raw.url}/old" if redirected else f"{raw.url}{written}")
    assert (answer.body, answer.url) == (b"here", f"{raw.url}{asked}")


def test_a_redirect_to_another_way_of_writing_an_address_is_no_loop(raw, fetch, page):
    raw.answers |= {"/a(1)": page(b"", "301 Moved", Location="/a%281%29"), "/a%281%29": page(b"here")}
    assert fetch(f"{raw.url}/a(1)").body == b"here"


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


@pytest.mark.parametrize("location", [None, "", " "])
def test_a_redirect_without_a_place_is_an_answer_that_brings_nothing(raw, fetch, page, location):
    raw.answers["/"] = page(b"", "302 Found", Location=location)
    assert "answered 302, which brings nothing" in fetch(f"{raw.url}/").why


@pytest.fixture
def outside(monkeypatch, trap):
    """Let 127.0.0.1 play a server outside; all other addresses are what they are."""
    truly = guard.is_refused
    monkeypatch.setattr(guard, "is_refused", lambda address: address != "127.0.0.1" and truly(address))
    return trap


HOSTS = {
    "outside.example": "127.0.0.1",
    "inside.example": "10.1.2.3",
    "inside6.example": "fd00::1",
    "metadata.example": "169.254.169.254",
    "both.example": "10.1.2.3,127.0.0.1,::ffff:192.168.0.1",
    "many.example": "10.1.2.3,192.168.0.1",
}


@pytest.mark.parametrize(
    "location",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://2130706434/",
        "http://0x7f.2/",
        "http://127.0.0.2/",
        "https://192.168.0.1/",
        "http://inside.example/",
        "http://inside6.example/",
        "http://metadata.example/",
        "http://many.example/",
    ],
)
@pytest.mark.parametrize("hops", [1, 3])
def test_no_chain_of_redirects_leads_inside(raw, fetch, page, outside, location, hops):
    raw.answers |= {f"/{hop}": page(b"", "302 Found", Location=f"/{hop + 1}") for hop in range(hops)}
    raw.answers[f"/{hops}"] = page(b"", "302 Found", Location=location)
    answer = fetch(f"http://outside.example:{raw.port}/0", allow=False, hosts=HOSTS)
    assert isinstance(answer, Failed)
    assert "allow_private_addresses" in answer.why or "cannot be read" in answer.why
    assert len(raw.asked) == hops + 1
    assert set(outside) <= {"127.0.0.1"}


def test_of_a_name_with_addresses_inside_and_outside_only_those_outside_are_touched(
    raw, fetch, page, outside
):
    raw.answers["/"] = page(b"here")
    assert fetch(f"http://both.example:{raw.port}/", allow=False, hosts=HOSTS).body == b"here"
    assert outside == ["127.0.0.1"]


def test_a_socket_that_was_checked_once_is_not_taken_for_another_name(raw, make, page, outside):
    raw.answers["/"] = page(b"here")
    fetcher = make(allow=False, hosts=HOSTS)
    assert isinstance(fetcher.get(Request(source="s", url=f"http://outside.example:{raw.port}/")), Fetched)
    assert isinstance(fetcher.get(Request(source="s", url=f"http://inside.example:{raw.port}/")), Failed)


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        ((301,), "/1"),
        ((308,), "/1"),
        ((302,), None),
        ((307,), None),
        ((301, 308, 301), "/3"),
        ((301, 302), "/1"),
        ((302, 301), None),
    ],
)
def test_an_address_has_moved_as_far_as_it_is_said_to_have_for_good(raw, fetch, page, statuses, moved):
    raw.answers |= {
        f"/{hop}": page(b"", f"{status} Elsewhere", Location=f"/{hop + 1}")
        for hop, status in enumerate(statuses)
    }
    raw.answers[f"/{len(statuses)}"] = page(b"here")
    assert fetch(f"{raw.url}/0").moved_to == (f"{raw.url}{moved}" if moved else None)


def test_validators_are_told_to_the_address_alone_that_gave_them(raw, fetch, page):
    raw.answers |= {"/old": page(b"", "302 Found", Location="/new"), "/new": page(ETag='"1"')}
    given = fetch(f"{raw.url}/old").validators
    assert given == Validators(etag='"1"', url=f"{raw.url}/new")
    raw.answers["/new"] = page(b"", "304 Not Modified")
    again = fetch(f"{raw.url}/old", validators=given)
    assert (again.status, again.validators) == (304, given)
    told = [(path, headers.get("If-None-Match")) for path, headers in raw.asked[2:]]
    assert told == [("/old", None), ("/new", '"1"')]


def test_validators_of_where_a_redirect_led_are_not_told_elsewhere(raw, fetch, page):
    raw.answers |= {"/old": page(b"", "302 Found", Location="/newest"), "/newest": page(b"here")}
    answer = fetch(f"{raw.url}/old", validators=Validators(etag='"1"', url=f"{raw.url}/new"))
    assert answer.body == b"here"
    assert ["If-None-Match" in headers for _, headers in raw.asked] == [False, False]


def test_all_redirects_together_have_the_time_of_one_request(raw, fetch, page):
    def slow(connection):
        time.sleep(0.3)
        connection.sendall(page(b"", "302 Found", Location="/"))

    raw.answers["/"] = slow
    answer = fetch(f"{raw.url}/", limits=Limits(timeout=0.7))
    assert "did not finish within 0.7 s" in answer.why
    assert len(raw.asked) == 3


def test_a_failure_behind_a_redirect_names_both_addresses(raw, fetch, page):
    raw.answers["/"] = page(b"", "302 Found", Location="/away")
    assert f"{raw.url}/ (redirected to {raw.url}/away) is not there (404)" in fetch(f"{raw.url}/").why


@pytest.mark.parametrize(
    "location", ["http://[::1", "http://a:99999/", "http://", "//", "http://" + "a" * 300 + "/", "\x7f", ""]
)
def test_a_redirect_to_nonsense_is_a_failure_in_words(raw, fetch, page, location):
    raw.answers["/"] = page(b"", "302 Found", Location=location)
    answer = fetch(f"{raw.url}/")
    assert isinstance(answer, Failed)
    assert "Error" not in answer.why


def test_an_address_that_is_too_long_is_not_asked_for(raw, fetch, page):
    raw.answers["/"] = page(b"", "302 Found", Location="/" + "a" * 9_000)
    assert "more than 8,000 characters" in fetch(f"{raw.url}/").why
    assert len(fetch(f"{raw.url}/{'b' * 9_000}").why) < 400
    assert len(raw.asked) == 1
