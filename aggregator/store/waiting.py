"""Keeps which news a digest may carry, so that making an issue costs what waits for it, not what is stored.

``candidate`` holds the news that a digest's rules took when they came; ``sifted`` up to which number of the
search index, where all that is new or changed gets the next one, and by which rules. A candidate goes once an
issue carries its story, or it is too old.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from aggregator.model import Item
from aggregator.store import items
from aggregator.store.chunks import chunks
from aggregator.store.desk import candidate, sifted
from aggregator.store.issues import OPEN
from aggregator.store.schema import article, issue, item, searched

_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Fresh:
    """Stories that a digest has not looked at as they are: each with those of its items that are news to it.

    ``until`` is the number up to which it has looked once it has seen them.
    """

    until: int
    stories: tuple[str, ...]


def may_write(connection: Connection) -> bool:
    """Return whether a connection is one for writing."""
    return bool(connection.get_execution_options().get("writing"))


def fresh(connection: Connection, digest: str, *, rules: str, since: datetime) -> Fresh:
    """Return the stories whose news came or changed since the digest last looked by these ``rules``.

    By other rules it looks at all that was first seen ``since`` then.
    """
    until = connection.execute(select(func.max(searched.c.number))).scalar() or 0
    looked = connection.execute(select(sifted).where(sifted.c.digest == digest)).one_or_none()
    query = select(item.c.story).where(item.c.news, item.c.first_seen >= since).distinct()
    if looked and looked.rules == rules:
        if looked.number >= until:
            return Fresh(until=until, stories=())
        query = query.join(searched, searched.c.item == item.c.id).where(searched.c.number > looked.number)
    found = connection.execute(query.order_by(item.c.story)).scalars()
    return Fresh(until=until, stories=tuple(found))


def stories(connection: Connection, identities: Sequence[str]) -> Iterator[tuple[str, list[Item]]]:
    """Give stories with their items, some at a time, so that memory does not grow with their number."""
    for some in chunks(identities, size=_AT_ONCE):
        yield from items.stories(connection, some)


def take(
    connection: Connection, digest: str, found: Fresh, taken: Sequence[str], *, rules: str, since: datetime
) -> None:
    """Keep which of the stories ``found`` the digest takes, and drop what it has no use for any more."""
    for some in chunks(taken, size=_AT_ONCE):
        query = select(item.c.id).where(item.c.story.in_(some), item.c.news)
        _put(connection, [(digest, one) for one in connection.execute(query).scalars()])
    connection.execute(delete(sifted).where(sifted.c.digest == digest))
    connection.execute(insert(sifted).values(digest=digest, number=found.until, rules=rules))
    _drop(connection, digest, since=since)


def again(connection: Connection, told: Sequence[str]) -> None:
    """Have every digest look again at items whose story is not what it was."""
    digests = list(connection.execute(select(sifted.c.digest)).scalars())
    news = select(item.c.id).where(item.c.id.in_(told), item.c.news)
    found = list(connection.execute(news).scalars())
    _put(connection, [(digest, one) for digest in digests for one in found])


def listing(
    connection: Connection, digest: str, *, number: int, since: datetime, limit: int
) -> list[tuple[str, list[Item]]]:
    """Return the newest ``limit`` stories, newest first, that no issue of the digest carries but ``number``.

    They have news that was first seen ``since`` then. A story of which one item was printed under another
    name, before stories were merged, is not told again either.
    """
    newest: dict[str, datetime] = {}
    for _, story, date in _candidates(connection, digest, since=since):
        newest[story] = max(date, newest.get(story, date))
    told = _told(connection, digest, list(newest), but=number)
    order = sorted(newest.keys() - told, key=lambda story: (-newest[story].timestamp(), story))
    return items.stories(connection, order[:limit])


def _candidates(
    connection: Connection, digest: str, *, since: datetime
) -> Iterator[tuple[str, str, datetime]]:
    """Give the items that a digest took, those first seen ``since`` then: id, story and date."""
    # In two steps, by ids alone: by the other conditions a planner would walk through all that is stored.
    ids = connection.execute(select(candidate.c.item).where(candidate.c.digest == digest)).scalars().all()
    for some in chunks(ids):
        query = select(item.c.id, item.c.story, item.c.date, item.c.news, item.c.first_seen)
        for row in connection.execute(query.where(item.c.id.in_(some))):
            if row.news and row.first_seen >= since:
                yield row.id, row.story, row.date


def _told(connection: Connection, digest: str, told: Sequence[str], *, but: int) -> set[str]:
    """Return which of these stories an issue of the digest carries, by name or by item, ``but`` one issue."""
    carried = (article.c.digest == digest, article.c.number != but)
    found: set[str] = set()
    for some in chunks(told):
        query = select(article.c.story).where(*carried, article.c.story.in_(some))
        found.update(connection.execute(query).scalars())
        voices = connection.execute(select(item.c.id, item.c.story).where(item.c.story.in_(some))).all()
        of = {voice.id: voice.story for voice in voices}
        for ids in chunks(list(of)):
            printed = select(article.c.item).where(*carried, article.c.item.in_(ids))
            found.update(of[one] for one in connection.execute(printed).scalars())
    return found


def _drop(connection: Connection, digest: str, *, since: datetime) -> None:
    """Drop the candidates that are too old, and those whose story an issue carries that is settled."""
    making = select(issue.c.number).where(issue.c.digest == digest, issue.c.state.in_(OPEN))
    open_one = connection.execute(making).scalar()
    young = list(_candidates(connection, digest, since=since))
    told = _told(
        connection, digest, list({story for _, story, _ in young}), but=-1 if open_one is None else open_one
    )
    stays = {one for one, story, _ in young if story not in told}
    ids = connection.execute(select(candidate.c.item).where(candidate.c.digest == digest)).scalars().all()
    for some in chunks([one for one in ids if one not in stays]):
        connection.execute(delete(candidate).where(candidate.c.digest == digest, candidate.c.item.in_(some)))


def _put(connection: Connection, rows: Sequence[tuple[str, str]]) -> None:
    """Write rows, whether or not they stand there already."""
    for some in chunks(rows, size=_AT_ONCE):
        for digest in sorted({digest for digest, _ in some}):
            ids = [one for of, one in some if of == digest]
            mine = (candidate.c.digest == digest, candidate.c.item.in_(ids))
            connection.execute(delete(candidate).where(*mine))
        connection.execute(insert(candidate), [{"digest": digest, "item": one} for digest, one in some])
