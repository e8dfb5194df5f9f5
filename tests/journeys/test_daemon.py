"""The daemon on the demo world: it polls, publishes, serves, sends, and ends when it is told to."""

import re
import signal
import socket
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime

import feedparser
import pytest

from aggregator.demo.inbox import Inbox
from aggregator.demo.server import serve
from aggregator.demo.site import write_site
from aggregator.demo.world import World


def wait_for(look, *, seconds=30):
    """Return what ``look`` finds as soon as it finds something."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


@pytest.fixture
def world(tmp_path):
    with serve(World(datetime.now(UTC))) as server, Inbox(tmp_path / "inbox") as inbox:
        server.step = 1
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        path = write_site(tmp_path, server, inbox, url=f"http://127.0.0.1:{port}/")
        text = path.read_text().replace("review = true", "review = false")
        path.write_text(text + f"\n[web]\nport = {port}\n")
        yield server, inbox, f"http://127.0.0.1:{port}/"


@pytest.fixture
def daemon(world, start):
    process = start("run")
    yield process
    process.kill()
    process.communicate()


def get(address):
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.read()
    except (urllib.error.URLError, ConnectionError):
        return None


def test_the_daemon_gathers_publishes_and_serves_by_itself_and_stops_when_told(world, daemon):
    _, _, url = world
    feed = wait_for(lambda: get(f"{url}feed.xml"))
    assert len(feedparser.parse(feed).entries) > 20
    assert b"Frost rings" in get(url)
    daemon.send_signal(signal.SIGTERM)
    out, err = daemon.communicate(timeout=20)
    assert daemon.returncode == 0
    assert "stopping" in out.decode()
    assert "Traceback" not in (out + err).decode()


def test_one_daemon_runs_on_a_site(world, daemon, run):
    _, _, url = world
    wait_for(lambda: get(f"{url}healthz"))
    second = run("run")
    assert second.code in {1, 2}
    assert re.search(r"another process is running|cannot listen", second.err)


pytestmark = pytest.mark.timeout(150)
