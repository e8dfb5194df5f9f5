"""Says what keeps a page from showing what it holds: a challenge, a refresh, frames, or JavaScript."""

import re

from lxml import etree, html

from aggregator.parse import onward

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
_HEAD = 200_000
"""Characters in which it is looked for."""
_FEW = 200
"""Characters that are hardly any text for a page."""
_MOST = 1_000
"""Characters of text beyond which a page is more than a gate."""
_UNSEEN = frozenset({"script", "style", "noscript", "template", "title"})


def why(page: html.HtmlElement, text: str, *, url: str) -> str | None:
    """Return what a page does in place of showing what it holds, and what helps; ``None`` for others."""
    return _gate(page, text) or _leading(page, url) or _scripted(page)


def _gate(page: html.HtmlElement, text: str) -> str | None:
    is_gate = _CHALLENGE.search(page.findtext(".//title") or "") or _GATES.search(text, 0, _HEAD)
    if not is_gate or _shown(page) > _MOST:
        return None
    return "wants visitors to prove that they are people: ask the site to let us in"


def _leading(page: html.HtmlElement, url: str) -> str | None:
    if address := onward.refresh(page, url):
        return f"sends its readers on to {_visible(address)}: set url to it"
    if inner := onward.frames(page, url):
        return f"is made of frames: set url to the one with the news, {_visible(' or '.join(inner))}"
    return None


def _scripted(page: html.HtmlElement) -> str | None:
    scripted = next(page.iter("script"), None) is not None or any(
        "javascript" in "".join(one.itertext()).lower() for one in page.iter("noscript")
    )
    if not scripted or _shown(page) > _FEW:
        return None
    return (
        "shows hardly any text without JavaScript, which is not run: look with `aggregator discover` "
        "for a feed or a sitemap of the site"
    )


def _shown(page: html.HtmlElement) -> int:
    """Return how many characters of text a page shows."""
    shown = 0
    for one in page.iter(etree.Element):
        said = (one.tail or "") if one.tag in _UNSEEN else f"{one.text or ''} {one.tail or ''}"
        shown += len(" ".join(said.split()))
    return shown


def _visible(address: str) -> str:
    return "".join(sign if sign.isprintable() else "�" for sign in address)
