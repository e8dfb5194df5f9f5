"""Decides what of a source's access goes with a request: its secrets go to their own origin only."""

from base64 import b64encode
from dataclasses import dataclass

from yarl import URL

from aggregator.model import Request


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """What goes with every request of one way, and to which origin alone."""

    origin: URL | None
    headers: tuple[tuple[str, str], ...]
    certificate: str | None

    def headers_for(self, url: URL) -> dict[str, str]:
        """Return the secret headers that go to ``url``."""
        return dict(self.headers) if _origin(url) == self.origin else {}

    def proves_to(self, url: URL) -> bool | None:
        """Say whether ``url`` is shown who we are; ``None`` where there is nothing to show."""
        known = any(name.lower() == "authorization" for name, _ in self.headers)
        return _origin(url) == self.origin if known else None

    def certificate_for(self, url: URL) -> str | None:
        """Return the path of the client certificate that is shown to ``url``."""
        return self.certificate if _origin(url) == self.origin else None


def carried(request: Request, url: URL) -> Carried:
    """Return what goes with ``request``; a user and password may stand in its address ``url`` too."""
    access = request.access
    headers = dict(access.headers)
    if access.user is not None:
        headers["Authorization"] = _basic(access.user, access.password or "")
    elif url.user is not None:
        headers["Authorization"] = _basic(url.user, url.password or "")
    origin = _origin(URL(access.origin) if access.origin else url)
    return Carried(origin=origin, headers=tuple(headers.items()), certificate=access.certificate)


def _origin(url: URL) -> URL | None:
    return url.origin() if url.host else None


def _basic(user: str, password: str) -> str:
    """Return the Authorization header of RFC 7617."""
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()
