"""Knows by what sites that want visitors to prove that they are people are told from others."""

import re
from collections.abc import Mapping

ASKED = "wants visitors to prove that they are people: ask the site to let us in"
"""What is said of such a site."""
_TITLES = (
    r"just a moment|one moment,? please|checking your browser|attention required|ddos-guard|ddos protection"
    r"|security check|pardon our interruption|are you (?:a )?human|(?:human|bot) (?:verification|check)"
    r"|browser check|robot check|client challenge|not a bot"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human|access denied"
)
"""How pages are titled that want it before they show another."""
_TITLE = re.compile(_TITLES, re.IGNORECASE)
_WHOLE_TITLE = re.compile(rf"\W*(?:{_TITLES})(?:\W*|\s+before\b.*|\W*[|–—-]\s.*)", re.IGNORECASE)
"""The same as all of a title but the site's name: others are headlines."""
_LOADED = re.compile(
    r"_Incapsula_Resource|captcha-delivery\.com|awsWafCookieDomainList|\.awswaf\.com/|/\.well-known/sgcaptcha",
    re.ASCII,
)
"""What such pages load that have no title."""
_HEAD = 200_000
"""Characters in which it is looked for."""
_HEADERS = (
    ("cf-mitigated", "challenge"),  # Cloudflare
    ("x-amzn-waf-action", "challenge"),
    ("x-amzn-waf-action", "captcha"),
    ("x-vercel-mitigated", "challenge"),
    ("server", "datadome"),
)
"""What those say that ask it for many sites."""


def is_page(title: str, text: str) -> bool:
    """Say whether a page of such a title and text may be one that asks it, as far as it shows little else."""
    return bool(_TITLE.search(title) or _LOADED.search(text, 0, _HEAD))


def is_titled(title: str, text: str) -> bool:
    """Say of what came for an article whether it is such a page; an article may be about a security check."""
    return bool(_WHOLE_TITLE.fullmatch(title.strip()) or _LOADED.search(text, 0, _HEAD))


def is_refusal(headers: Mapping[str, str]) -> bool:
    """Say by its headers whether an answer that is no success (403, 503) asks it."""
    return any(headers.get(name, "").strip().lower() == value for name, value in _HEADERS)
