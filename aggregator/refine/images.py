"""Takes the picture that an entry names, else the first of its text, where it is one to show."""

from collections.abc import Iterable, Iterator

from lxml import etree

from aggregator.model import Image
from aggregator.refine import hygiene, links, tracking
from aggregator.refine.limits import Limits

_LEAST_SIDE = 50
"""Pixels under which a picture is an icon or a spacer."""

_PORTRAITS = ("gravatar.com/avatar",)
"""Where blogs take their authors' portraits from, which say nothing of an entry."""


def image(given: Image | None, *, others: Iterable[Image], base: str, limits: Limits) -> Image | None:
    """Return the picture ``given``, else the first of ``others`` to show, or ``None``.

    It has an absolute http(s) address, as the others have, and believable sizes.
    """
    kept = _kept(given, base, limits) if given else None
    return kept or next(filter(None, (_kept(one, "", limits) for one in others)), None)


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
        or min(width or _LEAST_SIDE, height or _LEAST_SIDE) < _LEAST_SIDE
    ):
        return None
    alt = hygiene.line(given.alt, limit=500) if given.alt else ""
    return Image(url=url, alt=alt or None, width=width, height=height)


def _number(given: str | None) -> int | None:
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 6 else None  # noqa: PLR2004 - longer ones are unbelievable


def _side(given: int | None, limits: Limits) -> int | None:
    return given if given is not None and 0 < given <= limits.pixels else None
