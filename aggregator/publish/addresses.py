"""Makes the address of a story's own page out of its id, and finds the id again."""

import re
from typing import Final

_ID: Final = re.compile(r"tag:[^,:/]+,(\d{4}-\d\d-\d\d):([a-z0-9-]+)/([\w-]+)")
_NAME: Final = re.compile(r"(\d{4}-\d\d-\d\d)-([\w-]+)")


def story(identity: str) -> str | None:
    """Return where a story's page lies on the site, as ``stories/esr-news/2026-11-10-0a1b…/``.

    The host that the id names is left out: it may have been another one when the id was made.
    ``None`` for an id that is not of our making.
    """
    found = _ID.fullmatch(identity)
    return f"stories/{found[2]}/{found[1]}-{found[3]}/" if found else None


def tail(source: str, name: str) -> str | None:
    """Return what a story's id holds after the host that it names, by the two parts of its address."""
    found = _NAME.fullmatch(name)
    return f",{found[1]}:{source}/{found[2]}" if found else None
