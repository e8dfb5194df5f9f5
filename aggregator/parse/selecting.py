"""Takes from what an operator's selector finds the link, picture, date or words that it stands for."""

import re

from bs4 import Tag

_MACHINE = ("datetime", "content", "data-date", "data-datetime")
"""Attributes that say a date to machines; ``content`` is a ``<meta>``'s."""
_ISO = re.compile(r"\s*\d{4}-\d{2}-\d{2}")
_PICTURES = ["img", "source"]


def first(within: Tag, selector: str | None) -> Tag | None:
    """Return the first element that a selector finds, if there is a selector."""
    return within.select_one(selector) if selector else None


def link(found: Tag | None) -> Tag | None:
    """Return the link that an element is, holds or stands in."""
    if found is None or found.get("href"):
        return found
    held = found.find("a", href=True) or found.find_parent("a", href=True)
    return held if isinstance(held, Tag) else None


def picture(found: Tag | None) -> Tag | None:
    """Return the picture that an element is or holds."""
    held = found.find(_PICTURES) if found is not None and found.name not in _PICTURES else None
    return held if isinstance(held, Tag) else found


def words(found: Tag | None) -> str:
    """Return what an element says, a ``<meta>`` in its attribute."""
    if found is None:
        return ""
    said = found.get("content") if found.name == "meta" else found.get_text(" ")
    return " ".join(said.split()) if isinstance(said, str) else ""


def date(found: Tag | None) -> str | None:
    """Return the date that an element says: in the machine's form if there is one, else in its words."""
    if found is None:
        return None
    given = [found.get(name) for name in _MACHINE]
    machine = next((one.strip() for one in given if isinstance(one, str) and one.strip()), None)
    title = found.get("title")
    told = title.strip() if isinstance(title, str) and _ISO.match(title) else None
    return machine or told or words(found) or None
