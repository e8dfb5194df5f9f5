"""The bounds of parsing."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Entries taken of one document, characters of one field, and the depth of nested elements.

    Of feeds: ``line`` is the characters of a field that is one line (a guid or address beyond it is
    dropped, a name cut), ``each`` the authors, categories or enclosures of one entry, ``broken`` the
    characters of a document that may go to the patient but slow reader of broken XML, ``interval``
    the longest wait that a feed may wish for.
    """

    entries: int = 2_000
    field: int = 500_000
    depth: int = 500
    links: int = 20_000
    line: int = 4_000
    each: int = 100
    broken: int = 3_000_000
    interval: timedelta = timedelta(days=31)
