"""Reads addresses as they are written: what is percent-encoded stays so, what may not stand is encoded."""

import re
from urllib.parse import urljoin, urlsplit

from yarl import URL

_AROUND = "".join(map(chr, range(33)))
"""Control characters and the space, of which none begins or ends an address (https://url.spec.whatwg.org)."""
_UNSAFE = re.compile(r"%(?![0-9A-Fa-f]{2})|[^!#-;=?-\[\]_a-z|~]")
"""What browsers encode in a path or query."""


def read(text: str, *, base: URL | None = None) -> URL:
    """Return an address, that of a redirect completed by ``base``; raises ``ValueError`` for nonsense.

    Bytes that are no UTF-8 stand in ``text`` as surrogates, as aiohttp leaves them in headers.
    """
    text = text.strip(_AROUND)
    if base is not None:
        text = urljoin(str(base), text)
    parts = urlsplit(text)
    if not parts.scheme or not parts.netloc:
        return URL(text)
    # Of a host's name the surrogates would be left out, which makes it another's.
    known = URL(f"{parts.scheme}://{parts.netloc.encode().decode()}/")
    path, query, fragment = map(_quoted, (parts.path, parts.query, parts.fragment))
    return known.join(URL.build(path=path, query_string=query, fragment=fragment, encoded=True))


def host(address: str) -> str:
    """Return the name of an address's host in small letters; nothing where it has none."""
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _quoted(text: str) -> str:
    return _UNSAFE.sub(_encoded, text)


def _encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogateescape"))
