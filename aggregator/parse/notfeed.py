"""Says what came where a feed was expected."""

import re

from lxml import etree, html

from aggregator.errors import NotAFeed
from aggregator.parse import document, feedlinks, fields, withheld
from aggregator.parse.decode import decode

_HEAD = 200_000
_LONGEST_ADDRESS = 2_000
_MOST_ALTERNATES = 20
_LONGEST_TITLE = 100
_PAGE = re.compile(r"<(!doctype html|html|head|body|title|meta|script|p|div)\b", re.IGNORECASE)
_ROOT = re.compile(
    r"\s*(?:<\?.*?(?:\?>|\Z)\s*|<!--.*?(?:-->|\Z)\s*|<![^>]*>\s*)*+<([\w.:-]{1,60})(?=[\s/>])", re.DOTALL
)
_BEGINS = ("<?xml", "<!", "<rss", "<feed", "<rdf", "<channel")
_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"\x1f\x8b", "a gzip file"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a sound, picture or film"),
    (b"ID3", "a sound"),
)
OTHER_XML = {
    "urlset": "a sitemap",
    "sitemapindex": "an index of sitemaps",
    "opml": "a list of feeds (OPML)",
    "svg": "a picture (SVG)",
}


def binary(body: bytes) -> str | None:
    """Return what ``body`` is where it is empty or begins like a file of another kind than text."""
    if not body.strip():
        return "empty"
    return next((name for magic, name in _MAGIC if body.startswith(magic)), None)


def refuse_binary(body: bytes) -> None:
    """Raise ``NotAFeed`` where ``body`` is empty or begins like a file of another kind."""
    if name := binary(body):
        raise NotAFeed(f"the answer is {name}, not a feed: look at the address")


def beginning(text: str) -> str:
    """Return as much of a text as is looked at, from its first sign on."""
    return text.lstrip("\ufeff \t\r\n")[:_HEAD]


def root(text: str) -> str:
    """Return the name of a document's root element, small and without prefix; nothing where it has none."""
    found = _ROOT.match(beginning(text))
    return found[1].rpartition(":")[2].lower() if found else ""


def is_page(text: str) -> bool:
    """Say whether ``text`` looks like an HTML page."""
    return _PAGE.search(text, 0, _HEAD) is not None


def explain(body: bytes, text: str, *, url: str, content_type: str | None) -> NotAFeed:
    """Return the error that names what came, and the feeds that it points to if it is a page."""
    start, name = beginning(text), root(text)
    if name in OTHER_XML:
        remedy = 'make it kind = "page"' if "sitemap" in name or name == "urlset" else "look at the address"
        return NotAFeed(f"the answer is {OTHER_XML[name]}, not a feed: {remedy}")
    if is_page(start):
        return _page(decode(body, content_type), url=url)
    if start.startswith("<") and not name:
        begun = any(one.startswith(start[:5].lower()) or start.lower().startswith(one) for one in _BEGINS)
        return NotAFeed(
            "the feed is cut off before it begins: was the answer complete?" if begun else _unread(start)
        )
    if name:
        return NotAFeed(f"the answer is XML of another kind (<{name}>), not a feed: look at the address")
    return NotAFeed(_unread(start))


def _unread(start: str) -> str:
    if said := plain(start):
        return f"the answer is {said}, not a feed: look at the address"
    return "the answer is nothing that can be read, and not a feed: look at the address"


def plain(start: str) -> str:
    """Return what text without markup begins with; nothing where that cannot be read."""
    words = line(start[:200])[:60]
    return f"plain text that begins “{words}”" if words else ""


def title_of(page: html.HtmlElement) -> str:
    """Return a page's title as it may be shown in a sentence."""
    return line(page.findtext(".//title") or "")[:_LONGEST_TITLE]


def line(words: str) -> str:
    """Return what a stranger wrote as it may be shown in a sentence."""
    return " ".join("".join(char if char.isprintable() else " " for char in words).split())


def _page(text: str, *, url: str) -> NotAFeed:
    try:
        # Bytes, for lxml refuses text with a declaration of its encoding.
        parser = html.HTMLParser(encoding="utf-8")
        page = html.document_fromstring(text[:_HEAD].encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return NotAFeed("the answer is an HTML page, not a feed: look at the address")
    title = title_of(page)
    named = f"an HTML page titled “{title}”" if title else "an HTML page without a title"
    alternates = _alternates(page, url)
    if alternates:
        hint = f"it points to {alternates[0]}"
    elif kept := withheld.why(page, text, url=url):
        hint = f"it {kept}"
    else:
        hint = 'look at the address, or make it kind = "page"'
    return NotAFeed(f"the answer is {named}, not a feed: {hint}", alternates=alternates)


def _alternates(page: html.HtmlElement, url: str) -> tuple[str, ...]:
    """Return the addresses of the feeds that a page offers, those of comments last."""
    base = document.base_of(page, url, most=_LONGEST_ADDRESS)
    links = [link for link in page.iter("link") if _names_feed(link)]
    links.sort(key=lambda link: "comment" in f"{link.get('title')} {link.get('href')}".lower())
    hrefs = (feedlinks.address(link.get("href") or "") for link in links)
    found = (fields.web_address(base, href, most=_LONGEST_ADDRESS) for href in hrefs)
    return tuple(dict.fromkeys(filter(None, found)))[:_MOST_ALTERNATES]


def _names_feed(link: html.HtmlElement) -> bool:
    said = {name: link.get(name) or "" for name in ("rel", "type", "hreflang", "href")}
    return feedlinks.names_feed(
        rel=said["rel"], kind=said["type"], language=said["hreflang"], href=said["href"]
    )
