"""The bounds of every request."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bounds of one request, redirects included, and the pause between two requests to one host.

    Times are in seconds, sizes in bytes; ``max_bytes`` counts after decompression.
    """

    timeout: float = 30.0
    connect_timeout: float = 10.0
    read_timeout: float = 20.0
    max_bytes: int = 10_000_000
    max_header_bytes: int = 32_768
    redirects: int = 5
    gap: float = 0.0
