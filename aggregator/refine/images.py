"""Takes the picture that an entry names, else the first of its text, where it is one to show."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from lxml import etree

from aggregator.model import Image
from aggregator.refine import hygiene, links, tracking
from aggregator.refine.limits import Limits

_LEAST_SIDE: Final = 50
"""Pixels under which a picture is an icon or a spacer."""
_SMALL: Final = 160
"""Pixels up to which a picture is a thumbnail, made from one that stands in the text."""

_BESIDE: Final = re.compile(
    r"gravatar\.com/avatar"
    r"|[/_-](?:(?:share|follow|icon|btn|button)s?[_-](?:on[_-])?{0}|{0}[_-](?:share|follow|icon|btn|button))"
    r"(?:[_-]?\d{{1,3}}(?:x\d+)?)?\.(?:png|gif|jpe?g|svg|webp)\b".format(
        "(?:facebook|fb|twitter|linkedin|whatsapp|pinterest|telegram|reddit|instagram|youtube|rss|e-?mail|print)"
    ),
    re.IGNORECASE,
)
"""Authors' portraits and buttons to share by, which say nothing of an entry."""

_SHARES: Final = re.compile(
    r"(?:share|tweet|pin|e-?mail|print|follow|like)(?: (?:this|on|via|by|us|to|it)\b.{0,40})?", re.IGNORECASE
)
_SIDE: Final = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*", re.ASCII)


def image(given: Image | None, *, others: Iterable[Image], base: str, limits: Limits) -> Image | None:
    """Return the picture ``given``, with what ``others`` say of it, else the first of those to show.

    It has an absolute http(s) address, as the others have, and believable sizes. Where the one given is but
    a thumbnail, a larger one of the text stands for it.
    """
    kept = _kept(given, base, limits) if given else None
    if kept is None:
        return next(filter(None, (_kept(one, "", limits) for one in others)), None)
    same = next((one for one in others if one.url == kept.url), None)
    told = _kept(same, "", limits) if same else None
    if told is None:
        return _larger(kept, others, limits) or kept
    sizes = kept if kept.width or kept.height else told
    return replace(kept, alt=kept.alt or told.alt, width=sizes.width, height=sizes.height)


def _larger(kept: Image, others: Iterable[Image], limits: Limits) -> Image | None:
    """Return the first of ``others`` to show that is larger than a thumbnail, if ``kept`` is one."""
    if not kept.width or kept.width > _SMALL:
        return None
    found = (_kept(one, "", limits) for one in others if (one.width or limits.pixels) > _SMALL)
    return next(filter(None, found), None)


def shown(body: etree._Element) -> Iterator[Image]:
    """Yield the pictures in a tree of markup, in their order."""
    for one in body.iter("img"):
        width, height = _number(one.get("width")), _number(one.get("height"))
        yield Image(url=one.get("src", ""), alt=one.get("alt"), width=width, height=height)


def _kept(given: Image, base: str, limits: Limits) -> Image | None:
    url = links.absolute(given.url, base, limit=limits.url)
    width, height = _side(given.width, limits), _side(given.height, limits)
    if (
        url is None
        or tracking.is_tracker(url)
        or _BESIDE.search(url)
        or min(width or _LEAST_SIDE, height or _LEAST_SIDE) < _LEAST_SIDE
    ):
        return None
    alt = hygiene.line(given.alt, limit=500) if given.alt else ""
    if alt and _SHARES.fullmatch(alt):
        return None
    return Image(url=url, alt=alt or None, width=width, height=height)


def _number(given: str | None) -> int | None:
    found = _SIDE.fullmatch(given) if given else None
    return int(found[1]) if found else None


def _side(given: int | None, limits: Limits) -> int | None:
    return given if given is not None and 0 < given <= limits.pixels else None
