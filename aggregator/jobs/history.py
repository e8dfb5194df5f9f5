"""Shows how an item came to say what it says: each edit, word by word."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from aggregator import store
from aggregator.model import Item
from aggregator.store import Store

_PIECE = re.compile(r"\s+|\w+|[^\w\s]")
_AROUND = 60
"""Characters of what stayed that are shown before and after what changed."""

Change = Literal["same", "gone", "come"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """What one edit changed: pieces of the text, each the same, gone, or come."""

    at: datetime
    pieces: tuple[tuple[Change, str], ...]


def history(kept: Store, item: Item) -> list[Edit]:
    """Return the edits of an item, the latest first, as far as its revisions are kept."""
    with kept.reading() as connection:
        before = store.revisions.of(connection, item.id)
    texts = [f"{item.title}\n\n{item.text}", *(f"{one.title}\n\n{one.text}" for one in before)]
    return [
        Edit(at=revision.until, pieces=tuple(changed(texts[number + 1], texts[number])))
        for number, revision in enumerate(before)
    ]


def changed(before: str, after: str) -> Iterator[tuple[Change, str]]:
    """Yield the pieces of two texts as a reader would compare them: by words."""
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    steps = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (step, old_from, old_to, new_from, new_to) in enumerate(steps):
        if step == "equal":
            yield "same", _shortened(old[old_from:old_to], first=number == 0, last=number == len(steps) - 1)
        if step in {"delete", "replace"}:
            yield "gone", "".join(old[old_from:old_to])
        if step in {"insert", "replace"}:
            yield "come", "".join(new[new_from:new_to])


def _shortened(pieces: Sequence[str], *, first: bool, last: bool) -> str:
    """Return what stayed, with its middle left out where it is long."""
    whole = "".join(pieces)
    if len(whole) <= 3 * _AROUND:
        return whole
    return f"{'' if first else whole[:_AROUND]} […] {'' if last else whole[-_AROUND:]}"
