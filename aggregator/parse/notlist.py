"""Says what came where a page of news was expected, and what keeps a page from showing its news."""

import re

from lxml import etree, html

from aggregator.parse import document, jsonfeed, mend, notfeed, onward
from aggregator.parse.limits import Limits

_JSON = re.compile(r"\{\s*[\"}]|\[\s*[\[{\"\]]")
_CHALLENGE = re.compile(
    r"just a moment|one moment,? please|checking your browser|attention required|ddos-guard|ddos protection"
    r"|security check|pardon our interruption|are you (?:a )?human|(?:human|bot) (?:verification|check)"
    r"|browser check|robot check|client challenge|not a bot"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human|access denied",
    re.IGNORECASE,
)
"""How pages are titled that want visitors to prove what they are, before they show another."""
_GATES = re.compile(
    r"_Incapsula_Resource|captcha-delivery\.com|awsWafCookieDomainList|/\.well-known/sgcaptcha", re.ASCII
)
"""What such pages load that have no title."""
_FEW = 200
"""Characters that are hardly any text for a page."""
_MOST = 1_000
"""Characters of text beyond which a page is more than a gate."""
_FEEDS = frozenset({"rss", "feed", "rdf", "channel"})
_A_FEED = ("a feed", 'make it kind = "feed"')
_UNSEEN = frozenset({"script", "style", "noscript", "template", "title"})


def is_feed(text: str) -> bool:
    """Say whether a feed came, whose entries may hold what looks like rows."""
    return notfeed.root(text) in _FEEDS


def explain(body: bytes, text: str, *, url: str, limits: Limits) -> str | None:
    """Return why what came at ``url`` can hold no list of news, and what to do; ``None`` where it might."""
    if other := _other(body, text):
        return f"the answer is {other[0]}, not a page: {other[1]}"
    page = document.tree(text, limits=limits)
    return _gate(page, text) or _onward(page, url) or _scripted(page)


def _other(body: bytes, text: str) -> tuple[str, str] | None:
    """Return what came that is no page, and what to do then."""
    look = "look at the address"
    if name := notfeed.binary(body):
        return name, look
    start, root = notfeed.beginning(text), notfeed.root(text)
    if _JSON.match(start):
        return _A_FEED if jsonfeed.says_feed(start) else ("JSON", look)
    if root in notfeed.OTHER_XML:
        return notfeed.OTHER_XML[root], look
    if is_feed(text) or ((found := mend.find(text)) and not notfeed.is_page(found.stray)):
        return _A_FEED
    if start.startswith("<?xml") and not notfeed.is_page(start):
        return f"XML of another kind (<{root}>)", look
    return (notfeed.plain(start), look) if start and "<" not in start else None


def _gate(page: html.HtmlElement, text: str) -> str | None:
    title = notfeed.line(page.findtext(".//title") or "")[:100]
    is_gate = _CHALLENGE.search(title) or _GATES.search(notfeed.beginning(text))
    if not is_gate or _shown(page) > _MOST:
        return None
    named = f" (“{title}”)" if title else ""
    return (
        f"in place of the page came one that wants visitors to prove that they are people{named}: "
        "ask the site to let us in"
    )


def _onward(page: html.HtmlElement, url: str) -> str | None:
    if address := onward.refresh(page, url):
        return f"the page sends its readers on to {notfeed.line(address)}: set url to it"
    if inner := onward.frames(page, url):
        named = notfeed.line(" or ".join(inner))
        return f"the page is made of frames: set url to the one with the news, {named}"
    return None


def _scripted(page: html.HtmlElement) -> str | None:
    scripted = next(page.iter("script"), None) is not None or any(
        "javascript" in "".join(one.itertext()).lower() for one in page.iter("noscript")
    )
    if not scripted or _shown(page) > _FEW:
        return None
    return (
        "the page shows hardly any text without JavaScript, which is not run: look with "
        "`aggregator discover` for a feed or a sitemap of the site"
    )


def _shown(page: html.HtmlElement) -> int:
    """Return how many characters of text a page shows."""
    shown = 0
    for one in page.iter(etree.Element):
        said = (one.tail or "") if one.tag in _UNSEEN else f"{one.text or ''} {one.tail or ''}"
        shown += len(" ".join(said.split()))
    return shown
