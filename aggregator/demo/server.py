"""Serves the demo world over real HTTP on loopback, telling its hosts apart by the Host header."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aggregator.demo.world import Answer, World

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One request that the server had, and the status that it answered."""

    host: str
    path: str
    step: int
    status: int


class Server:
    """The demo world's web server; set ``step`` to let its time go by."""

    def __init__(self, world: World, port: int) -> None:
        self.world = world
        self.port = port
        self.step = 0
        self.hosts = dict.fromkeys(world.hosts, LOOPBACK)
        self.requests: list[Request] = []
        self._hits: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def answer(self, host: str, path: str, headers: dict[str, str]) -> Answer:
        """Return the world's answer to one request, and remember that it was asked."""
        with self._lock:
            step, hit = self.step, self._hits[host, path]
            self._hits[host, path] += 1
        answer = self.world.answer(host, path, step, hit, headers)
        with self._lock:
            self.requests.append(Request(host=host, path=path, step=step, status=answer.status))
        return answer


@contextmanager
def serve(world: World) -> Iterator[Server]:
    """Serve ``world`` on a free port of 127.0.0.1 for as long as the context lasts."""
    with ThreadingHTTPServer((LOOPBACK, 0), BaseHTTPRequestHandler) as httpd:
        server = Server(world, httpd.server_address[1])
        httpd.RequestHandlerClass = _handler(server)
        # A visitor's browser may keep a connection open; leaving must not wait for it.
        httpd.block_on_close = False
        thread = threading.Thread(target=httpd.serve_forever, args=(0.05,), name="demo-web", daemon=True)
        thread.start()
        try:
            yield server
        finally:
            httpd.shutdown()
            thread.join()


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_GET(self) -> None:
            """Answer from the world; to HEAD the same without the body."""
            headers = {key.lower(): value for key, value in self.headers.items()}
            answer = server.answer(headers.get("host", ""), self.path, headers)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.status != 304:  # noqa: PLR2004 — RFC 9110 §15.4.5: it has no body, so no length
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(answer.body)

        do_HEAD = do_GET  # noqa: N815 — the library's name

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the library's name
            """Say nothing: who wants to know reads ``server.requests``."""

        def version_string(self) -> str:
            return "demo"

    return Handler
