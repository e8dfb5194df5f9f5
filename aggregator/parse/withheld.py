"""Says what keeps a page from showing what it holds: a challenge, a login, a refresh, frames, JavaScript."""

import re

from lxml import etree, html

from aggregator.errors import Withheld
from aggregator.parse import document, gates, logins, onward
from aggregator.parse.limits import Limits

_LOGIN = (
    "wants a login: look for an address that is public, or give the source what lets us in, by `headers` "
    "(a Cookie, an Authorization) or by `user` and `password`"
)
_PASSWORD = re.compile("password", re.IGNORECASE)
_HEAD = 10_000
"""Characters in which a page's title stands."""
_UNAUTHORIZED = 401
_FORBIDDEN = 403
_FEW = 200
"""Characters that are hardly any text for a page."""
_MOST = 1_000
"""Characters of text beyond which a page is more than a gate."""
_UNSEEN = frozenset({"script", "style", "noscript", "template", "title"})


def why(page: html.HtmlElement, text: str, *, url: str) -> str | None:
    """Return what a page does in place of showing what it holds, and what helps; ``None`` for others."""
    return _gate(page, text) or _locked(page, url) or _leading(page, url) or _scripted(page)


def refuse_article(text: str, said: str, *, url: str, link: str | None, limits: Limits) -> None:
    """Raise ``Withheld`` where the page that came for the article at ``link`` asks for something else.

    ``said`` is what would be its text; a field for a password may stand beside any article.
    """
    if logins.is_address(url) and not logins.is_address(link or ""):
        raise Withheld(_LOGIN, status=_UNAUTHORIZED)
    # To read a page anew takes time, and few without a text have either of the two.
    if len(said) >= _FEW or not (gates.is_page(text[:_HEAD], text) or _PASSWORD.search(text)):
        return
    page = document.tree(text, limits=limits)
    if gate := _gate(page, text):
        raise Withheld(gate, status=_FORBIDDEN)
    is_asked_for = logins.has_field(page) and (not said or logins.are_asked_for(said))
    if is_asked_for and _shown(page) <= _MOST:
        raise Withheld(_LOGIN, status=_UNAUTHORIZED)


def _gate(page: html.HtmlElement, text: str) -> str | None:
    is_gate = gates.is_page(page.findtext(".//title") or "", text)
    return gates.ASKED if is_gate and _shown(page) <= _MOST else None


def _locked(page: html.HtmlElement, url: str) -> str | None:
    is_locked = logins.is_address(url) or (logins.has_field(page) and _shown(page) <= _MOST)
    return _LOGIN if is_locked else None


def _leading(page: html.HtmlElement, url: str) -> str | None:
    if address := onward.refresh(page, url):
        is_login = logins.is_address(address)
        return _LOGIN if is_login else f"sends its readers on to {_visible(address)}: set url to it"
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
