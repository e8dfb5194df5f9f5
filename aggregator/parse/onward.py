"""Tells where a page that holds no news itself sends its readers: by a refresh, or into its frames."""

import re
from urllib.parse import urldefrag

from lxml import html

from aggregator.parse import document, fields

_DELAY = re.compile(r"\s*[\d.]*\s*[;,]?\s*(?:url\s*=\s*)?", re.IGNORECASE)
"""What stands before the address (https://html.spec.whatwg.org/#shared-declarative-refresh-steps)."""
_LONGEST = 2_000
"""Characters of an address."""
_MOST_FRAMES = 4


def of(page: html.HtmlElement, url: str) -> tuple[str, ...]:
    """Return where a page at ``url`` sends its readers: where it goes on to, else what its frames hold."""
    further = refresh(page, url)
    return (further,) if further else frames(page, url)


def refresh(page: html.HtmlElement, url: str) -> str | None:
    """Return the other address that a page at ``url`` goes on to by itself, if it does."""
    for meta in page.iter("meta"):
        if (meta.get("http-equiv") or "").strip().lower() != "refresh":
            continue
        content = meta.get("content") or ""
        said = content[_DELAY.match(content).end() :].strip()  # type: ignore[union-attr]  # it fits anything
        if said[:1] in {"'", '"'}:
            said = said[1:].partition(said[0])[0]
        if address := _address(page, said, url):
            return address
    return None


def frames(page: html.HtmlElement, url: str) -> tuple[str, ...]:
    """Return the addresses of a page's frames, where it is made of them."""
    said = (_address(page, frame.get("src"), url) for frame in page.iter("frame"))
    return tuple(dict.fromkeys(one for one in said if one))[:_MOST_FRAMES]


def _address(page: html.HtmlElement, said: str | None, url: str) -> str | None:
    base = document.base_of(page, url, most=_LONGEST)
    address = fields.web_address(base, said, most=_LONGEST)
    return address if address and urldefrag(address)[0] != urldefrag(url)[0] else None
