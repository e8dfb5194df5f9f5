"""Serves the application over HTTP in a thread of its own."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from aggregator.errors import UsageError
from aggregator.web.connection import bounded
from aggregator.web.limits import DEFAULT, Limits

_log = logging.getLogger("uvicorn.error")


@contextmanager
def serving(application: Starlette, host: str, port: int, *, limits: Limits = DEFAULT) -> Iterator[str]:
    """Serve for as long as the context lasts; gives the address, which names the port where 0 was asked.

    What is under way when the context ends is finished first. Raises ``UsageError`` where the port
    cannot be listened on.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=limits.connections)
    except OSError as error:
        raise UsageError(f"[web] cannot listen on {host} port {port}: {error.strerror or error}") from error
    # asyncio does so only for sockets that name their protocol; without, small answers wait 40 ms for an ACK.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    server = _server(application, limits)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="web", daemon=True)
    words = _InWords()
    _log.addFilter(words)
    thread.start()
    try:
        name = f"[{host}]" if ":" in host else host
        yield f"http://{name}:{listening.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join()
        _log.removeFilter(words)
        listening.close()


def _server(application: Starlette, limits: Limits) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            application,
            http=bounded(limits),
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            limit_concurrency=limits.connections,
            timeout_keep_alive=limits.keep_alive,
            timeout_graceful_shutdown=limits.shutdown,
            h11_max_incomplete_event_size=limits.header_bytes,
        )
    )


class _InWords(logging.Filter):
    """Turns the traceback of a page that failed into a sentence; invalid requests are nobody's concern."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and (error := record.exc_info[1]):
            record.msg, record.args = "a page could not be shown: %s: %s", (type(error).__name__, error)
            record.exc_info = record.exc_text = None
            return True
        return record.levelno >= logging.ERROR
