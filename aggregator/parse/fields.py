"""Takes typed fields out of dictionaries in which a source may have put anything."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

WEB = ("http://", "https://")
_WHOLE = re.compile(r"https?://[\w.:-]+(?:/[^\s?#;]*)?(?:\?[^\s#]+)?(?:#\S+)?", re.ASCII)
"""Most addresses are such, and to take one apart and put it together again costs twenty times as much."""

_TWO_SCHEMES = re.compile(r"^https?://(https?):?//", re.IGNORECASE)
_LONGEST_SCHEME = len("https://")
_HOST = re.compile(
    r"\s*www\.(?:[\w-]+\.)+(?!(?:html?|php|aspx?|jsp|pdf|xml)\b)[^\W\d_]{2,}(?::\d+)?(?:[/?#]|\s*$)",
    re.IGNORECASE,
)
"""How a link begins that is to a host and not to a file beside: with one that ends as domains do."""


def string(holder: Mapping[str, Any], name: str) -> str | None:
    """Return what stands under ``name``, stripped, if it is a string and not blank."""
    # dict.get: feedparser's own get invents an updated date where there is none.
    value = dict.get(holder, name) if isinstance(holder, dict) else None
    return value.strip() or None if isinstance(value, str) else None


def written(holder: Mapping[str, Any], name: str) -> str | None:
    """Return what stands under ``name``, stripped, if it is a string, be it blank."""
    value = dict.get(holder, name) if isinstance(holder, dict) else None
    return value.strip() if isinstance(value, str) else None


def flag(holder: Mapping[str, Any], name: str) -> bool:
    """Say whether what stands under ``name`` is true."""
    return bool(dict.get(holder, name)) if isinstance(holder, dict) else False


def line(holder: Mapping[str, Any], name: str, *, most: int) -> str | None:
    """Return the string under ``name``, or ``None`` where it is longer than ``most`` characters."""
    value = string(holder, name)
    return value if value is not None and len(value) <= most else None


def mapping(holder: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the dictionary under ``name``, or an empty one."""
    value = dict.get(holder, name) if isinstance(holder, dict) else None
    return value if isinstance(value, dict) else {}


def mappings(holder: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Return the dictionaries in the list under ``name``."""
    value = dict.get(holder, name) if isinstance(holder, dict) else None
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def number(holder: Mapping[str, Any], name: str, *, digits: int) -> int | None:
    """Return the whole number under ``name``, as a number or in up to ``digits`` digits."""
    value = dict.get(holder, name) if isinstance(holder, dict) else None
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 <= value < 10**digits else None
    written = value.strip() if isinstance(value, str) else ""
    return int(written) if len(written) <= digits and written.isascii() and written.isdigit() else None


def address(base: str, link: str | None, *, most: int) -> str | None:
    """Return ``link`` made absolute against ``base``; ``None`` where it is no address (RFC 3986 §5)."""
    if not link:
        return None
    link = link.strip()
    try:
        if link[:4].lower() == "www.":
            link = with_slashes(link)
        elif "//" in link[_LONGEST_SCHEME:]:
            link = _TWO_SCHEMES.sub(r"\1://", link)
        if is_whole(link):
            return link if len(link) <= most else None
        made = urljoin(base, link)
        return made if made and len(made) <= most and urlsplit(made).scheme else None
    except ValueError:
        return None


def with_slashes(link: str) -> str:
    """Return ``link`` so that it is joined as one to a host, where it begins with a host and no scheme."""
    return f"//{link.lstrip()}" if _HOST.match(link) else link


def web_address(base: str, link: str | None, *, most: int) -> str | None:
    """Return what ``address`` does where that is http or https."""
    made = address(base, link, most=most)
    return made if made and made.startswith(WEB) else None


def is_whole(link: str) -> bool:
    """Say whether ``link`` is an address that ``urljoin`` leaves as it is, whatever it is joined to."""
    return _WHOLE.fullmatch(link) is not None
