"""Reads where a source is and what it asks for; secrets stay out of the address, which is shown and kept."""

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from aggregator.config.schema import SourceTable
from aggregator.errors import ConfigurationError
from aggregator.model import Access

_NAME = re.compile(r"\$(?:\{(\w+)\}|(\w+)|\$)")
_PROXY = re.compile(r"http://[^\s/]+/?")


def reach(table: SourceTable, environ: Mapping[str, str]) -> tuple[str, Access]:
    """Return a source's address and what goes with its requests.

    Raises ``ConfigurationError`` for a secret that the environment does not hold, or that breaks a request.
    """
    url, user, password = _without_password(table.url or f"command:{table.key}")
    if table.user:
        user, password = _secret(table.user, environ), None
    if table.password:
        password = _secret(table.password, environ)
    return url, Access(
        headers=tuple((name, _filled(value, environ)) for name, value in table.headers.items()),
        user=user,
        password=password,
        certificate=table.certificate,
        proxy=_proxy(table, environ),
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
    return _of_environment(value[1:], environ) if value.startswith("$") else value


def _filled(value: str, environ: Mapping[str, str]) -> str:
    """Return what is written, each ``$NAME`` or ``${NAME}`` in it filled in; ``$$`` is a dollar."""

    def fill(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        return _of_environment(name, environ) if name else "$"

    return _NAME.sub(fill, value)


def _of_environment(name: str, environ: Mapping[str, str]) -> str:
    if name not in environ:
        raise ConfigurationError(f"${name} is not set in the environment")
    if not environ[name].isprintable():
        raise ConfigurationError(f"${name} holds a line break or a control sign, as at its end: leave it out")
    return environ[name]


def _proxy(table: SourceTable, environ: Mapping[str, str]) -> str | None:
    if not table.proxy:
        return None
    address = _filled(table.proxy, environ)
    try:
        is_one = _PROXY.fullmatch(address) is not None and urlsplit(address).port != 0
    except ValueError:
        is_one = False
    if not is_one:
        # Not shown: it may hold a password.
        raise ConfigurationError(
            f"proxy of source {table.key!r} is none such as http://proxy.example.org:3128"
        )
    return address
