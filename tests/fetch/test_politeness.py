"""No host has a reason to block us: it is asked when it wants to be, and for what it lets us have."""

import fcntl
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.fetch import Fetcher, Limits, headers, robots
from aggregator.model import Fetched, Request, Unchanged, Validators

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def paths(raw):
    return [path for path, _ in raw.asked]


def names(raw):
    return [given["Host"].partition(":")[0] for _, given in raw.asked]


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_a_host_that_wants_a_rest_is_left_in_peace_until_then(raw, make, page, clock, status):
    raw.answers |= {"/": page(b"", status, Retry_After="600"), "/other": page()}
    fetcher = make(clock=clock)
    first = fetcher.get(Request(source="s", url=f"{raw.url}/"))
    clock.now += timedelta(seconds=599)
    second = fetcher.get(Request(source="t", url=f"{raw.url}/other"))
    assert (first.retry_at, second.retry_at) == (NOW + timedelta(minutes=10),) * 2
    assert second.why == "127.0.0.1 wants not to be asked before 10 November, 12:10 UTC, and was not"
    assert second.status is None
    assert paths(raw) == ["/"]
    clock.now += timedelta(seconds=1)
    assert isinstance(fetcher.get(Request(source="t", url=f"{raw.url}/other")), Fetched)


def test_another_host_is_asked_meanwhile(raw, make, page):
    raw.answers["/"] = page(b"", "503 Busy", Retry_After="600")
    fetcher = make(hosts={"one.example": "127.0.0.1", "two.example": "127.0.0.1"})
    for name in ("one.example", "two.example", "one.example"):
        fetcher.get(Request(source="s", url=f"http://{name}:{raw.port}/"))
    assert names(raw) == ["one.example", "two.example"]


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_a_host_that_wants_a_rest_as_it_is_asked_for_robots_txt_has_it(raw, make, page, clock, status):
    raw.answers |= {"/robots.txt": page(b"", status, Retry_After="20000"), "/": page()}
    fetcher = make(clock=clock)
    first = ask(fetcher, f"{raw.url}/")
    clock.now += timedelta(hours=5)
    assert (first.retry_at, first.unasked) == (NOW + timedelta(seconds=20_000), False)
    again = ask(fetcher, f"{raw.url}/")
    assert (again.retry_at, again.unasked) == (first.retry_at, True)
    assert paths(raw) == ["/robots.txt"]
    clock.now = first.retry_at
    raw.answers["/robots.txt"] = page(b"")
    assert isinstance(ask(fetcher, f"{raw.url}/"), Fetched)


def test_of_a_host_that_wants_a_rest_nobody_says_that_its_robots_txt_was_asked_for(raw, make, page, clock):
    raw.answers["/"] = page(b"", "503 Busy", Retry_After="600")
    fetcher = make(clock=clock)
    fetcher.get(Request(source="s", url=f"{raw.url}/"))
    refused = ask(fetcher, f"{raw.url}/news")
    assert (refused.unasked, paths(raw)) == (True, ["/"])
    said = "127.0.0.1 wants not to be asked before 10 November, 12:10 UTC, and was not"
    assert refused.why == f"{raw.url}/news is not read: {said}"
    clock.now += timedelta(minutes=10)
    raw.answers |= {"/robots.txt": page(b""), "/news": page()}
    assert isinstance(ask(fetcher, f"{raw.url}/news"), Fetched)


def test_who_was_not_asked_is_said_not_to_have_been(raw, make, page, clock):
    raw.answers["/"] = page(b"", "429 Busy", Retry_After="600")
    fetcher = make(clock=clock)
    assert [fetcher.get(Request(source=key, url=f"{raw.url}/")).unasked for key in "ab"] == [False, True]


@pytest.mark.parametrize("status", [400, 406, 412, 416, 428])
def test_who_does_not_understand_conditions_is_asked_without(raw, fetch, page, status):
    def answer(connection):
        conditional = "If-None-Match" in raw.asked[-1][1]
        connection.sendall(page(b"", f"{status} No") if conditional else page(b"here"))

    raw.answers["/"] = answer
    assert fetch(f"{raw.url}/", validators=Validators(etag='"1"')).body == b"here"
    raw.answers["/"] = page(b"", f"{status} No")
    assert fetch(f"{raw.url}/", validators=Validators(etag='"1"')).status == status
    assert len(raw.asked) == 4, "and once more at most"
    assert fetch(f"{raw.url}/").status == status
    assert len(raw.asked) == 5


