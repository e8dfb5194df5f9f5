"""The bounds of parsing."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Entries taken of one document, characters of one field, and the depth of nested elements."""

    entries: int = 2_000
    field: int = 500_000
    depth: int = 500
    links: int = 20_000
