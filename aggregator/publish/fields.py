"""Makes single values fit to stand in a feed: text that XML can hold, real addresses, real languages."""

import re
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 §2.2 does not allow in a document, escaped or not."""

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_IDENTITY: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:([A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")
_LONE_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\]")
_PATH: Final = "/%:@!$&'()*+,;=~-._"
_QUERY: Final = _PATH + "?"


def text(value: str) -> str:
    """Return ``value`` without what no XML document can hold, its line breaks as XML reads them."""
    return _NOT_XML.sub("", value).replace("\r\n", "\n").replace("\r", "\n")


def line(value: str) -> str:
    """Return ``value`` as one line of text."""
    return " ".join(text(value).split())


def language(tag: str | None) -> str | None:
    """Return ``tag`` where it has the form of a language tag (RFC 5646), else ``None``."""
    return tag if tag and _LANGUAGE.fullmatch(tag) else None


def identity(value: str | None) -> str | None:
    """Return ``value`` where it is an absolute URI (RFC 3986) that may stand as an id, else ``None``."""
    try:
        is_one = bool(value and _IDENTITY.fullmatch(value)) and urlsplit(value).password is None
    except ValueError:
        return None
    return value if is_one else None


def media_type(value: str | None) -> str | None:
    """Return ``value`` where it is a media type in lower case, without parameters, else ``None``."""
    return value if value and _MEDIA_TYPE.fullmatch(value) else None


def address(value: str | None) -> str | None:
    """Return ``value`` as a URI (RFC 3986), or ``None`` where it is no web address.

    Credentials are left out: what is published is for everyone.
    """
    try:
        parts = urlsplit(text(value or "").strip())
        host, port = _host(parts.hostname or ""), parts.port
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    where = f"{host}:{port}" if port is not None else host
    return urlunsplit((parts.scheme, where, *(
        quote(_LONE_PERCENT.sub("%25", part), safe=safe)
        for part, safe in ((parts.path, _PATH), (parts.query, _QUERY), (parts.fragment, _QUERY))
    )))  # fmt: skip


def _host(name: str) -> str | None:
    if ":" in name:
        name = f"[{name}]"
    elif not name.isascii():
        name = name.encode("idna").decode("ascii")
    return name if _HOST.fullmatch(name) else None
