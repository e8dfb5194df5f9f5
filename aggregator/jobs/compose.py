"""Makes an issue out of the stories that no earlier issue carried, and what the editor says of them.

::

    store → waiting stories, edits → SELECT → ARRANGE → draft → approved
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from aggregator import store
from aggregator.digest import arrange, select
from aggregator.errors import UsageError
from aggregator.model import Digest, Issue, Item, Society, Topic
from aggregator.recognise import assemble
from aggregator.store import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How many waiting stories, the newest, an issue is chosen from."""

    waiting: int = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Making:
    """What an issue is made of besides stories, and the clock that dates it."""

    societies: Mapping[str, Society]
    topics: Mapping[str, Topic]
    clock: Callable[[], datetime]
    limits: Limits = Limits()


def prepare(kept: Store, digest: Digest, *, making: Making) -> Issue | None:
    """Return the issue that is to be sent: the one under way, the approved one, or one made now.

    ``None`` where no story is waiting. Raises ``UsageError`` where a person must approve it first.
    """
    issue = current(kept, digest)
    if issue is not None and issue.state != "draft":
        return issue
    if digest.review:
        raise UsageError(
            f"digest {digest.key} has review = true and no approved issue: "
            f"`aggregator digest compose {digest.key}`, look at it, `aggregator digest approve {digest.key}`"
        )
    return approve(kept, digest) if compose(kept, digest, making=making).sections else None


def compose(kept: Store, digest: Digest, *, making: Making, save: bool = True) -> Issue:
    """Return the digest's draft, made anew out of what is waiting now, and keep it if ``save``.

    A draft without stories is returned but not kept. Raises ``UsageError`` where the issue has
    been approved already: its stories are settled.
    """
    if not save:
        look_through(kept, digest, making=making)
        with kept.reading() as connection:
            return drafted(connection, digest, making=making)
    with kept.writing() as connection:
        draft = drafted(connection, digest, making=making)
        if draft.sections:
            store.issues.save_draft(connection, draft)
        else:
            store.issues.discard_draft(connection, digest.key, draft.number)
    return draft


def look_through(kept: Store, digest: Digest, *, making: Making) -> None:
    """Look which of the news that came since the last look the digest's rules take.

    Whoever reads a draft does so first; nothing but that is kept.
    """
    since = making.clock() - digest.selection.max_age
    with kept.reading() as connection:  # mostly there is none, and no writer need wait for that
        found = store.waiting.fresh(connection, digest.key, rules=select.rules(digest), since=since)
    if found.stories:
        with kept.writing() as connection:
            _look_through(connection, digest, making)


def _look_through(connection: Connection, digest: Digest, making: Making) -> None:
    rules, since = select.rules(digest), making.clock() - digest.selection.max_age
    found = store.waiting.fresh(connection, digest.key, rules=rules, since=since)
    if found.stories:
        told = store.waiting.stories(connection, found.stories)
        taken = [story for story, items in told if _takes(digest, story, items, making)]
        store.waiting.take(connection, digest.key, found, taken, rules=rules, since=since)


def _takes(digest: Digest, story: str, items: Sequence[Item], making: Making) -> bool:
    return select.takes(assemble(items, story=story, societies=making.societies), digest)


def drafted(connection: Connection, digest: Digest, *, making: Making) -> Issue:
    """Return the digest's draft as it is now; it is not kept.

    On a connection that only reads the news are those that were looked through before.
    """
    if store.waiting.may_write(connection):
        _look_through(connection, digest, making)
    at = making.clock()
    number = store.issues.next_number(connection, digest.key)
    waiting = store.waiting.listing(
        connection,
        digest.key,
        number=number,
        since=at - digest.selection.max_age,
        limit=making.limits.waiting,
    )
    edits = store.edits.of(connection, digest.key, number=number)
    stories = (assemble(items, story=story, societies=making.societies) for story, items in waiting)
    return arrange.compose(
        digest,
        select.chosen(stories, digest, edits=edits, number=number),
        number=number,
        words=arrange.Words(
            societies=making.societies,
            topics=making.topics,
            edits=edits,
            head=store.edits.head_of(connection, digest.key, number),
        ),
        at=at,
    )


def approve(kept: Store, digest: Digest) -> Issue:
    """Settle the draft as it is, ready to be sent; raises ``UsageError`` where there is none."""
    with kept.writing() as connection:
        draft = store.issues.current(connection, digest.key)
        if draft is None:
            raise UsageError(
                f"digest {digest.key} has no draft: make one with `aggregator digest compose {digest.key}`"
            )
        return store.issues.move(connection, draft, "approved", expected=["draft"])


def current(kept: Store, digest: Digest) -> Issue | None:
    """Return the digest's issue that is being made or sent, or ``None``."""
    with kept.reading() as connection:
        return store.issues.current(connection, digest.key)
