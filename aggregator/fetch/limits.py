"""The bounds of every request."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bounds of one request, redirects included, and the pause between two requests to one host.

    Numbers of time are in seconds, of size in bytes. A silence of ``read_timeout`` ends a request, or where
    ``timeout`` is longer one that leaves the time to connect. ``timeout`` counts from the host's turn on, so
    that a request is not charged for those before it; ``max_bytes`` counts before and after
    decompression; ``max_header_bytes`` is for one header, ``max_headers`` for how many there are,
    ``interim`` for how many answers (1xx) come before the one that counts, and ``max_links`` for the
    characters that are read of the header Link.
    Bodies beyond ``large_bytes`` are taken in at ``large_rate`` bytes a second, all together.

    Of sources that are commands or files ``commands`` run at once.

    What a server asks for is heeded up to ``longest_wait``, between polls, and ``longest_gap``,
    between requests; one that is asked too much (429) and does not say for how long is left alone for
    ``rest``. Where ``unreached`` hosts one after another cannot be reached, none of them is to blame.

    Of a robots.txt ``robots_bytes`` are read and kept for ``robots_age``, at most ``robots_kept`` of them;
    one that cannot be had is tried again after ``robots_retry``.
    """

    timeout: float = 30.0
    connect_timeout: float = 10.0
    read_timeout: float = 20.0
    max_bytes: int = 10_000_000
    large_bytes: int = 1_000_000
    large_rate: int = 120_000_000
    max_header_bytes: int = 32_768
    max_headers: int = 128
    max_url: int = 8_000
    max_links: int = 8_000
    max_validator: int = 1_024
    interim: int = 20
    redirects: int = 5
    gap: float = 0.0
    longest_gap: float = 60.0
    longest_wait: timedelta = timedelta(days=7)
    rest: timedelta = timedelta(minutes=10)
    unreached: int = 3
    cookies: int = 50
    commands: int = 4
    resolving: int = 32
    robots_bytes: int = 512_000
    robots_age: timedelta = timedelta(days=1)
    robots_retry: timedelta = timedelta(minutes=10)
    robots_kept: int = 200

    @property
    def silence(self) -> float:
        """How long a server may be silent: a slow one needs but ``timeout`` raised."""
        return max(self.read_timeout, self.timeout - self.connect_timeout)
