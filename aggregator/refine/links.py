"""Makes links absolute and safe to print, and brings them into the one form by which two are compared."""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, quote, unquote_to_bytes, urljoin, urlsplit

from aggregator.refine import redirectors, tracking

_UNESCAPED: Final = r"[\w~.!$&'()*+,;=:@/?#-]*"
_PLAIN: Final = re.compile(
    rf"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/{_UNESCAPED}(?:%[0-9A-F]{{2}}{_UNESCAPED})*)?", re.ASCII
)
"""Addresses that need no work: most, so that a page of a thousand links costs little."""
_IGNORED = re.compile("[\t\r\n]|^[\x00-\x20\ufeff\u200b]+|[\x00-\x20\u200b]+$")
_NO_HOST = re.compile(r"(?i)https?:/*")
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]")
_LONGEST_HOST = 253
_UNSAFE = re.compile(r"%(?![0-9A-Fa-f]{2})|[^\w%~.!$&'()*+,;=:@/?-]", re.ASCII)
_PORT = re.compile(r":0*(\d{1,5})?$")

_HOPS = 5
_TWIN_LABELS = frozenset({"www", "m", "mobile", "amp", "touch", "wap"})
_SECOND_LEVEL = re.compile(r"(?:com?|org?|net|ac|edu|gov|go|ne)\.[a-z]{2}")
_INDEX = re.compile(r"(?i)/(?:index|default|home)\.(?:html?|shtml|php\d?|aspx?|jsp|cfm)$")
_AMP_PATH = re.compile(r"(?i)^/amp(?=/.)|(?<=[^/])/amp/?$|\.amp(?=(?:\.html?)?$)")
_SESSION = re.compile(r"(?i);(?:jsessionid|phpsessid|sid)=[^/;?]*")
_ESCAPED_SIGN = re.compile(r"^(?:amp;)+")
"""What is left of ``&amp;`` before a parameter, where that was escaped once or more too often."""
_TWIN_PARAMETERS = re.compile(
    r"(?i)(?:amp|mobile|m)(?:=(?:1|true|amp)?)?|(?:outputtype|format|view)=(?:amp|mobile)"
)
_ESCAPED = re.compile("%[0-9A-Fa-f]{2}")


@lru_cache(maxsize=1024)
def absolute(url: str, base: str = "", *, limit: int = 2_000) -> str | None:
    """``url`` seen from ``base``, as ASCII; ``None`` where it is not http or https or no address at all.

    User names and passwords in it are dropped: they make one host look like another.
    """
    if _PLAIN.fullmatch(url) and len(url) <= limit:
        return url
    try:
        address = _IGNORED.sub("", url).replace("\\", "/")
        parts = urlsplit(address if _NO_HOST.fullmatch(address) else urljoin(base, address))
        host = _host(parts)
    except ValueError:  # unbalanced brackets, or a host that normalises to something with a slash in it
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    path, query, fragment = (_UNSAFE.sub(_quoted, part) for part in parts[2:])
    made = f"{parts.scheme}://{host}{path if path or not query else '/'}"
    made += (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
    return made if len(made) <= limit else None


def canonical(url: str) -> str:
    """Return the form of ``url`` by which two links are compared, ``""`` for no http(s) link; never raises.

    One form for all addresses of one page: http and https, host case, ``www.``, mobile and AMP twins, default
    ports, fragments, tracking and order of parameters, index pages, redirectors. ``?id=`` stays.
    The result is for comparing; following it may fail.
    """
    made = absolute(url)
    if not made:
        return ""
    parts = urlsplit(made)
    for _ in range(_HOPS):
        inner = redirectors.inside(parts)
        led = absolute(inner) if inner else None
        if not led:
            break
        parts = urlsplit(led)
    host = _without_twins(_PORT.sub(_kept_port, parts.netloc.lower()))
    query = _query(parts.query)
    return f"https://{host}{_path(parts.path)}" + (f"?{query}" if query else "") + _route(parts.fragment)


def _host(parts: SplitResult) -> str | None:
    """Host and port in lower-case ASCII, or ``None``. Raises ``ValueError`` on what cannot be one."""
    name, port = parts.hostname or "", parts.port
    if len(name) > _LONGEST_HOST:
        return None
    if ":" in name:
        name = f"[{name}]"
    elif not name.isascii():
        name = name.encode("idna").decode("ascii")
    if not _HOST.fullmatch(name):
        return None
    return name.rstrip(".") + (f":{port}" if port is not None else "")


def _quoted(found: re.Match[str]) -> str:
    return quote(found[0], safe="", errors="replace")


def _kept_port(found: re.Match[str]) -> str:
    return "" if found[1] in (None, "80", "443") else f":{found[1]}"


def _without_twins(host: str) -> str:
    """``host`` without ``www.``, ``m.``, ``amp.`` and the like, also inside, as in ``en.m.wikipedia.org``."""
    labels = host.split(".")
    while len(labels) > 2 and labels[0] in _TWIN_LABELS and not _SECOND_LEVEL.fullmatch(".".join(labels[1:])):  # noqa: PLR2004 - a domain has two labels
        labels = labels[1:]
    return ".".join(label for at, label in enumerate(labels) if label != "m" or at != 1 or len(labels) < 4)  # noqa: PLR2004 - see the docstring


def _path(path: str) -> str:
    """``path`` without session, AMP mark, index page and last slash, escapes in one form."""
    if "/." in path:
        # Several slashes at its beginning would be taken for those before a host.
        path = f"/{urljoin('/', path.lstrip('/')).lstrip('/')}"
    path = _ESCAPED.sub(_unescaped, _SESSION.sub("", path))
    before = None
    while path != before:
        before = path
        path = _INDEX.sub("/", _AMP_PATH.sub("", path)).rstrip("/")
    return path


def _unescaped(found: re.Match[str]) -> str:
    """Return the character itself where escaping was not needed (RFC 3986 §6.2.2.2), else upper-case hex."""
    char = unquote_to_bytes(found[0]).decode("latin-1")
    return char if char.isascii() and (char.isalnum() or char in "-._~") else found[0].upper()


def _query(query: str) -> str:
    """Return the parameters that say which page it is, sorted, as the order means nothing."""
    kept = set()
    for raw in query.split("&"):
        field = _ESCAPED_SIGN.sub("", _ESCAPED.sub(_unescaped, raw.replace("+", "%20")))
        name, _, value = field.partition("=")
        if field and not tracking.is_tracking(name, value) and not _TWIN_PARAMETERS.fullmatch(field):
            kept.add(field)
    return "&".join(sorted(kept))


def _route(fragment: str) -> str:
    """Return a fragment that is an address within a script, as ``#!/news/1``; others are places on a page."""
    return f"#{fragment}" if fragment.startswith(("!", "/")) else ""
