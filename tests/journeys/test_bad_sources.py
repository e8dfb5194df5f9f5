"""A source that misbehaves is reported in words; all others go on, and no item is lost."""

import gzip
import time

import pytest

GOOD = [("g1", "Good one"), ("g2", "Good two")]


def status(code, **headers):
    def answer(request):
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


def html(request):
    body = b"<!doctype html><title>Welcome to our new site</title><p>Hello"
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def truncated_gzip(request):
    body = gzip.compress(b"<rss version='2.0'>" + bytes(range(256)) * 100)[:200]
    request.send_response(200)
    request.send_header("Content-Encoding", "gzip")
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def endless(request):
    request.send_response(200)
    request.send_header("Content-Length", str(200_000_000))
    request.end_headers()
    try:
        for _ in range(200):
            request.wfile.write(b"x" * 1_000_000)
    except OSError:
        pass


def silent(request):
    time.sleep(5)
    request.close_connection = True


@pytest.mark.parametrize(
    ("page", "words", "http_status"),
    [
        pytest.param(status(404), "404", 404, id="404"),
        pytest.param(status(500), "500", 500, id="500"),
        pytest.param(html, "Welcome to our new site", 200, id="HTML instead of a feed"),
        pytest.param(truncated_gzip, "gzip", 200, id="truncated gzip"),
        pytest.param(endless, "larger than", 200, id="200 MB"),
        pytest.param(silent, "2 s", None, id="nothing for a minute"),
        pytest.param(b"", "empty", 200, id="an empty body"),
    ],
)
def test_a_source_that_misbehaves_is_reported_and_the_others_go_on(
    web, run, rss, a_site, page, words, http_status
):
    web.pages |= {"/bad": page, "/good": rss(*GOOD)}
    a_site({"bad": f"{web.url}/bad", "good": f"{web.url}/good"}, fetch='timeout = "2s"')
    ran = run("poll", "--json")
    bad, good = ran.json
    assert ran.code == 1
    assert (bad["status"], good["status"], good["new"]) == ("failed", "fetched", 2)
    assert words in bad["error"]
    assert "\n" not in bad["error"]
    if http_status:
        assert bad["http_status"] == http_status


def test_a_page_in_place_of_a_feed_leads_to_the_feed_that_it_names(web, run, rss, a_site):
    link = b"<link rel='alternate' type='application/rss+xml' href='/feed'>"
    web.pages |= {
        "/news": b"<!doctype html><html><head>" + link + b"<title>News</title></head><body>Hi</body></html>"
    }
    web.pages["/feed"] = rss(("a", "First"))
    a_site({"news": f"{web.url}/news"})
    (first,) = run("poll", "--json").json
    assert (first["status"], first["new"]) == ("fetched", 1)
    assert f"set url to {web.url}/feed" in first["faults"][0]
    web.pages["/feed"] = rss(("b", "Second"), ("a", "First"))
    assert run("poll", "--json").json[0]["new"] == 1


def test_a_source_that_recovers_brings_what_was_missed(web, run, rss, a_site):
    a_site({"news": f"{web.url}/feed"})
    web.pages["/feed"] = rss(("a", "First"))
    assert run("poll", "--json").json[0]["new"] == 1
    web.pages["/feed"] = status(503)
    assert run("poll", "--json").json[0]["status"] == "failed"
    web.pages["/feed"] = rss(("b", "Second"), ("a", "First"))
    (poll,) = run("poll", "--json").json
    assert (poll["new"], poll["known"]) == (1, 1)
