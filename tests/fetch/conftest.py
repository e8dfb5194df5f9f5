"""A raw server on loopback that sends whatever it is told, byte for byte, and remembers what it was asked."""

import socket
import threading
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest

from aggregator.fetch import Fetcher, Limits, guard
from aggregator.model import Request

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)


_LIMITS = Limits()


class Raw:
    """``answers`` holds for each path bytes to send, or a function of the connection."""

    def __init__(self):
        self.answers, self.asked, self.busy, self.most_at_once = {}, [], 0, 0
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def close(self):
        self._listening.close()

    def _serve(self):
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection):
        with connection:
            try:
                head = b""
                while b"\r\n\r\n" not in head:
                    piece = connection.recv(65_536)
                    if not piece:
                        return
                    head += piece
                lines = head.decode("latin-1").split("\r\n")
                path = lines[0].split(" ")[1]
                with self._lock:
                    self.busy += 1
                    self.most_at_once = max(self.most_at_once, self.busy)
                    headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
                    self.asked.append((path, headers))
                try:
                    answer = self.answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                    answer(connection) if callable(answer) else connection.sendall(answer)
                finally:
                    with self._lock:
                        self.busy -= 1
            except OSError:
                return


@pytest.fixture
def raw():
    server = Raw()
    yield server
    server.close()


@pytest.fixture
def make():
    """Make a fetcher as asked; every fetcher ends with the test."""
    with ExitStack() as stack:

        def make(
            *, limits=_LIMITS, allow=True, hosts=None, clock=lambda: NOW, neighbours=None, authorities=None
        ):
            return stack.enter_context(
                Fetcher(
                    limits,
                    user_agent="test (+https://news.test)",
                    clock=clock,
                    allow_private_addresses=allow,
                    hosts=hosts,
                    neighbours=neighbours,
                    authorities=authorities,
                )
            )

        yield make


@pytest.fixture
def fetch(make):
    """Fetch an address with a fetcher made as asked."""

    def fetch(url, *, limits=_LIMITS, allow=True, hosts=None, authorities=None, **request):
        fetcher = make(limits=limits, allow=allow, hosts=hosts, authorities=authorities)
        return fetcher.begin(Request(source="s", url=url, **request)).result()

    return fetch


@pytest.fixture
def trap(monkeypatch):
    """Note every address for which a socket is made, and let none be made but to this machine."""
    touched = []
    plain = guard.plain_socket

    def plain_socket(info):
        touched.append(info[4][0])
        if info[4][0] != "127.0.0.1":
            raise AssertionError(f"a socket to {info[4][0]}")
        return plain(info)

    monkeypatch.setattr(guard, "plain_socket", plain_socket)
    return touched


@pytest.fixture
def page():
    def page(body=b"hello", status="200 OK", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named.setdefault("Content-Length", str(len(body)))
        lines = [
            f"HTTP/1.1 {status}",
            *(f"{name}: {value}" for name, value in named.items() if value is not None),
        ]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + body

    return page
