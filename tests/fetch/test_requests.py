"""What is asked, and what comes back."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.fetch import Fetcher, Limits
from aggregator.model import Access, Failed, Fetched, Request, Unchanged, Validators

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)


def test_a_page_comes_back_with_its_address_type_and_validators(raw, fetch, page):
    raw.answers["/feed"] = page(
        b"body", Content_Type="application/atom+xml", ETag='W/"a, b"', Last_Modified="yesterday"
    )
    answer = fetch(f"{raw.url}/feed")
    assert answer == Fetched(
        source="s",
        at=NOW,
        url=f"{raw.url}/feed",
        status=200,
        body=b"body",
        content_type="application/atom+xml",
        validators=Validators(etag='W/"a, b"', last_modified="yesterday", url=f"{raw.url}/feed"),
    )


@pytest.mark.parametrize("etag", ['"plain"', 'W/"weak"', "not quoted at all", '"with , comma"'])
def test_validators_are_echoed_byte_for_byte(raw, fetch, page, etag):
    raw.answers["/"] = page(ETag=etag, Last_Modified="Tue, 10 Nov 2026 11:00:00 GMT")
    first = fetch(f"{raw.url}/")
    fetch(f"{raw.url}/", validators=first.validators)
    headers = raw.asked[-1][1]
    assert headers["If-None-Match"] == etag
    assert headers["If-Modified-Since"] == "Tue, 10 Nov 2026 11:00:00 GMT"


def test_a_validator_that_could_not_be_sent_back_as_it_came_is_not_kept(raw, fetch, page):
    raw.answers["/"] = page(ETag='"caf\xe9"')
    assert fetch(f"{raw.url}/").validators == Validators()


def test_a_304_is_unchanged_and_renews_the_validators(raw, fetch, page):
    raw.answers["/"] = page(b"", "304 Not Modified", Content_Length=None, ETag='"2"')
    answer = fetch(f"{raw.url}/", validators=Validators(etag='"1"', last_modified="monday"))
    renewed = Validators(etag='"2"', last_modified="monday", url=f"{raw.url}/")
    assert answer == Unchanged(source="s", at=NOW, status=304, validators=renewed)


def test_what_is_wanted_in_full_has_failed_where_it_is_unchanged(raw, make, page):
    raw.answers["/"] = page(b"", "304 Not Modified", Content_Length=None)
    request = Request(source="s", url=f"{raw.url}/", validators=Validators(etag='"1"'))
    assert make().get(request).why == f"{raw.url}/ answered 304 unasked"


def test_we_say_who_we_are_and_keep_no_cookies(raw, fetch, page):
    raw.answers["/"] = page(Set_Cookie="id=1")
    with Fetcher(
        user_agent="us (+https://news.test)", clock=lambda: NOW, allow_private_addresses=True
    ) as fetcher:
        for _ in range(2):
            fetcher.get(Request(source="s", url=f"{raw.url}/"))
    assert [headers["User-Agent"] for _, headers in raw.asked] == ["us (+https://news.test)"] * 2
    assert all("Cookie" not in headers for _, headers in raw.asked)
    assert set(raw.asked[0][1]["Accept-Encoding"].split(", ")) - {"zstd"} == {"gzip", "deflate", "br"}


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("404 Not Found", "is not there (404): look for its new address"),
        ("410 Gone", "is gone for good (410): remove the source"),
        ("401 Unauthorized", "wants a user name and password (401)"),
        ("403 Forbidden", "refuses us (403)"),
        ("429 Too Many Requests", "wants to be asked more rarely (429)"),
        ("500 Internal Server Error", "answered 500: its server has trouble"),
        ("204 No Content", None),
        ("418 I'm a teapot", "answered 418, which brings nothing"),
    ],
)
def test_what_a_status_means_is_said_in_words(raw, fetch, page, status, words):
    raw.answers["/"] = page(b"", status)
    answer = fetch(f"{raw.url}/")
    if words is None:
        assert isinstance(answer, Fetched)
    else:
        assert isinstance(answer, Failed)
        assert words in answer.why
        assert answer.status == int(status[:3])


@pytest.mark.parametrize(
    ("status", "header"),
    [
        ("403 Forbidden", {"cf-mitigated": "challenge", "Server": "cloudflare"}),
        ("503 Service Unavailable", {"cf-mitigated": "challenge"}),
        ("405 Method Not Allowed", {"x-amzn-waf-action": "captcha"}),
        ("429 Too Many Requests", {"x-vercel-mitigated": "challenge"}),
        ("403 Forbidden", {"Server": "DataDome"}),
    ],
)
def test_a_refusal_that_a_person_could_lift_is_told_from_others(raw, fetch, page, status, header):
    raw.answers["/"] = page(b"<title>Just a moment...</title>", status, **header)
    assert fetch(f"{raw.url}/").why == (
        f"{raw.url}/ wants visitors to prove that they are people: ask the site to let us in ({status[:3]})"
    )


def test_what_cloudflare_hands_on_of_a_site_is_the_sites_own_word(raw, fetch, page):
    raw.answers["/"] = page(b"", "503 Service Unavailable", Server="cloudflare")
    assert "its server has trouble" in fetch(f"{raw.url}/").why


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Tue, 10 Nov 2026 13:00:00 GMT", timedelta(hours=1)),
        ("Tue, 10 Nov 2026 11:00:00 GMT", timedelta(0)),
        ("99999999", timedelta(days=7)),
        ("soon", None),
        ("-5", None),
        ("9" * 400, timedelta(days=7)),
    ],
)
def test_the_servers_word_when_to_come_again_is_read(raw, fetch, page, header, wait):
    raw.answers["/"] = page(b"", "503 Busy", Retry_After=header)
    retry_at = fetch(f"{raw.url}/").retry_at
    assert retry_at == (NOW + wait if wait is not None else None)


def test_one_host_is_asked_one_thing_at_a_time(raw, page):
    def slow(connection):
        time.sleep(0.05)
        connection.sendall(page())

    raw.answers |= {f"/{number}": slow for number in range(6)}
    with Fetcher(user_agent="t", clock=lambda: NOW, allow_private_addresses=True) as fetcher:
        threads = [
            threading.Thread(target=fetcher.get, args=(Request(source="s", url=f"{raw.url}/{number}"),))
            for number in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (len(raw.asked), raw.most_at_once) == (6, 1)


def test_between_two_requests_to_a_host_there_is_a_pause(raw, page):
    raw.answers["/"] = page()
    began = time.monotonic()
    limits = Limits(gap=0.2)
    with Fetcher(limits, user_agent="t", clock=lambda: NOW, allow_private_addresses=True) as fetcher:
        for _ in range(3):
            fetcher.get(Request(source="s", url=f"{raw.url}/"))
    assert time.monotonic() - began >= 0.4


def test_what_is_cancelled_ends_at_once_and_nothing_new_begins(raw):
    raw.answers["/"] = lambda _: time.sleep(5)
    with Fetcher(user_agent="t", clock=lambda: NOW, allow_private_addresses=True) as fetcher:
        threading.Timer(0.2, fetcher.cancel).start()
        began = time.monotonic()
        answers = [fetcher.get(Request(source="s", url=f"{raw.url}/")) for _ in range(2)]
    assert time.monotonic() - began < 2
    assert all("was given up: we are stopping" in answer.why for answer in answers)


@pytest.mark.parametrize(("page", "first"), [(False, "application/atom+xml"), (True, "text/html")])
def test_a_server_that_has_a_page_and_a_feed_at_one_address_is_told_which_is_wanted(raw, fetch, page, first):
    fetch(f"{raw.url}/", page=page)
    assert raw.asked[0][1]["Accept"].split(",")[0] == first


def test_a_page_is_asked_for_as_its_source_wants_it_asked_for(raw, fetch):
    fetch(f"{raw.url}/", page=True, access=Access(headers=(("accept", "application/json"),)))
    assert [value for name, value in raw.asked[0][1].items() if name.lower() == "accept"] == [
        "application/json"
    ]


def test_what_a_header_links_to_comes_back_as_far_as_it_is_read(raw, fetch, page):
    raw.answers["/"] = page(Link="</a>; rel=feed\r\nLink: </b>; rel=next")
    assert fetch(f"{raw.url}/").links == "</a>; rel=feed, </b>; rel=next"
    assert fetch(f"{raw.url}/", limits=Limits(max_links=4)).links == "</a>"
