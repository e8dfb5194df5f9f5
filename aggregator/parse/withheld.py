"""Says what keeps a page from showing what it holds: a challenge, a login, a refresh, frames, JavaScript."""

import re

from lxml import etree, html

from aggregator.errors import Withheld
from aggregator.model import Entry
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
_BARE = 60
"""Characters that a page shows beside a form at most."""
_MOST = 1_000
"""Characters of text beyond which a page is more than a gate."""
_HEADS = ("h1", "h2", "legend")
"""Elements that say what a page without a text is."""
_UNSEEN = frozenset({"script", "style", "noscript", "template", "title"})


def why(page: html.HtmlElement, text: str, *, url: str) -> str | None:
    """Return what a page does in place of showing what it holds, and what helps; ``None`` for others."""
    return _gate(page, text) or _locked(page, url) or _leading(page, url) or _scripted(page)


def refuse_article(text: str, said: str, entry: Entry, *, url: str, limits: Limits) -> None:
    """Raise ``Withheld`` where the page that came for the article of ``entry`` asks for something else.

    ``said`` is what would be its text. Where there is one nothing tells by itself: a field for a password may
    stand beside it, its address be called as that of a login is, and its headline as a login or a challenge.
    """
    is_sent = logins.is_address(url) and not logins.is_address(entry.link or "") and len(said) < _MOST
    is_told = not said or logins.are_asked_for(said)
    # To read a page anew takes time, and few without a text have either of the two.
    if not is_sent and (
        len(said) >= _FEW or not (gates.is_page(text[:_HEAD], text) or _PASSWORD.search(text))
    ):
        return
    page = document.tree(text, limits=limits)
    listed = entry.title.value if entry.title else ""
    is_gate = gates.is_titled(_title(page), text) and not gates.is_page(listed, "")
    if is_gate and _shown(page) <= _MOST:
        raise Withheld(gates.ASKED, status=_FORBIDDEN)
    # Beside a text other headings are a box's.
    heads = ("h1",) if said else _HEADS
    is_called = not logins.are_asked_for(listed) and _asks_for_login(page, heads)
    if is_told and (is_sent or is_called):
        raise Withheld(_LOGIN, status=_UNAUTHORIZED)


def _gate(page: html.HtmlElement, text: str) -> str | None:
    return gates.ASKED if gates.is_page(_title(page), text) and _shown(page) <= _MOST else None


def _title(page: html.HtmlElement) -> str:
    return page.findtext(".//title") or ""


def _locked(page: html.HtmlElement, url: str) -> str | None:
    return _LOGIN if logins.is_address(url) or _asks_for_login(page) else None


def _asks_for_login(page: html.HtmlElement, heads: tuple[str, ...] = _HEADS) -> bool:
    """Say whether a page is called a login by ``heads``, or is nothing else; any may have a box for one."""
    if not logins.has_field(page) or (shown := _shown(page)) > _MOST:
        return False
    called = (_title(page), *map(document.words, page.iter(*heads)))
    is_bare = shown <= _BARE and next(page.iter("h1", "h2", "img"), None) is None
    return is_bare or any(map(logins.are_asked_for, called))


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
        "shows hardly any text without JavaScript, which is not run: look for a feed or a sitemap of the "
        "site (`aggregator discover` tries the usual places)"
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
