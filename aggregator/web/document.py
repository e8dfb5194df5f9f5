"""A document ready to be served: its bytes in every coding, made once, and its validators."""

import gzip
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Self

import brotli

_WORTH_IT = 512
"""Bytes below which compressing saves nothing."""
_BROTLI_QUALITY = 9
"""A quarter megabyte in 20 ms; the best quality takes 20 times as long for a twentieth less."""


def _brotli(body: bytes) -> bytes:
    compressed: bytes = brotli.compress(body, quality=_BROTLI_QUALITY, mode=brotli.MODE_TEXT)
    return compressed


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


_CODINGS: Final[Mapping[str, Callable[[bytes], bytes]]] = {"br": _brotli, "gzip": _gzip}
"""How bytes are coded, the better first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """A document as it is served; ``codings`` are its bytes by content coding (RFC 9110 §8.4.1)."""

    body: bytes
    media_type: str
    etag: str
    modified: datetime | None
    codings: Mapping[str, bytes]

    @classmethod
    def of(
        cls,
        body: bytes,
        *,
        media_type: str,
        modified: datetime | None = None,
        codings: Sequence[str] = tuple(_CODINGS),
    ) -> Self:
        """Return ``body`` compressed and with its entity tag; ``modified`` is rounded down to a second."""
        worth_it = codings if len(body) >= _WORTH_IT else ()
        return cls(
            body=body,
            media_type=media_type,
            etag=hashlib.sha256(body).hexdigest()[:32],
            modified=modified.astimezone(UTC).replace(microsecond=0) if modified else None,
            codings={name: _CODINGS[name](body) for name in worth_it},
        )

    def tag(self, coding: str | None) -> str:
        """Return the strong entity tag of one coding's bytes: a strong tag is never that of two (§8.8.3)."""
        return f'"{self.etag}-{coding}"' if coding else f'"{self.etag}"'

    def is_one_of(self, tags: Iterable[str]) -> bool:
        """Whether one of the entity tags is this document's, in whatever coding."""
        return not {self.tag(None), *map(self.tag, self.codings)}.isdisjoint(tags)

    def coding(self, accepted: str) -> str | None:
        """Return the coding that an ``Accept-Encoding`` header likes best, ``None`` for none."""
        weights = dict(_weight(one) for one in accepted.lower().split(",") if one.strip())
        rest = weights.get("*", 0.0)
        chosen = max(self.codings, key=lambda name: weights.get(name, rest), default=None)
        if chosen is None or weights.get(chosen, rest) <= 0:
            return None
        return chosen if weights.get(chosen, rest) >= weights.get("identity", 0.0) else None


def _weight(said: str) -> tuple[str, float]:
    """Return a coding and how much it is wanted (§12.4.2), 0 where that cannot be read."""
    name, _, parameters = said.partition(";")
    if not parameters:
        return name.strip(), 1.0
    try:
        return name.strip(), float(parameters.partition("=")[2])
    except ValueError:
        return name.strip(), 0.0
