"""Serves the application over HTTP in a thread of its own."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette

from aggregator.errors import UsageError


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Open connections at most, and the seconds that idle ones and a shutdown may take."""

    connections: int = 500
    keep_alive: int = 15
    shutdown: int = 5
    header_bytes: int = 16_384


@contextmanager
def serving(application: Starlette, host: str, port: int, *, limits: Limits = Limits()) -> Iterator[str]:
    """Serve for as long as the context lasts; gives the address, which names the port where 0 was asked.

    Raises ``UsageError`` where the port cannot be listened on.
    """
    try:
        listening = socket.create_server((host, port))
    except OSError as error:
        raise UsageError(f"[web] cannot listen on {host} port {port}: {error.strerror or error}") from error
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            limit_concurrency=limits.connections,
            timeout_keep_alive=limits.keep_alive,
            timeout_graceful_shutdown=limits.shutdown,
            h11_max_incomplete_event_size=limits.header_bytes,
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="web", daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{listening.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
