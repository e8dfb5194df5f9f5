"""What mail systems say in words: who is unknown, what is a bounce, who is away, who wants out."""

import re
from typing import Final


def _any(*lines: str) -> str:
    """Return an expression for any of the phrases, which stand in lines, a bar between two."""
    return "(?:" + "|".join(lines) + ")"


_WHO: Final = _any("user|recipient|mailbox|address|account|alias|addressee|name|member|customer|inbox")
_NOT_THERE: Final = _any(
    "unknown|not found|not exist|doesn'?t exist|not known|no longer|invalid|not listed|isn'?t|not a valid",
    "unrouteable|cannot be found|could ?n[o']t be found|not recogni[sz]ed|not in|deleted|closed",
)
_NO_SUCH: Final = _any(
    "no such|unknown|unrouteable|invalid|bad|nonexistent|non-existent|undeliverable|not a known|not a valid",
    "no mailbox|do(?:es)?n'?t have an?|no",
)
_NO_HOST: Final = _any(
    "unknown host|host unknown|null mx|no such host|domain does not exist|domain not found",
    "name or service not known|nxdomain|unable to resolve|has moved|moved to",
)
_SAID_SO: Final = _any("user ?unknown|unknown ?user|not our customer|no account|not listed in")
UNKNOWN: Final = re.compile(
    _any(
        rf"{_WHO}\b[^.\n]{{0,60}}?\b{_NOT_THERE}",
        rf"\b{_NO_SUCH} [^.\n]{{0,30}}?(?:{_WHO}|person|here)\b",
        r"\b(?:host|domain|name server)[^.\n]{0,40}(?:unknown|not found|not exist|no such|null mx)",
        rf"\b{_NO_HOST}",
        r"\bdo(?:es not|esn'?t) accept (?:any )?mail|not accepting (?:any )?mail",
        rf"\b{_SAID_SO}\b",
    ),
    re.IGNORECASE,
)
"""The mailbox, or its host, is not there and will not be."""

PASSING: Final = re.compile(
    _any(
        r"(?:mailbox|quota|inbox|disk|storage|account)[^.\n]{0,40}(?:full|exceed|over|limit|space)",
        "over ?quota|quota exceeded|insufficient (?:disk|storage|system)",
        "too many (?:messages|emails|connections)|try (?:again )?later|temporar|greylist|rate limit",
        "too fast|timed? ?out|retry|still being|deferred",
    ),
    re.IGNORECASE,
)
"""What passes: full, busy, for now."""

_DELIVERY: Final = _any("failed|failure|error|problem|status|report|delayed|unsuccessful|notification")
_MESSAGE: Final = _any("rejected|blocked|bounced|delayed|status|you sent|undeliver|could not")
FAILED: Final = re.compile(
    _any(
        rf"undeliver|delivery (?:has )?{_DELIVERY}|message {_MESSAGE}",
        "returned (?:e?-?mail|message)|mail (?:delivery|system|error|could not)",
        "failure (?:notice|delivery|report)|(?:mail|message)s? (?:failure|failed|rejected|refused)",
        "(?:could ?n[o']t|can ?no?'?t|unable to|not|wasn'?t) (?:be )?deliver",
        r"non-?delivery|nondeliverable|address (?:rejected|not found)|bounced?\b|user unknown|known user",
        "warning: could not|配信|送信|配送|不達|届|宛先|退信|unzustellbar|nicht zugestellt|échec",
        "não entregue|no se (?:pudo|ha podido)|impossibile|недостав|non remis|error de entrega",
    ),
    re.IGNORECASE,
)
"""The subject of a report that a message did not arrive."""

SYSTEM: Final = re.compile(
    _any(
        "mailer[-_ ]?daemon|post_?master|mail[-_ ]?delivery|mdaemon|mail administrator|mailsystem",
        "mail system|delivery[-_ ]subsystem|bounce|no-?reply|mailer|administrator|^root@",
    ),
    re.IGNORECASE,
)
"""The sender of such a report."""

AWAY: Final = re.compile(
    _any(
        "out of (?:the )?office|auto(?:matic|mated)?[- ]?(?:reply|response|antwort)|autoreply|auto:",
        "vacation|on leave|abwesen|away from|absence|r[ée]ponse automatique|respuesta autom",
        "resposta autom|risposta automatica|不在|自動返信|自动回复|自動回覆|автоответ|challenge",
        "confirm(?:ation)? (?:required|your message)|please verify|verify your (?:mail|message|e-?mail)",
        "spam ?arrest|boxbe|sender verification",
    ),
    re.IGNORECASE,
)
"""The subject of a vacation reply, or of one who wants to be asked first."""

OUT: Final = re.compile(
    r"\s*(?:(?:re|aw|fwd?|sv)\s*:\s*){0,5}unsubscribe(?:\s+(?P<token>[\w.-]{20,200}))?\s*", re.IGNORECASE
)
"""The subject of a mail that ends a subscription, whole."""

STATUS: Final = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
"""An enhanced status code (RFC 3463)."""

REPLY: Final = re.compile(r"(?<![\d.\-])([45])(\d\d)[ -](?=\D)")
"""A server's reply code."""

_LABEL: Final = "[A-Za-z0-9][A-Za-z0-9-]{0,62}"
ADDRESS: Final = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+")
"""A mail address in ASCII, as reports name it."""