@pytest.mark.parametrize("status", ["500 Broken", "404 Not Found"])
def test_other_failures_hold_nobody_up(raw, make, page, status):
    raw.answers["/"] = page(b"", status, Retry_After="600")
    fetcher = make()
    for _ in range(2):
        fetcher.get(Request(source="s", url=f"{raw.url}/"))
    assert len(raw.asked) == 2


def test_what_is_gone_for_good_is_said_to_be(raw, fetch, page):
    raw.answers |= {"/gone": page(b"", "410 Gone"), "/lost": page(b"", "404 Not Found")}
    assert (fetch(f"{raw.url}/gone").gone, fetch(f"{raw.url}/lost").gone) == (True, False)


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ({}, None),
        ({"Cache-Control": "max-age=600"}, 600),
        ({"Cache-Control": 'public, MAX-AGE="600"'}, 600),
        ({"Cache-Control": "max-age=600", "Age": "100"}, 500),
        ({"Cache-Control": "max-age=600", "Age": "601"}, None),
        ({"Cache-Control": "max-age=600, no-cache"}, None),
        ({"Cache-Control": 'no-cache="Set-Cookie, X", max-age=600'}, 600),
        ({"Cache-Control": "public; max-age = 600"}, 600),
        ({"Cache-Control": ",, =5, max-age"}, None),
        ({"Cache-Control": "no-store"}, None),
        ({"Cache-Control": "max-age=0"}, None),
        ({"Cache-Control": "max-age=soon"}, None),
        ({"Cache-Control": "max-age=-1"}, None),
        ({"Cache-Control": "max-age=" + "9" * 5_000}, WEEK.total_seconds()),
        ({"Cache-Control": "s-maxage=900, max-age=60"}, 60),
        ({"Expires": "Tue, 10 Nov 2026 13:00:00 GMT"}, 3_600),
        ({"Expires": "Tuesday, 10-Nov-26 13:00:00 GMT"}, 3_600),
        ({"Expires": "Tue Nov 10 13:00:00 2026"}, 3_600),
        ({"Expires": "Tue, 10 Nov 2026 13:00:00 GMT", "Date": "Tue, 10 Nov 2026 12:30:00 GMT"}, 1_800),
        ({"Expires": "Tue, 10 Nov 2026 13:00:00 GMT", "Age": "600"}, 3_000),
        ({"Expires": "Tue, 10 Nov 2026 13:00:00 GMT", "Cache-Control": "max-age=60"}, 60),
        ({"Expires": "0"}, None),
        ({"Expires": "Mon, 01 Jan 1990 00:00:00 GMT"}, None),
        ({"Expires": "Fri, 31 Dec 9999 23:59:59 GMT"}, WEEK.total_seconds()),
        ({"Expires": "Tue, 99 Nov 2026 13:00:00 GMT"}, None),
    ],
)
def test_how_long_an_answer_is_fresh_is_read_from_its_headers(given, seconds):
    fresh = headers.fresh_until(given, NOW, longest=WEEK)
    assert fresh == (None if seconds is None else NOW + timedelta(seconds=seconds))


def test_what_is_said_in_several_lines_is_read_as_one(raw, fetch, page):
    raw.answers["/"] = page(Cache_Control="public\r\nCache-Control: max-age=600")
    assert fetch(f"{raw.url}/").fresh_until == NOW + timedelta(minutes=10)


def test_freshness_comes_with_a_page_and_with_a_304(raw, fetch, page):
    raw.answers["/"] = page(Cache_Control="max-age=60")
    raw.answers["/same"] = page(b"", "304 Not Modified", Cache_Control="max-age=60")
    assert fetch(f"{raw.url}/").fresh_until == NOW + timedelta(minutes=1)
    same = fetch(f"{raw.url}/same", validators=Validators(etag='"1"'))
    assert isinstance(same, Unchanged)
    assert same.fresh_until == NOW + timedelta(minutes=1)


def test_a_304_that_was_not_asked_for_is_no_news_of_no_change(raw, fetch, page):
    raw.answers["/"] = page(b"", "304 Not Modified")
    assert "since a visit that we know nothing of" in fetch(f"{raw.url}/").why


def test_a_part_that_was_not_asked_for_is_not_taken_for_the_whole(raw, fetch, page):
    raw.answers["/"] = page(b"half", "206 Partial Content")
    assert "sent only a part (206)" in fetch(f"{raw.url}/").why


def test_validators_too_large_for_a_request_are_not_kept(raw, fetch, page):
    raw.answers["/"] = page(ETag='"' + "a" * 2_000 + '"')
    assert fetch(f"{raw.url}/").validators == Validators()


ROBOTS = """
User-agent: *
Disallow: /

User-agent: test
Disallow: /private
Allow: /private/but
Crawl-delay: 0.2
"""


