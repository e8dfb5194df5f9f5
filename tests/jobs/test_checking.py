"""An issue's links are asked before it is frozen."""

import threading
import time
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from aggregator.fetch import Fetcher
from aggregator.fetch import Limits as FetchLimits
from aggregator.jobs import checking, compose


@pytest.fixture
def web():
    """A server that answers ``/404`` with 404, ``/once`` well the second time, ``/slow`` too late."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            if self.path == "/slow":
                time.sleep(1.5)
            page = self.path[1:].partition("?")[0]
            first = self.path == "/once" and asked.count("/once") == 1
            status = 500 if first else int(page) if page.isdigit() else 200
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments):
            pass

    asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.url = asked, f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def check(site, clock):
    """Check the issue that is waiting."""

    def check(*, allow=True, within=20, watched=True, **options):
        draft = compose.compose(
            site.store, site.configuration.digests["weekly"], making=site.making, save=False
        )
        with Fetcher(
            FetchLimits(timeout=10), user_agent="test", clock=clock, allow_private_addresses=allow
        ) as one:
            limits = checking.Limits(
                within=timedelta(seconds=within), rest=timedelta(milliseconds=10), **options
            )
            tools = replace(site.checking, fetcher=one, limits=limits)
            return [(one.level, str(one)) for one in checking.check(draft, tools, watched=watched)]

    return check


def test_dead_links_are_named_and_living_ones_are_not(check, tell, web):
    tell("a", link=f"{web.url}/404")
    tell(
        "b",
        html=f'<p>See <a href="{web.url}/410">this</a> and <a href="{web.url}/200">that</a>.</p>',
        link=None,
    )
    found = check()
    assert sorted(found) == [
        ("warning", f"story 1 “Title of a”: a link is dead: {web.url}/404 answers 404; replace it"),
        ("warning", f"story 2 “Title of b”: a link is dead: {web.url}/410 answers 410; replace it"),
    ]
    assert sorted(web.asked) == ["/200", "/404", "/410"]


@pytest.mark.parametrize("status", [200, 401, 403, 405, 429])
def test_a_page_that_is_there_though_not_for_programs_is_not_dead(check, tell, web, status):
    tell("a", link=f"{web.url}/{status}")
    assert check() == []


def test_what_fails_once_is_asked_again(check, tell, web):
    tell("a", link=f"{web.url}/once")
    assert check() == []
    assert web.asked == ["/once", "/once"]


@pytest.mark.parametrize(("watched", "level"), [(True, "error"), (False, "warning")])
def test_a_link_into_a_private_network_is_never_asked_and_blocks_where_a_person_looks(
    check, tell, web, watched, level
):
    tell("a", link=f"{web.url}/200")
    ((found, said),) = check(allow=False, watched=watched)
    assert found == level
    assert "leads into a private network" in said
    assert web.asked == []


def test_asking_ends_in_time(check, tell, web):
    tell("a", link=f"{web.url}/slow")
    began = time.monotonic()
    ((level, said),) = check(within=0.3)
    assert time.monotonic() - began < 1.4
    assert (level, said) == (
        "warning",
        "links: 1 of 1 could not be asked in the time for that: look at them yourself",
    )


def test_no_more_links_are_asked_than_the_bound_says(check, tell, web):
    for name in ("a", "b", "c"):
        tell(name, link=f"{web.url}/404?{name}")
    found = check(links=2)
    assert len(web.asked) == 2
    assert "1 of 3 could not be asked" in found[-1][1]
    assert "1 more do not answer" in check(most_told=2)[-1][1]


def test_our_own_pages_are_not_asked(check, tell, site):
    tell("a", link="https://news.test/stories/a/")
    assert check() == []
