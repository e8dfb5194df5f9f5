"""The demo world over real HTTP."""

import http.client
from concurrent.futures import ThreadPoolExecutor

import pytest

from aggregator.demo.server import serve
from aggregator.demo.sites import sites


@pytest.fixture
def server(world):
    with serve(world) as server:
        yield server


def ask(server, host, path, *, method="GET", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    try:
        asked = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers={"Host": f"{host}:{server.port}", **asked})
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


@pytest.mark.parametrize("key", sites())
def test_hosts_are_told_apart_by_the_host_header(server, key):
    status, headers, body = ask(server, f"{key}.example", "/")
    assert (status, sites()[key].acronym.encode() in body) == (200, True)
    assert int(headers["Content-Length"]) == len(body)


def test_all_hosts_are_on_loopback(server):
    assert server.hosts == {f"{key}.example": "127.0.0.1" for key in sites()}


def test_its_own_links_carry_its_port(server):
    _, _, body = ask(server, "heartwood.example", "/feed/")
    assert f"<link>http://heartwood.example:{server.port}/2026/the-door-of-skarvik/</link>".encode() in body


def test_a_page_fails_once_and_then_works(server):
    assert [ask(server, "bells.example", "/category/news/")[0] for _ in range(3)] == [503, 200, 200]


def test_time_goes_by_when_the_step_is_set(server):
    before = ask(server, "caves.example", "/news/atom.xml")[2]
    server.step = 1
    after = ask(server, "caves.example", "/news/atom.xml")[2]
    assert b"string quartet" not in before
    assert b"string quartet" in after


def test_a_304_has_no_body_and_the_connection_goes_on(server):
    _, headers, _ = ask(server, "heartwood.example", "/feed/")
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    host = {"Host": f"heartwood.example:{server.port}"}
    connection.request("GET", "/feed/", headers={**host, "If-None-Match": headers["ETag"]})
    first = connection.getresponse()
    assert (first.status, first.read()) == (304, b"")
    connection.request("GET", "/", headers=host)
    assert connection.getresponse().read().startswith(b"<!DOCTYPE html>")
    connection.close()


def test_head_is_answered_without_a_body(server):
    status, headers, body = ask(server, "pollen.example", "/feed.json", method="HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 1000


def test_it_answers_many_at_once_and_remembers_who_asked(server):
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda key: ask(server, f"{key}.example", "/")[0], list(sites()) * 3))
    assert statuses == [200] * 24
    assert sorted({request.host.partition(":")[0] for request in server.requests}) == sorted(server.hosts)
    assert len(server.requests) == 24


def test_it_is_gone_when_its_context_ends(world):
    with serve(world) as server:
        pass
    with pytest.raises(ConnectionRefusedError):
        ask(server, "caves.example", "/")
