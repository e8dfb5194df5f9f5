"""Real parts for journeys: the command line as a process, a web server on loopback, a site's folder."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest


@dataclass
class Ran:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@dataclass
class Web:
    """A web server whose pages are functions of the request; it remembers what it was asked."""

    url: str = ""
    pages: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)


@pytest.fixture
def start(tmp_path):
    """Start a command on the site in ``tmp_path`` as a process of its own."""

    def start(*arguments, site=tmp_path, **environment):
        return subprocess.Popen(
            [sys.executable, "-m", "aggregator.cli", *arguments, *(["--site", str(site)] if site else [])],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "COLUMNS": "160", **environment},
        )

    return start


@pytest.fixture(scope="session")
def warm():
    """Have a process that runs commands without loading them anew; see ``warm.py``."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    process = subprocess.Popen([sys.executable, Path(__file__).with_name("warm.py")], stdin=its)
    its.close()
    yield ours
    ours.close()
    assert process.wait(timeout=30) == 0


@pytest.fixture
def run(warm, tmp_path):
    """Run a command on the site in ``tmp_path`` as a process of its own and return how it ended."""

    def run(*arguments, timeout=60, site=tmp_path, **environment):
        asked = {
            "arguments": [*arguments, *(["--site", str(site)] if site else [])],
            "environment": {**os.environ, "COLUMNS": "160", **environment},
            "timeout": timeout,
        }
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            socket.send_fds(warm, [json.dumps(asked).encode()], [out.fileno(), err.fileno()])
            code = int(warm.recv(100))
            out.seek(0), err.seek(0)
            ran = Ran(code, out.read().decode(), err.read().decode())
        assert "Traceback" not in ran.err + ran.out
        return ran

    return run


@pytest.fixture
def web():
    """Serve ``web.pages`` (path -> bytes, or a function of the handler) on loopback."""
    served = Web()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            served.asked.append(self.path)
            page = served.pages.get(self.path)
            if callable(page):
                page(self)
                return
            self.send_response(200 if page is not None else 404)
            body = page if page is not None else b"no such page"
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815  the library's name

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.block_on_close = False
    served.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield served
    server.shutdown()
    server.server_close()


@pytest.fixture
def a_site(tmp_path):
    """Write a sources.toml with these sources (key -> address) and whatever follows it."""

    def write(sources, *, more="", fetch="", folder: Path = tmp_path):
        head = (
            f'[site]\ntitle = "Test"\nurl = "http://news.test/"\n[fetch]\nallow_private_addresses = true\n{fetch}\n'
            '[[society]]\nkey = "society"\nname = "The Society"\nurl = "http://society.test/"\n'
        )
        tables = [
            f'[[source]]\nkey = "{key}"\nsociety = "society"\nurl = "{url}"\n' for key, url in sources.items()
        ]
        (folder / "sources.toml").write_text(head + "".join(tables) + more)
        return folder

    return write


@pytest.fixture
def rss():
    """Make an RSS 2.0 document of (guid, title) pairs, each dated now."""

    def rss(*entries):
        date = format_datetime(datetime.now(UTC))
        items = "".join(
            f"<item><guid isPermaLink='false'>{guid}</guid><title>{name}</title><pubDate>{date}</pubDate>"
            f"<link>http://society.test/{guid}</link><description>The news called {name}.</description></item>"
            for guid, name in entries
        )
        return f"<rss version='2.0'><channel><title>A feed</title>{items}</channel></rss>".encode()

    return rss
