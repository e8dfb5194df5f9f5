"""Finds the address that a redirector's link, or a cache's, carries inside itself."""

import re
from urllib.parse import SplitResult, parse_qsl, unquote

_MOST_PARAMETERS = 100
_PARAMETERS = (
    "url",
    "u",
    "q",
    "to",
    "target",
    "dest",
    "destination",
    "redirect",
    "redirect_url",
    "goto",
    "link",
    "uddg",
    "z",
)
"""Where redirectors put the address, most telling first."""

_REDIRECTS = re.compile(
    r"(?i)/(?:url|redir\w*|r|rd|out|outbound|exit|leave|go|goto|link|linkout|away|click|track|l|jump|forward)"
    r"(?:\.(?:php|aspx?|html?|cgi|jsp|do))?/?$"
)
_GOOGLE = re.compile(r"google(?:\.[a-z]{2,3}){1,2}")
_AMP = re.compile(r"(?i)^/(?:amp|c|v|wp)/(s/)?([^/]+\.[^/]+.*)$")
_PROOFPOINT = re.compile(r"(?i)^/v3/__(https?):/+(.+?)__")
_YAHOO = re.compile(r"(?i)/RU=(https?%3a[^/]+)")


def inside(parts: SplitResult) -> str | None:
    """Return the address inside an address, or ``None`` where it is no redirector's."""
    host = (parts.hostname or "").removeprefix("www.")
    if host.endswith("ampproject.org") or _GOOGLE.fullmatch(host):
        found = _AMP.match(parts.path)
        if found:
            query = f"?{parts.query}" if parts.query else ""
            return f"http{'s' if found[1] else ''}://{found[2]}{query}"
    if host == "urldefense.com" and (found := _PROOFPOINT.match(parts.path)):
        return f"{found[1]}://{found[2]}"
    if host.endswith("search.yahoo.com") and (found := _YAHOO.search(parts.path)):
        return unquote(found[1])
    return _in_parameter(parts)


def _in_parameter(parts: SplitResult) -> str | None:
    """Return the address in a parameter: in ``url`` always, in others where the path is a redirector's."""
    if "http" not in parts.query.lower():
        return None
    names = _PARAMETERS if _REDIRECTS.search(parts.path) else _PARAMETERS[:1]
    fields = parts.query.split("&")[:_MOST_PARAMETERS]
    given = {name.lower(): _plain(value) for name, value in reversed(parse_qsl("&".join(fields)))}
    return next(
        (given[name] for name in names if given.get(name, "").lower().startswith(("http://", "https://"))),
        None,
    )


def _plain(value: str) -> str:
    """``value``, or what it says where Proofpoint wrote ``-3A__`` for ``%3A//``."""
    if value.lower().startswith(("http-3a__", "https-3a__")):
        return unquote(value.replace("-", "%").replace("_", "/"))
    return value
