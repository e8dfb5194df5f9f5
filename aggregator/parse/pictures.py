"""Finds the pictures of a list's rows: where they lie, what they show, how large they are."""

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urljoin

from bs4 import Tag

from aggregator.model import Image

_LAZY = ("data-src", "data-lazy-src", "data-original", "src")
"""Where the address may stand; ``src`` last, as it holds a placeholder where there is another."""
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_SIDE = re.compile(r"[0-9]{1,5}")
"""Pixels; no picture has 100,000 a side."""
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:[?#]|$)", re.IGNORECASE)
_CANDIDATES = 20
_SHARED = 3
"""Rows that show one picture when it is a bullet or a logo, and none of theirs."""


def of_rows(elements: Sequence[Tag | None], base: str) -> list[Image | None]:
    """Return the picture of each row's element; what several of them show belongs to none."""
    found = [_image(element, base) for element in elements]
    shown = Counter(one.url for one in found if one)
    return [one if one and shown[one.url] < _SHARED else None for one in found]


def said(link: Tag) -> str:
    """Return what the picture that a link is made of is said to show; nothing where it opens a larger one."""
    shown = None if _FILE.search(str(link.get("href"))) else link.find("img", alt=True)
    return " ".join(str(shown["alt"]).split()) if isinstance(shown, Tag) else ""


def _image(element: Tag | None, base: str) -> Image | None:
    address = _address(element) if element is not None else None
    if element is None or address is None:
        return None
    alt = element.get("alt")
    try:
        return Image(
            url=urljoin(base, address),
            alt=alt if isinstance(alt, str) and alt else None,
            width=_side(element.get("width")),
            height=_side(element.get("height")),
        )
    except ValueError:
        return None


def _address(element: Tag) -> str | None:
    named = (element.get(name) for name in _LAZY)
    plain = (one.strip() for one in named if isinstance(one, str))
    found = next((one for one in plain if one and not one.startswith("data:")), None)
    return found or _largest(element)


def _largest(element: Tag) -> str | None:
    """Return the address that a set of them says is widest (https://html.spec.whatwg.org/#srcset-attributes)."""
    for name in _SETS:
        given = element.get(name)
        parts = [one.split() for one in given.split(", ")[:_CANDIDATES]] if isinstance(given, str) else []
        sizes = {part[0]: _width(part[1] if len(part) > 1 else "") for part in parts if part}
        if sizes:
            return max(sizes, key=lambda address: sizes[address])
    return None


def _width(said: str) -> float:
    number = said.strip(",")[:-1]
    return float(number) if number.isascii() and number.replace(".", "", 1).isdigit() else 1.0


def _side(given: object) -> int | None:
    return int(given) if isinstance(given, str) and _SIDE.fullmatch(given) else None
