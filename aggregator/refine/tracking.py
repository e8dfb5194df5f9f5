"""Knows the marks by which readers are followed: in the parameters of links, and as pictures nobody sees."""

import re

_FAMILIES = (
    "utm_", "utm-", "mtm_", "pk_", "piwik_", "matomo_", "itm_", "hsa_", "at_", "ns_", "stm_", "vero_", "oly_",
    "__hs", "_hs", "guce_referrer", "wt.", "fb_action_", "aspsessionid", "sc_c", "_bta_", "openstat",
)  # fmt: skip
"""How the parameters of campaign tools begin; lower case."""

_NAMES = frozenset({
    "fbclid", "gclid", "dclid", "msclkid", "yclid", "twclid", "ttclid", "klid", "irclid", "li_fat_id",
    "gclsrc", "gbraid", "wbraid", "srsltid", "fb_ref", "fb_source", "mibextid", "igsh", "igshid",
    "_openstat", "mc_cid", "mc_eid", "mkt_tok", "hsctatracking", "hss_channel", "_ga", "_gl", "_ke", "trk",
    "trkcampaign", "trkinfo", "trkemail", "wickedid", "rb_clickid", "s_cid", "s_kwcid", "ncid", "cmpid",
    "cmp", "ito", "icid", "xtor", "wt_mc", "wt_zmc", "wtmc", "zanpid", "epik", "spm", "scm", "share_token",
    "share_source", "sharetype", "soc_src", "soc_trk", "guccounter", "_branch_match_id", "ref_src",
    "ref_url", "rss_id", "sr_share", "sc_medium", "phpsessid", "jsessionid", "cftoken", "cfid",
})  # fmt: skip

_CAME_BY = frozenset({
    "ref", "source", "src", "from", "via", "medium", "campaign", "mod", "feature", "origin", "partner", "f",
})  # fmt: skip
_ROADS = re.compile(
    r"(?i)(?:rss|atom|feeds?|xml|twitter|facebook|linkedin|e-?mail|newsletter|whatsapp|telegram|share|social"
    r"|homepage|youtu\.be|emb|syndication|timeline|wechat|weibo)(?:[\d._+-].*)?"
)
"""Values that make one of ``_CAME_BY`` a mark of the road taken; ``?source=journal`` may be a filter."""

_PICTURE = re.compile(
    r"""(?xi) ^https?://
    (?: pixel\.[\w.-]+ | stats\.wordpress\.com | (?:\w+\.)*doubleclick\.net | (?:www\.)?google-analytics\.com
      | (?:\w+\.)*scorecardresearch\.com | \w+\.feedsportal\.com | (?:www\.)?facebook\.com/tr\b
      | feeds\.feedburner\.com/~ | api\.follow\.it/track | (?:www\.)?medium\.com/_/stat | counter\.[\w.-]+
      | blogger\.googleusercontent\.com/tracker/ | b\.gif | [\w.-]+/piwik | [\w.-]+/matomo )
    | (?: ^ | [-_/.] ) (?: pixel | beacon | webbug | counter | spacer | blank | clear
          | transparent | 1x1 | open | track )
      \.(?: gif | png | php | aspx? )\b
    | /tracker/\d{6,}/
    """
)


def is_tracking(name: str, value: str) -> bool:
    """Whether a query parameter says who follows a link, not where it leads."""
    name = name.lower()
    if name in _NAMES or name.startswith(_FAMILIES):
        return True
    return name in _CAME_BY and bool(_ROADS.fullmatch(value))


def is_tracker(url: str) -> bool:
    """Whether a picture's address is that of a counter."""
    return bool(_PICTURE.search(url))
