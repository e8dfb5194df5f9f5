"""Tells a page that wants its readers to log in, in place of showing what they came for."""

import re
from urllib.parse import unquote, urlsplit

from lxml import html

_NAMES = (
    r"log[-_]?[io]n|sign[-_]?[io]n|einloggen|anmelden|inloggen|logga[-_]in|accedi"
    r"|iniciar[-_]sesi[oó]n|authenticate|authorize|sso|saml2?"
)
_SEGMENT = re.compile(
    rf"(?:(?:wp|users?|members?|clients?|web|portal)[-_]?)?(?:{_NAMES})(?:\.[a-z]{{2,5}})?", re.IGNORECASE
)
"""A part of a path by which sites call where one logs in: /wp-login.php, /Account/Login, /saml2."""
_HOST = re.compile(r"(?:login|signin|sso|auth|idp|accounts)\.[^.]+\.", re.IGNORECASE)
_WORDS = re.compile(
    r"\blog(?:ged)?[- ]?in\b|\bsign(?:ed)?[- ]?in\b|\bmembers[- ]only\b|\banmelden|\bangemeldet|\beingeloggt"
    r"|\beinloggen|\bconnect(?:er|é|ez)\b|\bidentifi(?:er|ez)\b|\bini?ci(?:ar|e) sesión|\bacced(?:er|a|i)\b"
    r"|\binlog|登录|登入|登錄|ログイン|로그인",
    re.IGNORECASE,
)


def is_address(url: str) -> bool:
    """Say whether ``url`` is, by its name, where one logs in."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    path = unquote(parts.path).split("/")
    return bool(_HOST.match(parts.netloc)) or any(_SEGMENT.fullmatch(one) for one in path)


def has_field(page: html.HtmlElement) -> bool:
    """Say whether a page has a field for a password."""
    return any((one.get("type") or "").strip().lower() == "password" for one in page.iter("input"))


def are_asked_for(words: str) -> bool:
    """Say whether words speak of logging in."""
    return _WORDS.search(words) is not None
