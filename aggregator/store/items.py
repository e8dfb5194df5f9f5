"""Keeps items, and finds them again by whatever they are known by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, or_, select, union
from sqlalchemy.dialects import postgresql, sqlite

from aggregator.model import Dated, Enclosure, Image, Item, Verdict
from aggregator.recognise import Known, title_key
from aggregator.refine.searchable import Searched, searched
from aggregator.store import index
from aggregator.store.among import among, grouped, listed, paired
from aggregator.store.chunks import chunks
from aggregator.store.moment import Moment
from aggregator.store.schema import AnyRow, item, seen

_KNOWN = (
    item.c.id,
    item.c.source,
    item.c.story,
    item.c.guid,
    item.c.link,
    item.c.canonical,
    item.c.title,
    item.c.title_key,
    item.c.fingerprint,
    item.c.raw_hash,
    item.c.published_at,
    item.c.first_seen,
)

# A branch for each index: of one condition with OR the planner makes a scan of the source.
_ALIKE = union(
    select(*_KNOWN).where(paired(item.c.source, item.c.guid, "guids")),
    select(*_KNOWN).where(paired(item.c.source, item.c.title_key, "title_keys")),
    select(*_KNOWN).where(paired(item.c.source, item.c.fingerprint, "fingerprints")),
    select(*_KNOWN).where(among(item.c.canonical, "canonicals")),
    # An id is made of a guid that may have passed to another entry since: it is taken all the same.
    select(*_KNOWN).where(among(item.c.id, "ids")),
).order_by("first_seen", "id")

_ADDRESS = ("guid", "link", "canonical", "title_key", "raw_hash")


def known(connection: Connection, items: Sequence[Item]) -> tuple[Known, ...]:
    """Return the kept items that ``items`` may be, or whose ids they would get, in order of first sight."""
    found: dict[str, Known] = {}
    for chunk in chunks(items):
        asked = {
            "guids": grouped((one.source, one.guid) for one in chunk if one.guid),
            "title_keys": grouped((one.source, title_key(one)) for one in chunk),
            "fingerprints": grouped((one.source, one.fingerprint) for one in chunk),
            "canonicals": listed(one.canonical for one in chunk if one.canonical),
            "ids": listed(one.id for one in chunk),
        }
        for row in connection.execute(_ALIKE, asked):
            found[row.id] = _known(row)
    return tuple(found.values())


def keep(connection: Connection, verdicts: Sequence[Verdict], *, at: datetime) -> None:
    """Insert what is new and update what has changed, with its words to search; remember all as seen."""
    write(connection, verdicts)
    search(connection, verdicts, {})
    see(connection, ((one.item, at) for one in verdicts))


def write(connection: Connection, verdicts: Sequence[Verdict]) -> None:
    """Insert what is new and update what has changed; neither is found by its words yet."""
    fresh = [verdict for verdict in verdicts if verdict.kind in _FRESH]
    if fresh:
        connection.execute(_NEW, [_row(verdict) for verdict in fresh])
    for verdict in verdicts:
        if verdict.kind == "changed":
            connection.execute(item.update().where(item.c.id == verdict.item.id).values(_edited(verdict)))


def search(connection: Connection, verdicts: Sequence[Verdict], words: Mapping[str, Searched]) -> None:
    """Have what is new or has changed found by its ``words``, by raw hash, or else by its title and text."""
    found = {
        one.item.id: words.get(one.item.raw_hash) or searched(one.item.title, one.item.text)
        for one in verdicts
        if one.kind != "known"
    }
    changed = [one.item.id for one in verdicts if one.kind == "changed"]
    index.put(connection, found, changed=changed)


def see(connection: Connection, entries: Iterable[tuple[Item, datetime]]) -> None:
    """Remember the raw entries of items as seen, each since the first time that it was."""
    rows = [{"source": one.source, "raw_hash": one.raw_hash, "at": at} for one, at in entries]
    if rows:
        connection.execute(_SEE[connection.dialect.name], rows)


_FRESH = {"new", "retold", "backlog"}
_NEW = item.insert()
_SEE = {
    "sqlite": sqlite.insert(seen).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(seen).on_conflict_do_nothing(),
}
"""What was seen stays as it was."""
_READDRESS = (
    item.update()
    .where(item.c.id == bindparam("of"))
    .values({name: bindparam(f"now_{name}") for name in _ADDRESS})
)


def readdress(connection: Connection, items: Sequence[Item]) -> None:
    """Keep under which guid and link kept items stand now, so that they are found again by these."""
    if items:
        rows = [
            {"of": one.id, "now_title_key": title_key(one)}
            | {f"now_{name}": getattr(one, name) for name in _ADDRESS if name != "title_key"}
            for one in items
        ]
        connection.execute(_READDRESS, rows)


def unsee(connection: Connection, source: str, hashes: Sequence[str]) -> None:
    """Forget that raw entries of a source were seen."""
    for chunk in chunks(hashes):
        connection.execute(delete(seen).where(seen.c.source == source, seen.c.raw_hash.in_(chunk)))


def stories(connection: Connection, identities: Sequence[str]) -> list[tuple[str, list[Item]]]:
    """Return stories, in the order of their ``identities``, each with all its items."""
    found: dict[str, list[Item]] = {identity: [] for identity in identities}
    for chunk in chunks(list(found)):
        query = select(item).where(item.c.story.in_(chunk)).order_by(item.c.date, item.c.id)
        for row in connection.execute(query):
            found[row.story].append(_item(row))
    return list(found.items())


def telling(
    connection: Connection, tail: str, *, source: str, authority: str
) -> tuple[str, list[Item]] | None:
    """Return the story, and all its items, that the item tells whose id ends with ``tail``.

    Mostly its id begins with the present ``authority``; it may have been made under another one.
    ``None`` where there is no such item, or its story is no news.
    """
    exact = select(item.c.story).where(item.c.id == f"tag:{authority}{tail}")
    # The source first: its items are found by an index, the ends of ids are not.
    ending = select(item.c.story).where(item.c.source == source, item.c.id.endswith(tail, autoescape=True))
    story = connection.execute(exact).scalar() or connection.execute(ending.limit(1)).scalar()
    if story is None:
        return None
    (found,) = stories(connection, [story])
    is_news = select(item.c.id).where(item.c.story == story, item.c.news).limit(1)
    return found if connection.execute(is_news).scalar() else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """An item with the story that it belongs to, whether it is news, and why in words."""

    item: Item
    story: str
    news: bool
    why: str


def listing(
    connection: Connection, *, source: str | None = None, society: str | None = None, limit: int
) -> list[Kept]:
    """Return the newest items by date, backlog included."""
    query = select(item).order_by(item.c.date.desc(), item.c.id).limit(limit)
    if source:
        query = query.where(item.c.source == source)
    if society:
        query = query.where(item.c.society == society)
    return kept_rows(connection.execute(query))


def kept_rows(rows: Iterable[AnyRow]) -> list[Kept]:
    """Return items out of whole rows of their table."""
    return [Kept(item=_item(row), story=row.story, news=row.news, why=row.why) for row in rows]


def kept(connection: Connection, identity: str) -> Kept:
    """Return one item, which is there."""
    row = connection.execute(select(item).where(item.c.id == identity)).one()
    return Kept(item=_item(row), story=row.story, news=row.news, why=row.why)


_WHEN = func.coalesce(item.c.published_at, item.c.first_seen, type_=Moment)
_RANKED = (
    select(
        item.c.source,
        _WHEN.label("at"),
        func.row_number().over(partition_by=item.c.source, order_by=_WHEN.desc()).label("place"),
    )
    .where(
        among(item.c.source, "sources"),
        or_(item.c.published_at.is_not(None), item.c.news),
        bindparam("until", type_=Moment) >= _WHEN,
    )
    .subquery()
)
_TOLD = (
    select(_RANKED.c.source, _RANKED.c.at)
    .where(_RANKED.c.place <= bindparam("most"))
    .order_by(_RANKED.c.source, _RANKED.c.place)
)


def told(
    connection: Connection, sources: Sequence[str], *, at: datetime, limit: int
) -> dict[str, list[datetime]]:
    """Return when each source told its latest ``limit`` news before ``at``, latest first.

    That is when it says so, or when they were first seen; undated backlog was told at no known time.
    """
    found: dict[str, list[datetime]] = {source: [] for source in sources}
    for row in connection.execute(_TOLD, {"sources": listed(sources), "until": at, "most": limit}):
        found[row.source].append(row.at)
    return found


def count(connection: Connection) -> int:
    """Return how many items are kept."""
    return connection.execute(select(func.count()).select_from(item)).scalar_one()


def _row(verdict: Verdict) -> dict[str, Any]:
    one = verdict.item
    return _edited(verdict) | {
        "id": one.id,
        "source": one.source,
        "society": one.society,
        "story": verdict.story,
        "news": verdict.kind != "backlog",
        "first_seen": one.first_seen,
        "date": one.date,
        "published_at": one.published.at if one.published else None,
        "published_precision": one.published.precision if one.published else None,
        "published_evidence": one.published.evidence if one.published else None,
    }


def _edited(verdict: Verdict) -> dict[str, Any]:
    """Return the columns that an edit upstream may move; the dates by which items stand do not."""
    one = verdict.item
    return {
        "why": verdict.why,
        "guid": one.guid,
        "link": one.link,
        "canonical": one.canonical,
        "title_key": title_key(one),
        "fingerprint": one.fingerprint,
        "title": one.title,
        "html": one.html,
        "text": one.text,
        "summary": one.summary,
        "updated_at": one.updated,
        "language": one.language,
        "topics": list(one.topics),
        "authors": list(one.authors),
        "image": {
            "url": one.image.url,
            "alt": one.image.alt,
            "width": one.image.width,
            "height": one.image.height,
        }
        if one.image
        else None,
        "raw_hash": one.raw_hash,
        "enclosures": [
            {"url": file.url, "type": file.type, "length": file.length} for file in one.enclosures
        ],
    }


def _known(row: AnyRow) -> Known:
    return Known(
        id=row.id,
        source=row.source,
        story=row.story,
        guid=row.guid,
        link=row.link,
        canonical=row.canonical,
        title=row.title,
        title_key=row.title_key,
        fingerprint=row.fingerprint,
        raw_hash=row.raw_hash,
        published=row.published_at,
        first_seen=row.first_seen,
    )


def _item(row: AnyRow) -> Item:
    return Item(
        id=row.id,
        source=row.source,
        society=row.society,
        guid=row.guid,
        link=row.link,
        canonical=row.canonical,
        title=row.title,
        html=row.html,
        text=row.text,
        summary=row.summary,
        published=Dated(
            at=row.published_at, precision=row.published_precision, evidence=row.published_evidence
        )
        if row.published_at
        else None,
        updated=row.updated_at,
        first_seen=row.first_seen,
        language=row.language,
        topics=tuple(row.topics),
        authors=tuple(row.authors),
        image=Image(**row.image) if row.image else None,
        fingerprint=row.fingerprint,
        raw_hash=row.raw_hash,
        enclosures=tuple(Enclosure(**file) for file in row.enclosures or ()),
    )
