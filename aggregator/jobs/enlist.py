"""Takes a list of people in, each judged by itself, and gives the list out again.

::

    file → lines → (address checked → known? suppressed? left before?) → verdict → subscriber

Nobody is written to whose consent is not stated, nobody comes back by a list who has left, and a dry
run says of each line what would become of it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from aggregator import deliver, store
from aggregator.deliver import sheet
from aggregator.errors import UsageError
from aggregator.model import Consent, Preferences, Subscriber
from aggregator.store import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Lines taken in one transaction."""

    batch: int = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What taking a list in works with; ``new_id`` gives 16 random hexadecimal digits."""

    store: Store
    secret: str
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    limits: Limits = Limits()


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """What becomes of a line, and why."""

    line: int
    address: str
    what: Literal["added", "left alone", "wrong"]
    why: str


def enlist(
    lines: Sequence[sheet.Line], *, consent: str | None, tools: Tools, dry: bool = False
) -> Iterator[Judged]:
    """Subscribe the people of a list, and yield what becomes of each line; ``dry`` changes nothing.

    ``consent`` is how they agreed, kept with each. Raises ``UsageError`` where it is not stated.
    """
    if not dry and not (consent and consent.strip()):
        raise UsageError('say how these people agreed: --consent "…" is kept with each of them')
    seen: dict[str, int] = {}
    for begin in range(0, len(lines), tools.limits.batch):
        some = lines[begin : begin + tools.limits.batch]
        opened = tools.store.reading() if dry else tools.store.writing()
        with opened as connection:
            judged = [_take(connection, one, seen, consent, tools, dry=dry) for one in some]
        yield from judged


def listed(connection: Connection, *, state: str | None = None) -> Iterator[dict[str, str]]:
    """Give the subscribers as the rows of a list, without those who are forgotten."""
    for one in store.subscribers.listing(connection, state=state):
        consent = store.subscribers.consent_of(connection, one.id)
        if one.state == "erased" or consent is None:
            continue
        wishes = one.preferences
        yield {
            "address": one.address,
            "name": one.name or "",
            "state": one.state,
            "since": one.since.isoformat(timespec="seconds"),
            "consent": consent.text,
            "consent_at": consent.at.isoformat(timespec="seconds"),
            "consent_form": consent.form,
            "digests": " ".join(wishes.digests),
            "societies": " ".join(wishes.societies),
            "topics": " ".join(wishes.topics),
            "monthly": "yes" if wishes.monthly else "",
            "language": wishes.language or "",
            "plain": "yes" if wishes.plain else "",
        }


def _take(
    connection: Connection,
    line: sheet.Line,
    seen: dict[str, int],
    consent: str | None,
    tools: Tools,
    *,
    dry: bool,
) -> Judged:
    try:
        address = deliver.addresses.checked(line.address)
    except UsageError as error:
        return Judged(line=line.number, address=line.address, what="wrong", why=str(error))
    if (first := seen.setdefault(address.lower(), line.number)) != line.number:
        return _judged(line, address, "left alone", f"stands on line {first} already")
    there = store.subscribers.find(connection, address)
    if against := _against(connection, line, address, there, tools):
        return _judged(line, address, "left alone", against)
    if not dry:
        _subscribe(connection, line, address, there, tools, consent=consent or "")
    was_pending = "had asked and not confirmed; your word confirms it" if there else "new"
    return _judged(line, address, "added", was_pending)


def _against(
    connection: Connection, line: sheet.Line, address: str, there: Subscriber | None, tools: Tools
) -> str | None:
    """Return what speaks against subscribing the person of a line, ``None`` if nothing does."""
    guises = deliver.addresses.guises(address, secret=tools.secret)
    if suppressed := store.suppression.find(connection, guises):
        shown = "forgotten" if suppressed.value.startswith("#") else suppressed.value
        return f"suppressed ({suppressed.reason}: {shown})"
    if there is not None and there.state != "pending":
        return f"is {there.state} since {there.since:%Y-%m-%d}"
    if line.state not in {"", "active"}:
        return f"the list itself says {line.state}"
    return None


def _subscribe(
    connection: Connection,
    line: sheet.Line,
    address: str,
    there: Subscriber | None,
    tools: Tools,
    *,
    consent: str,
) -> None:
    at = tools.clock()
    wishes = _wishes(line)
    agreed = Consent(at=at, text=consent, form="import")
    if there is not None:
        store.subscribers.activate(connection, there.id, consent=agreed, preferences=wishes, at=at)
        return
    new = Subscriber(id=tools.new_id(), address=address, name=line.name, state="active", since=at)
    store.subscribers.add(connection, replace(new, preferences=wishes), consent=agreed)


def _wishes(line: sheet.Line) -> Preferences:
    said = line.wishes
    return Preferences(
        digests=tuple(said.get("digests", "").split()),
        societies=tuple(said.get("societies", "").split()),
        topics=tuple(said.get("topics", "").split()),
        monthly=said.get("monthly", "").lower() in {"yes", "true", "1"},
        language=said.get("language") or None,
        plain=said.get("plain", "").lower() in {"yes", "true", "1"},
    )


def _judged(line: sheet.Line, address: str, what: Literal["added", "left alone"], why: str) -> Judged:
    return Judged(line=line.number, address=address, what=what, why=why)