def ask(fetcher, url):
    return fetcher.get(Request(source="s", url=url, respect_robots=True))


@pytest.fixture
def site(raw, page):
    raw.answers |= {"/robots.txt": page(ROBOTS.encode())}
    raw.answers |= {path: page() for path in ("/", "/news", "/private/x", "/private/but/x")}
    return raw


@pytest.mark.parametrize(
    ("path", "allowed"), [("/news", True), ("/private/x", False), ("/private/but/x", True)]
)
def test_what_a_robots_txt_forbids_us_is_not_asked_for(site, make, path, allowed):
    answer = ask(make(), f"{site.url}{path}")
    assert isinstance(answer, Fetched) is allowed
    assert paths(site) == ["/robots.txt", path][: 1 + allowed]
    if not allowed:
        assert answer.why == (
            f"{site.url}{path} is not read: {site.url}/robots.txt asks test not to read {path}: "
            "ask the site, or set respect_robots = false if it has agreed"
        )


def test_a_mark_of_the_encoding_does_not_hide_what_a_robots_txt_says(site, make, page):
    site.answers["/robots.txt"] = page("\ufeffUser-agent: *\nDisallow: /news".encode())
    assert "asks test not to read /news" in ask(make(), f"{site.url}/news").why


def test_a_robots_txt_that_leads_in_circles_is_none(site, make, page):
    site.answers["/robots.txt"] = page(b"", "301 Moved", Location="/robots.txt")
    assert isinstance(ask(make(), f"{site.url}/private/x"), Fetched)


def test_who_does_not_ask_for_robots_txt_gets_all(site, fetch):
    assert isinstance(fetch(f"{site.url}/private/x"), Fetched)
    assert paths(site) == ["/private/x"]


def test_a_robots_txt_is_read_once_a_day(site, make, clock):
    fetcher = make(clock=clock)
    for hours in (0, 1, 22, 2):
        clock.now += timedelta(hours=hours)
        ask(fetcher, f"{site.url}/news")
    assert paths(site).count("/robots.txt") == 2


def test_of_many_at_once_only_one_asks_for_it(site, make):
    fetcher = make()
    threads = [threading.Thread(target=ask, args=(fetcher, f"{site.url}/private/x")) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert paths(site) == ["/robots.txt"]


def test_a_crawl_delay_is_kept_between_requests(site, make):
    fetcher = make()
    ask(fetcher, f"{site.url}/news")
    began = time.monotonic()
    for _ in range(2):
        fetcher.get(Request(source="s", url=f"{site.url}/news"))
    assert time.monotonic() - began >= 0.35


def test_a_crawl_delay_without_reason_is_not(site, make, page):
    site.answers["/robots.txt"] = page(b"User-agent: *\nCrawl-delay: 86400")
    fetcher = make(limits=Limits(longest_gap=0.1))
    began = time.monotonic()
    notes = [ask(fetcher, f"{site.url}/news").notes for _ in range(3)]
    assert time.monotonic() - began < 2
    assert (
        notes
        == [
            (
                (
                    "the robots.txt of 127.0.0.1 wants 86,400 s between two requests (Crawl-delay), which is more "
                    "than the 0.1 s that it is given: ask the site, or poll it more rarely with interval"
                ),
            )
        ]
        * 3
    )


@pytest.mark.parametrize(("asked", "kept"), [(30, 30), (60, 60), (600, 60)])
def test_a_crawl_delay_of_up_to_a_minute_is_kept(site, page, asked, kept):
    site.answers["/robots.txt"] = page(f"User-agent: *\nCrawl-delay: {asked}".encode())
    waited = []

    async def pause(seconds):
        waited.append(seconds)

    with Fetcher(user_agent="test", clock=lambda: NOW, pause=pause, allow_private_addresses=True) as fetcher:
        answer = [ask(fetcher, f"{site.url}/news") for _ in range(2)][1]
    assert (waited, bool(answer.notes)) == ([kept], asked > kept)


def test_the_robots_txt_of_where_a_redirect_leads_counts_too(site, make, page):
    site.answers["/away"] = page(b"", "302 Found", Location="/private/x")
    assert "asks test not to read /private/x" in ask(make(), f"{site.url}/away").why
    assert paths(site) == ["/robots.txt", "/away"]


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        ("404 Not Found", True),
        ("403 Forbidden", True),
        ("410 Gone", True),
        ("429 Slow Down", False),
        ("500 Broken", False),
        ("503 Busy", False),
    ],
)
def test_a_robots_txt_that_is_not_there_allows_all_and_one_that_cannot_be_had_nothing(
    site, make, page, clock, status, allowed
):
    site.answers["/robots.txt"] = page(b"", status)
    fetcher = make(clock=clock)
    answer = ask(fetcher, f"{site.url}/news")
    assert isinstance(answer, Fetched) is allowed
    if not allowed:
        assert "its robots.txt cannot be had, so nothing is read for now" in answer.why
        assert answer.why.endswith("or set respect_robots = false if it has agreed")
        site.answers["/robots.txt"] = page(b"")
        clock.now += timedelta(minutes=11)
        assert isinstance(ask(fetcher, f"{site.url}/news"), Fetched)


