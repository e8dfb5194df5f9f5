"""Lets the texts of old items go, while all by which they are known and stand in feeds stays.

Title, link, dates, summary, identity and what stories are compared by stay for good: an old entry that is
offered again is still known, whoever tells it, and archived feeds keep their documents.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from itertools import chain

from sqlalchemy import Connection, Select, and_, bindparam, delete, not_, select

from aggregator.refine.searchable import searched
from aggregator.store import index
from aggregator.store.chunks import chunks
from aggregator.store.desk import candidate
from aggregator.store.schema import article, item, revision

BATCH = 500
"""Texts that go in one transaction, so that nobody waits long to write."""

_FREE = and_(
    item.c.story.not_in(select(article.c.story)),
    item.c.id.not_in(select(article.c.item).where(article.c.item.is_not(None))),
    item.c.id.not_in(select(candidate.c.item)),
)
"""Of stories that no issue carries, by their present name or one from before a merge, and none waits for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Keep:
    """For how long texts are kept, by their items' dates, and how many of the newest; ``None`` for all."""

    age: timedelta | None = None
    most: int | None = None


def outlived(
    connection: Connection,
    source: str | None,
    keep: Keep,
    *,
    spared: Collection[str],
    at: datetime,
    choosing: timedelta = timedelta(),
) -> list[str]:
    """Return the items, of a source or of all, whose texts may go: those that ``keep`` does not hold.

    What an issue carries stays, or a digest has chosen for its next one, and so do the stories ``spared``.
    News stay as long as a digest may choose among them, ``choosing`` from when they were first seen: by
    what is left of a text no digest could say whether its rules take it.
    """
    chosen_from = and_(item.c.news, item.c.first_seen > at - choosing)
    queries = (query.where(not_(chosen_from)) for query in _queries(source, keep, at))
    found = chain.from_iterable(connection.execute(query) for query in queries)
    return sorted({row.id for row in found if row.story not in spared})


def shed(connection: Connection, ids: Sequence[str]) -> int:
    """Have items hold their summary in place of their text, and no former wordings; return how many do.

    An item that a digest has taken up meanwhile keeps its text.
    """
    return sum(_shed(connection, some) for some in chunks(ids))


def _shed(connection: Connection, ids: Sequence[str]) -> int:
    wanted = select(item.c.id, item.c.title, item.c.summary).where(item.c.id.in_(ids), _FREE)
    rows = connection.execute(wanted).all()
    if rows:
        gone = item.update().where(item.c.id == bindparam("of"))
        connection.execute(
            gone.values(html=bindparam("left"), text=bindparam("said")),
            [{"of": row.id, "left": _html(row.summary), "said": row.summary} for row in rows],
        )
        connection.execute(delete(revision).where(revision.c.item.in_([row.id for row in rows])))
        words = {row.id: searched(row.title, row.summary) for row in rows}
        index.put(connection, words, changed=list(words))
    return len(rows)


def _queries(source: str | None, keep: Keep, at: datetime) -> Iterator[Select[str, str]]:
    query = select(item.c.id, item.c.story).where(item.c.text != item.c.summary, _FREE)
    newest = select(item.c.id).order_by(item.c.date.desc(), item.c.id)
    if source is not None:
        query, newest = query.where(item.c.source == source), newest.where(item.c.source == source)
    if keep.age is not None:
        yield query.where(item.c.date < at - keep.age)
    if keep.most is not None:
        yield query.where(item.c.id.in_(newest.offset(keep.most)))


def _html(summary: str) -> str:
    return f"<p>{escape(summary, quote=False)}</p>" if summary else ""
