"""The bounds of parsing."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Entries taken of one document, characters of one field, and the depth of nested elements.

    Of pages: ``page`` is the characters that are read, ``elements`` those that selectors may look at.
    Of sitemaps: ``sitemap`` is the bytes that are read, once unzipped, and ``pages`` how many are taken.
    ``headlines`` is how many links of a page are looked at as headlines. ``listed`` is how many feeds a list
    of feeds may hold.

    Of feeds: ``line`` is the characters of a field that is one line (a guid or address beyond it is
    dropped), ``name`` those of a category or of a person, who may be a list of them (cut), ``each`` the
    persons and categories, or the enclosures, of one entry, ``attributes`` those of one element,
    ``broken`` the characters of a document that may go to the patient but slow reader of broken XML,
    ``interval`` the longest wait that a feed may wish for.
    """

    entries: int = 2_000
    field: int = 500_000
    page: int = 4_000_000
    elements: int = 30_000
    headlines: int = 5_000
    sitemap: int = 20_000_000
    pages: int = 500
    listed: int = 10_000
    depth: int = 500
    links: int = 20_000
    line: int = 4_000
    name: int = 2_000
    each: int = 100
    attributes: int = 1_000
    broken: int = 3_000_000
    interval: timedelta = timedelta(days=31)
