"""Knows the links that lead to further pages of a list: those to news may name the page they stand on too."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

_FOLDER: Final = re.compile(r"/page/\d+/?$", re.IGNORECASE)
_PARAMETER: Final = re.compile(r"[?&]page=(\d+)/?$", re.IGNORECASE)
_VALUE: Final = re.compile(r"=[^&]*")


def links(addresses: Iterable[str]) -> set[str]:
    """Return those of the addresses that lead to further pages.

    Boards end ``view?seq=395&page=1`` with the page of the list: where another parameter differs from link
    to link and the page does not, they are rows.
    """
    found = set[str]()
    ending: dict[str, str] = {}
    pages: defaultdict[str, set[str]] = defaultdict(set)
    for address in addresses:
        if _FOLDER.search(address):
            found.add(address)
        elif page := _PARAMETER.search(address):
            ending[address] = rest = address[: page.start()]
            pages[rest].add(page[1])
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for rest, numbers in pages.items():
        if "=" in rest and len(numbers) == 1:
            forms[_VALUE.sub("=", rest)].add(rest)
    rows = {rest for alike in forms.values() if len(alike) > 1 for rest in alike}
    return found | {address for address, rest in ending.items() if rest not in rows}
