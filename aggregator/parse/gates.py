"""Knows by what sites that want visitors to prove that they are people are told from others."""

import re
from collections.abc import Mapping

ASKED = "wants visitors to prove that they are people: ask the site to let us in"
"""What is said of such a site."""
_TITLE = re.compile(
    r"just a moment|one moment,? please|checking your browser|attention required|ddos-guard|ddos protection"
    r"|security check|pardon our interruption|are you (?:a )?human|(?:human|bot) (?:verification|check)"
    r"|browser check|robot check|client challenge|not a bot"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human|access denied",
    re.IGNORECASE,
)
"""How pages are titled that want it before they show another."""
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


def is_refusal(headers: Mapping[str, str]) -> bool:
    """Say by its headers whether an answer that is no success (403, 503) asks it."""
    return any(headers.get(name, "").strip().lower() == value for name, value in _HEADERS)
