"""Finds items by their words, the best first, with the hits marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    cast,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from aggregator.refine import searchable
from aggregator.refine.searchable import Marked, Term
from aggregator.store import items
from aggregator.store.items import Kept
from aggregator.store.schema import item, searched


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """The most hits at once, and how many of the latest matches are ranked."""

    hits: int = 200
    ranked: int = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """What is searched: words as a person writes them (``refine.searchable.terms``), and filters.

    ``since`` is the first moment of the items' dates, ``until`` the one after the last. ``news`` leaves
    backlog out.
    """

    words: str
    society: str | None = None
    source: str | None = None
    topic: str | None = None
    language: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    news: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """An item that was found, its title and what stands around its first hit."""

    kept: Kept
    title: Marked
    excerpt: Marked


_WORDS = table("search_words", column("rowid"), column("number"), column("words"))


def search(
    connection: Connection, query: Query, *, limit: int = 20, offset: int = 0, limits: Limits = Limits()
) -> list[Hit]:
    """Return what fits ``query``, the best first, of equals the newest; nothing for a query without words.

    Words in a title weigh more than in a text. Whatever ``query.words`` holds, nothing is raised for it.
    """
    wanted = searchable.terms(query.words)
    if all(term.excluded for term in wanted):
        return []
    select_matches = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    matches = (
        select_matches(wanted)
        .join(item, item.c.id == searched.c.item)
        .where(*_filters(query))
        .limit(limits.ranked)
        .subquery()
    )
    best = (
        select(item)
        .join(matches, matches.c.item == item.c.id)
        .order_by(matches.c.rank, item.c.date.desc(), item.c.id)
        .limit(min(limit, limits.hits))
        .offset(offset)
    )
    return [_hit(kept, wanted) for kept in items.kept_rows(connection.execute(best))]


def _sqlite(wanted: Sequence[Term]) -> Select[str, float]:
    # bm25 is the less the better; the title's column first, with its weight.
    rank: ColumnElement[float] = literal_column("bm25(search_words, 10.0, 1.0)")
    return (
        select(searched.c.item, rank.label("rank"))
        .select_from(_WORDS.join(searched, searched.c.number == _WORDS.c.rowid))
        .where(text("search_words MATCH :wanted").bindparams(wanted=_match(wanted)))
        .order_by(_WORDS.c.rowid.desc())
    )


def _postgresql(wanted: Sequence[Term]) -> Select[str, float]:
    asked = cast(_tsquery(wanted), TSQUERY)
    # 1: a long text does not weigh more because it says a word more often.
    rank = -func.ts_rank_cd(_WORDS.c.words, asked, 1)
    return (
        select(searched.c.item, rank.label("rank"))
        .select_from(_WORDS.join(searched, searched.c.number == _WORDS.c.number))
        .where(_WORDS.c.words.op("@@")(asked))
        .order_by(_WORDS.c.number.desc())
    )


def _match(wanted: Sequence[Term]) -> str:
    """Return the query as FTS5 reads it; the words hold letters and digits only."""
    said = ['"' + " ".join(term.words) + '"' + " *" * term.begun for term in wanted if not term.excluded]
    not_said = ['"' + " ".join(term.words) + '"' + " *" * term.begun for term in wanted if term.excluded]
    return " AND ".join(said) if not not_said else f"({' AND '.join(said)}) NOT ({' OR '.join(not_said)})"


def _tsquery(wanted: Sequence[Term]) -> str:
    """Return the query as PostgreSQL reads it; the words hold letters and digits only."""
    phrases = [
        "!" * term.excluded + "(" + " <-> ".join(f"'{word}'" for word in term.words) + ":*" * term.begun + ")"
        for term in wanted
    ]
    return " & ".join(phrases)


def _filters(query: Query) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.society:
        found.append(item.c.society == query.society)
    if query.source:
        found.append(item.c.source == query.source)
    if query.topic:
        found.append(cast(item.c.topics, String).contains(f'"{query.topic}"', autoescape=True))
    if query.language:
        under = item.c.language.startswith(f"{query.language}-", autoescape=True)
        found.append(or_(item.c.language == query.language, under))
    if query.since:
        found.append(item.c.date >= query.since)
    if query.until:
        found.append(item.c.date < query.until)
    if query.news:
        found.append(item.c.news)
    return found


def _hit(kept: Kept, wanted: Sequence[Term]) -> Hit:
    return Hit(
        kept=kept,
        title=searchable.mark(kept.item.title, wanted),
        excerpt=searchable.excerpt(kept.item.text, wanted),
    )