BOMBS = {
    "a great many agents for a great many rules": "User-agent: a{}\n" * 16_000 + "Disallow: /{}\n" * 16_000,
    "a great many stars": "User-agent: *\nDisallow: /" + "*a" * 100_000 + "b",
    "one line without end": "User-agent: *\nDisallow: /" + "a" * 500_000,
    "no lines at all": "\0\xff\ud7ff" * 100_000,
    "only agents": "User-agent: test\n" * 30_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_no_robots_txt_takes_long_to_read(bomb):
    parts = BOMBS[bomb].split("{}")
    text = "".join(f"{part}{number}" for number, part in enumerate(parts))[:512_000]
    began = time.monotonic()
    robots.parse(text, token="test").can_fetch("http://a.example/" + "a" * 5_000, "test")
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    ("user_agent", "token"),
    [
        ("aggregator/1.0 (+https://news.test)", "aggregator"),
        ("Our-News_bot", "Our-News_bot"),
        ("", "*"),
        ("0x", "*"),
    ],
)
def test_a_robots_txt_knows_us_by_our_products_name(user_agent, token):
    assert robots.product_token(user_agent) == token


@pytest.mark.parametrize(
    ("line", "ours"),
    [
        ("User-agent: test", True),
        ("user-agent:TEST/2.0", True),
        ("User agent test", True),
        ("User-agent: test # that is them", True),
        ("User-agent: testing", False),
        ("User-agent: te", False),
        ("User-agent: other", False),
        ("User-agent: *", True),
    ],
)
def test_a_group_speaks_to_us_by_our_name_or_to_all(line, ours):
    rules = robots.parse(f"{line}\nDisallow: /\n", token="test")
    assert rules.can_fetch("http://a.example/x", "test") is not ours


def test_a_slow_host_holds_up_no_other(raw, make, page):
    def endless(connection):
        while True:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000)

    def trickling(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            connection.sendall(b"x")
            time.sleep(0.1)

    raw.answers |= {"/endless": endless, "/trickling": trickling, "/": page()}
    hosts = {f"{name}.example": "127.0.0.1" for name in ("endless", "trickling", "quick")}
    fetcher = make(hosts=hosts, limits=Limits(timeout=4))
    slow, took = [], []

    def get(name, path):
        slow.append(fetcher.get(Request(source="s", url=f"http://{name}.example:{raw.port}{path}")))

    threads = [threading.Thread(target=get, args=(name, f"/{name}")) for name in ("endless", "trickling")]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    for _ in range(5):
        began = time.monotonic()
        assert isinstance(fetcher.get(Request(source="s", url=f"http://quick.example:{raw.port}/")), Fetched)
        took.append(time.monotonic() - began)
    for thread in threads:
        thread.join()
    # What happens once may be the machine's doing.
    assert sorted(took)[2] < 1
    why = sorted(one.why for one in slow)
    assert "endless sent more than 20 interim answers (1xx)" in why[0]
    assert "did not finish within 4 s" in why[1]


def test_a_host_that_is_done_with_is_forgotten(raw, make, page):
    raw.answers["/"] = page()
    hosts = {f"h{number}.example": "127.0.0.1" for number in range(20)}
    fetcher = make(hosts=hosts)
    for name in hosts:
        fetcher.get(Request(source="s", url=f"http://{name}:{raw.port}/"))
    assert len(fetcher._visitor._turns._hosts) <= 1


@pytest.mark.skipif(not hasattr(fcntl, "F_OFD_SETLK"), reason="this system has no locks of an open file")
def test_two_processes_of_a_site_ask_a_host_one_after_the_other(raw, make, tmp_path):
    def slow(connection):
        time.sleep(0.1)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    raw.answers = dict.fromkeys(["/a", "/b", "/c"], slow)
    # What tells processes apart are their open files, and each fetcher has its own.
    poller, other = (make(neighbours=tmp_path / "hosts.lock") for _ in range(2))
    asked = [
        fetcher.begin(Request(source="s", url=f"{raw.url}{path}"))
        for path in raw.answers
        for fetcher in (poller, other)
    ]
    assert [one.result().status for one in asked] == [200] * 6
    assert raw.most_at_once == 1
