"""Notices when nobody at all can be reached from here, so that no host is blamed for it."""

import aiohttp

_NOT_REACHED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class Reach:
    """The hosts that could not be reached since one last answered; if they are ``hosts``, it is our fault."""

    def __init__(self, *, hosts: int) -> None:
        self._hosts = hosts
        self._missed: set[str] = set()

    def heard(self) -> None:
        """Note that a host has answered."""
        self._missed.clear()

    def failed(self, host: str, error: Exception) -> bool:
        """Note what went wrong with a host; return whether it is because nobody can be reached from here."""
        # One whose certificate is wrong was reached.
        if not isinstance(error, _NOT_REACHED) or isinstance(error, aiohttp.ClientSSLError):
            return False
        self._missed.add(host)
        return len(self._missed) >= self._hosts
