"""Takes the files that go with an entry, as far as readers may be led to them."""

import re
from collections.abc import Iterator, Sequence
from mimetypes import MimeTypes
from typing import Final
from urllib.parse import urlsplit

from aggregator.model import Enclosure
from aggregator.refine import links, tracking
from aggregator.refine.limits import Limits

_MEDIA_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9.+-]{0,63}/[a-z0-9][a-z0-9.+-]{0,63}")
_PICTURE: Final = "image/"
_KNOWN: Final = MimeTypes()
"""Python's own list: what this machine knows besides must make no difference."""


def enclosures(given: Sequence[Enclosure], *, base: str, limits: Limits) -> tuple[Enclosure, ...]:
    """Return the files with an absolute http(s) address, each once; a type that is none is left out."""
    found = {one.url: one for one in reversed(list(_kept(given, base, limits)))}
    return tuple(reversed(found.values()))[: limits.enclosures]


def is_picture(file: Enclosure) -> bool:
    """Say whether a file is a picture, by its address where nobody says what it is."""
    kind = file.type or _KNOWN.guess_type(urlsplit(file.url).path, strict=False)[0]
    return kind is not None and kind.startswith(_PICTURE)


def _kept(given: Sequence[Enclosure], base: str, limits: Limits) -> Iterator[Enclosure]:
    for one in given:
        url = links.absolute(one.url, base, limit=limits.url)
        if url is not None and not tracking.is_tracker(url):
            kind = (one.type or "").partition(";")[0].strip().lower()
            known = kind if _MEDIA_TYPE.fullmatch(kind) else None
            yield Enclosure(url=url, type=known, length=one.length or None)
