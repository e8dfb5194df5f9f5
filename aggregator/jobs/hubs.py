"""Talks with hubs (WebSub): tells ours of what we publish, and has those of sources tell us of their news.

::

    feed.xml has changed → PING each of our hubs
    a source offers a hub → ASK it → it VERIFIES that we asked → it TELLS of news → the source is polled

What a hub sends is only a sign that there is news: the source itself is asked for it, and is polled by its
own rhythm in any case, so that a hub that is silent, or lies, costs nothing.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from aggregator import store
from aggregator.fetch import Fetcher
from aggregator.model import Failed, Request
from aggregator.store import Store
from aggregator.store.hubs import Hub

_HASHES = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}
"""What a hub may sign with (WebSub §8)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """For how long a hub is asked to tell us, and when one is asked again.

    ``shortest`` and ``longest`` bound what a hub may say of it; ``again`` is when one that refused or
    did not answer is asked once more; ``gap`` is the least time between two polls that it causes.
    """

    lease: timedelta = timedelta(days=10)
    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(days=30)
    again: timedelta = timedelta(days=1)
    gap: timedelta = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What talking with hubs works with; ``site_url`` begins the addresses at which they reach us.

    ``hubs`` are our own; ``pinged`` is a file that remembers what each was told last.
    """

    store: Store
    fetcher: Fetcher
    site_url: str
    secret: str
    hubs: Sequence[str]
    pinged: Path
    clock: Callable[[], datetime]
    limits: Limits = Limits()


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What a hub was asked for, and why it did not take it, ``None`` where it did."""

    hub: str
    topic: str
    why: str | None


def ping(published: bytes, topics: Sequence[str], tools: Tools) -> Iterator[Said]:
    """Tell each of our hubs that the feeds at ``topics`` have changed, unless it knows what is ``published``.

    One that could not be told is told the next time.
    """
    version = hashlib.sha256(published).hexdigest()
    told: dict[str, str] = _remembered(tools.pinged)
    for hub in tools.hubs:
        if told.get(hub) == version:
            continue
        form = [("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)]
        answer = tools.fetcher.get(Request(source=hub, url=hub, form=tuple(form)))
        why = answer.why if isinstance(answer, Failed) else None
        if why is None:
            told[hub] = version
            store.files.replace(tools.pinged, json.dumps(told).encode())
        yield Said(hub=hub, topic=topics[0], why=why)


def subscribe(tools: Tools) -> Iterator[Said]:
    """Ask the hubs of sources to tell us of news, those that were not asked yet and those whose time ends."""
    at = tools.clock()
    with tools.store.reading() as connection:
        due = store.hubs.due(connection, at=at)
    for hub in due:
        # Set before it is asked: one that brings us down is not asked at once again.
        _settle(hub, "asked" if hub.state != "active" else "active", tools, at=at)
        answer = tools.fetcher.get(Request(source=hub.source, url=hub.url, form=_wish(hub, tools)))
        why = answer.why if isinstance(answer, Failed) else None
        if why is not None:
            _settle(hub, "refused", tools, at=at, why=why)
        yield Said(hub=hub.url, topic=hub.topic, why=why)


def verify(source: str, token: str, said: Mapping[str, str], tools: Tools) -> bool:
    """Say whether we asked for what a hub wants confirmed (WebSub §5.3), and believe it when it refuses."""
    hub = _asked(source, token, tools)
    if hub is None or said.get("hub.topic") != hub.topic:
        return False
    at, limits = tools.clock(), tools.limits
    if said.get("hub.mode") == "denied":
        _settle(hub, "refused", tools, at=at, why=f"the hub refuses: {said.get('hub.reason', '')[:200]}")
        return True
    if said.get("hub.mode") != "subscribe" or hub.state not in {"asked", "active"}:
        return False
    seconds = said.get("hub.lease_seconds", "")
    lease = timedelta(seconds=int(seconds[:9])) if seconds.isdecimal() else limits.lease
    lease = min(max(lease, limits.shortest), limits.longest)
    with tools.store.writing() as connection:
        # Asked to go on when four fifths of the time are over.
        store.hubs.activate(connection, hub, until=at + lease, next_at=at + lease * 4 / 5)
    return True


def hear(source: str, token: str, body: bytes, signature: str, tools: Tools) -> bool:
    """Have a source polled that its hub tells of; ``False`` where it is not ours to hear, or not its word."""
    hub = _asked(source, token, tools)
    if hub is None or hub.state != "active" or not _is_signed(hub, body, signature, tools):
        return False
    with tools.store.writing() as connection:
        return store.hubs.heard(connection, hub, at=tools.clock(), gap=tools.limits.gap)


def token(hub: Hub, *, secret: str) -> str:
    """Return what stands in the address at which a hub reaches us, and which no one else can know."""
    return _signed(f"hub address\n{hub.source}\n{hub.url}\n{hub.topic}", secret)[:32]


def key(hub: Hub, *, secret: str) -> str:
    """Return the key with which a hub signs what it sends us."""
    return _signed(f"hub key\n{hub.source}\n{hub.url}\n{hub.topic}", secret)


def _wish(hub: Hub, tools: Tools) -> tuple[tuple[str, str], ...]:
    return (
        ("hub.mode", "subscribe"),
        ("hub.topic", hub.topic),
        ("hub.callback", f"{tools.site_url}hub/{hub.source}/{token(hub, secret=tools.secret)}"),
        ("hub.secret", key(hub, secret=tools.secret)),
        ("hub.lease_seconds", str(int(tools.limits.lease.total_seconds()))),
    )


def _asked(source: str, said: str, tools: Tools) -> Hub | None:
    with tools.store.reading() as connection:
        hub = store.hubs.get(connection, source)
    if hub is None or not hmac.compare_digest(token(hub, secret=tools.secret).encode(), said.encode()):
        return None
    return hub


def _settle(hub: Hub, state: store.hubs.State, tools: Tools, *, at: datetime, why: str | None = None) -> None:
    with tools.store.writing() as connection:
        store.hubs.settle(connection, hub, state, next_at=at + tools.limits.again, why=why)


def _is_signed(hub: Hub, body: bytes, signature: str, tools: Tools) -> bool:
    name, _, said = signature.partition("=")
    if name not in _HASHES:
        return False
    true = hmac.new(key(hub, secret=tools.secret).encode(), body, _HASHES[name]).hexdigest()
    return hmac.compare_digest(true.encode(), said.strip().lower().encode())


def _signed(text: str, secret: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def _remembered(path: Path) -> dict[str, str]:
    try:
        told = json.loads(store.files.content(path) or b"{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
