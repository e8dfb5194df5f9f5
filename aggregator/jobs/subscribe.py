"""Lets people in and out by their own word, and keeps how they gave it.

::

    form → bounds of asking → pending, a notice queued → (mail) → confirm → active
                                                                → preferences, new address, export, erase

Whoever asks gets the same answer whether the address is known or not: what differs is only the
mail, which goes to the address alone. Nothing here is changed by opening a link.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection

from aggregator import deliver, store
from aggregator.errors import UsageError
from aggregator.model import ANYTHING, Consent, Notice, Preferences, Subscriber, Suppression
from aggregator.store import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How long a link is good, and how often a mail may be asked for.

    The bounds of asking are (times, within which time); ``form_least`` is how long a person takes at
    least to fill a form in.
    """

    confirm_within: timedelta = timedelta(days=7)
    preferences_within: timedelta = timedelta(days=90)
    form_least: timedelta = timedelta(seconds=2)
    form_most: timedelta = timedelta(days=1)
    per_address: tuple[tuple[int, timedelta], ...] = (
        (1, timedelta(minutes=2)),
        (4, timedelta(days=1)),
    )
    per_network: tuple[tuple[int, timedelta], ...] = (
        (10, timedelta(minutes=10)),
        (50, timedelta(days=1)),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What letting people in works with; ``new_id`` gives 16 random hexadecimal digits."""

    store: Store
    secret: str
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    limits: Limits = Limits()


def ask(address: str, *, preferences: Preferences, consent: Consent, network: str, tools: Tools) -> None:
    """Take a wish to subscribe: a pending subscription and a mail that asks for one click.

    Says nothing of what it found. Raises ``UsageError`` where ``address`` is none.
    """
    good = deliver.addresses.checked(address)
    with tools.store.writing() as connection:
        if not _may_ask(connection, good, network, tools):
            return
        there = store.subscribers.find(connection, good)
        if there is None:
            there = Subscriber(id=tools.new_id(), address=good, name=None, state="pending", since=consent.at)
            store.subscribers.add(connection, replace(there, preferences=preferences), consent=consent)
        if there.state in {"pending", "active", "unsubscribed"}:
            kind: Literal["known", "confirm"] = "known" if there.state == "active" else "confirm"
            _notify(connection, kind, there, there.address, tools, consent=consent, preferences=preferences)


def ask_for_link(address: str, *, network: str, tools: Tools) -> None:
    """Mail a subscriber the link to their preferences; says nothing of whether there is one."""
    good = deliver.addresses.checked(address)
    with tools.store.writing() as connection:
        if _may_ask(connection, good, network, tools):
            there = store.subscribers.find(connection, good)
            if there is not None and there.state == "active":
                _notify(connection, "link", there, there.address, tools)


def ask_to_move(subscriber: Subscriber, address: str, *, network: str, tools: Tools) -> None:
    """Mail a subscriber's new address for its confirmation; nothing moves before."""
    good = deliver.addresses.checked(address)
    with tools.store.writing() as connection:
        if _may_ask(connection, good, network, tools):
            consent = Consent(at=tools.clock(), text="", form="move", network=network)
            _notify(connection, "move", subscriber, good, tools, consent=consent)


def confirmable(token: str, *, tools: Tools) -> Notice | None:
    """Return the notice whose confirmation ``token`` is, ``None`` where it is no longer good for it."""
    notice_id = deliver.tokens.read("confirm", token, secret=tools.secret, at=tools.clock())
    if notice_id is None:
        return None
    with tools.store.reading() as connection:
        return store.notices.get(connection, notice_id)


def confirm(notice: Notice, *, tools: Tools) -> bool:
    """Put into force what a person confirmed; return ``False`` where that may not be any more.

    Confirming twice is as good as once.
    """
    at = tools.clock()
    with tools.store.writing() as connection:
        if not store.notices.use(connection, notice.id):
            there = store.subscribers.get(connection, notice.subscriber)
            return there is not None and there.state == "active" and notice.state == "used"
        if _suppressed(connection, notice.address, tools):
            return False
        if notice.kind == "move":
            return store.subscribers.move(connection, notice.subscriber, notice.address)
        if notice.consent is None:
            return False
        return store.subscribers.activate(
            connection,
            notice.subscriber,
            consent=replace(notice.consent, at=at),
            preferences=notice.preferences,
            at=at,
        )


def whose(token: str, *, tools: Tools) -> Subscriber | None:
    """Return the subscriber who holds the link to their preferences, ``None`` where it is too old."""
    subscriber_id = deliver.tokens.read("preferences", token, secret=tools.secret, at=tools.clock())
    if subscriber_id is None:
        return None
    with tools.store.reading() as connection:
        there = store.subscribers.get(connection, subscriber_id)
    return there if there and there.state != "erased" else None


def prefer(subscriber: Subscriber, preferences: Preferences, *, tools: Tools) -> None:
    """Keep what a subscriber wants from the next issue on."""
    with tools.store.writing() as connection:
        store.subscribers.prefer(connection, subscriber.id, preferences)


def export(subscriber: Subscriber, *, tools: Tools) -> dict[str, list[dict[str, Any]]]:
    """Return all that is held about a person, by what it is."""
    with tools.store.reading() as connection:
        return store.subscribers.held(connection, subscriber.id)


def erase(subscriber: Subscriber, *, tools: Tools) -> None:
    """Forget a person but for a keyed hash, by which nobody writes to the address again."""
    at = tools.clock()
    value = deliver.addresses.hashed(subscriber.address, secret=tools.secret)
    with tools.store.writing() as connection:
        there = store.subscribers.get(connection, subscriber.id)
        if there is None or there.state == "erased":
            return
        store.subscribers.erase(connection, subscriber.id, at=at)
        store.suppression.remove(connection, [subscriber.address.lower()])
        store.suppression.add(connection, Suppression(value=value, reason="erased", at=at))


def suppress(value: str, *, note: str | None, tools: Tools) -> int:
    """Let no mail go to an address or to a domain (``@example.org``); return whom that stopped."""
    good = _suppressible(value)
    at = tools.clock()
    with tools.store.writing() as connection:
        store.suppression.add(connection, Suppression(value=good, reason="operator", at=at, note=note))
        return store.subscribers.suspend(
            connection, at=at, why=f"suppressed as {good}{': ' + note if note else ''}", value=good
        )


def restore(address: str, *, tools: Tools) -> Subscriber:
    """Undo a suspension and what suppresses the address; raises ``UsageError`` where there is none."""
    with tools.store.writing() as connection:
        there = store.subscribers.find(connection, address)
        if there is None or there.state != "suspended":
            state = f"is {there.state}" if there else "is not on the list"
            raise UsageError(f"{address} {state}: only who is suspended can be restored")
        store.suppression.remove(connection, [there.address.lower()])
        if left := _suppressed(connection, there.address, tools):
            raise UsageError(
                f"{address} is suppressed by {left.value}: take that away first with "
                f"`aggregator subscribers unsuppress {left.value}`"
            )
        store.subscribers.restore(connection, there.id, at=tools.clock())
    return there


def _suppressible(value: str) -> str:
    if value.startswith("@"):
        return f"@{deliver.addresses.domain(deliver.addresses.checked(f'somebody{value}'))}"
    return deliver.addresses.checked(value).lower()


def _may_ask(connection: Connection, address: str, network: str, tools: Tools) -> bool:
    if _suppressed(connection, address, tools):
        return False
    keys = {
        deliver.addresses.hashed(f"address {address}", secret=tools.secret): tools.limits.per_address,
        deliver.addresses.hashed(f"network {network}", secret=tools.secret): tools.limits.per_network,
    }
    return store.notices.may_ask(connection, keys, at=tools.clock())


def _suppressed(connection: Connection, address: str, tools: Tools) -> Suppression | None:
    return store.suppression.find(connection, deliver.addresses.guises(address, secret=tools.secret))


def _notify(
    connection: Connection,
    kind: Literal["confirm", "known", "link", "move"],
    subscriber: Subscriber,
    address: str,
    tools: Tools,
    *,
    consent: Consent | None = None,
    preferences: Preferences = ANYTHING,
) -> None:
    store.notices.queue(
        connection,
        Notice(
            id=tools.new_id(),
            kind=kind,
            subscriber=subscriber.id,
            address=address,
            at=tools.clock(),
            consent=consent,
            preferences=preferences,
        ),
    )
