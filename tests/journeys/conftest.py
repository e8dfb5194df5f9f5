"""Real parts for journeys: the command line as a process, a web server on loopback, a site's folder."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
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


class Process:
    """A command that runs, as ``subprocess.Popen`` would have it."""

    def __init__(self, warm, arguments, environment):
        out, its_out = os.pipe()
        err, its_err = os.pipe()
        asked = json.dumps({"arguments": arguments, "environment": environment})
        socket.send_fds(warm, [asked.encode()], [its_out, its_err])
        self.pid, self.returncode, self._warm = int(warm.recv(100)), None, warm
        self.stdout, self.stderr = os.fdopen(out, "rb"), os.fdopen(err, "rb")
        os.close(its_out), os.close(its_err)
        self._handle = os.pidfd_open(self.pid)

    def send_signal(self, number):
        if self.returncode is None:
            signal.pidfd_send_signal(self._handle, number)

    def terminate(self):
        self.send_signal(signal.SIGTERM)

    def kill(self):
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout=60):
        """Return what it says until it ends; end it where that takes longer than ``timeout`` seconds."""
        if self.returncode is not None:
            return b"", b""
        with ThreadPoolExecutor(2) as reading:
            said = [reading.submit(one.read) for one in (self.stdout, self.stderr)]
            ended = select.select([self._handle], [], [], timeout)[0]
            if not ended:
                os.killpg(self.pid, signal.SIGKILL)
            out, err = (one.result() for one in said)
        self._end()
        assert ended, f"it did not end within {timeout} s and said {out!r}, {err!r}"
        return out, err

    def _end(self):
        if self.returncode is None:
            self._warm.send(str(self.pid).encode())
            self.returncode = int(self._warm.recv(100))
            os.close(self._handle)
            self.stdout.close(), self.stderr.close()


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
def start(warm, tmp_path):
    """Start a command on the site in ``tmp_path`` as a process of its own."""

    def start(*arguments, site=tmp_path, **environment):
        given = [*arguments, *(["--site", str(site)] if site else [])]
        return Process(warm, given, {**os.environ, "COLUMNS": "160", **environment})

    return start


@pytest.fixture
def run(start):
    """Run a command on the site in ``tmp_path`` as a process of its own and return how it ended."""

    def run(*arguments, timeout=60, **given):
        process = start(*arguments, **given)
        out, err = process.communicate(timeout)
        ran = Ran(process.returncode, out.decode(), err.decode())
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
