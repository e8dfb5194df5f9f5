"""Reads where a source is and what it asks for; secrets stay out of the address, which is shown and kept."""

from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from aggregator.config.schema import SourceTable
from aggregator.errors import ConfigurationError
from aggregator.model import Access


def reach(table: SourceTable, environ: Mapping[str, str]) -> tuple[str, Access]:
    """Return a source's address and what goes with its requests.

    Raises ``ConfigurationError`` for a secret that the environment does not hold.
    """
    url, user, password = _without_password(table.url or f"command:{table.key}")
    if table.user:
        user, password = _secret(table.user, environ), None
    if table.password:
        password = _secret(table.password, environ)
    return url, Access(
        headers=tuple((name, _secret(value, environ)) for name, value in table.headers.items()),
        user=user,
        password=password,
        certificate=table.certificate,
        proxy=_secret(table.proxy, environ) if table.proxy else None,
        cookies=table.cookies,
        origin=url,
    )


def _without_password(url: str) -> tuple[str, str | None, str | None]:
    """Return an address without the user and password in it, and these: addresses are shown and kept."""
    parts = urlsplit(url)
    if parts.username is None:
        return url, None, None
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    return bare.geturl(), unquote(parts.username), unquote(parts.password or "")


def _secret(value: str, environ: Mapping[str, str]) -> str:
    """Return what is written, or what the environment holds where ``$NAME`` is written."""
    if not value.startswith("$"):
        return value
    if value[1:] not in environ:
        raise ConfigurationError(f"{value} is not set in the environment")
    return environ[value[1:]]
