"""Keeps the words under which items are searched in step with the items, in the same transaction.

In SQLite they stand in an FTS5 table, in PostgreSQL as a ``tsvector``; both hold words that we have folded
ourselves, so that both find the same, without any extension. The FTS5 table keeps no copy of the texts, and
old words cannot be taken out of it: an item that changes gets a new number, and what stands under the old one
belongs to nothing until the index is made anew (``docs/decisions/0009``).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import Connection, Integer, Select, column, delete, func, select, table, text

from aggregator.refine.searchable import Searched
from aggregator.refine.searchable import searched as read
from aggregator.store.among import among, listed
from aggregator.store.chunks import chunks
from aggregator.store.schema import item, searched

_POSITIONS = 255
"""How often PostgreSQL counts one word in a text."""

_APART = 100
"""Places between a title's last word and the text's first, so that no phrase spans them."""

_INSERT = {
    "sqlite": text("INSERT INTO search_words (rowid, title, text) VALUES (:number, :title, :text)"),
    "postgresql": text("INSERT INTO search_words (number, words) VALUES (:number, CAST(:words AS tsvector))"),
}
_NUMBER = searched.insert().returning(searched.c.item, searched.c.number)
_DROP = delete(searched).where(among(searched.c.item, "ids"))
_EMPTY = {
    "sqlite": text("INSERT INTO search_words (search_words) VALUES ('delete-all')"),
    "postgresql": text("DELETE FROM search_words"),
}


def put(connection: Connection, words: Mapping[str, Searched], *, changed: Sequence[str]) -> None:
    """Have items, which are kept, found by their words, by id; those ``changed`` by nothing else."""
    dialect = connection.dialect.name
    drop(connection, changed)
    for ids in chunks(list(words)):
        numbers = connection.execute(_NUMBER, [{"item": one} for one in ids])
        rows = [{"number": number, **_ROW[dialect](words[one])} for one, number in numbers]
        connection.execute(_INSERT[dialect], rows)


def drop(connection: Connection, ids: Sequence[str]) -> None:
    """Have items found no more."""
    for some in chunks(ids):
        connection.execute(_DROP, {"ids": listed(some)})


def missing(connection: Connection) -> int:
    """Return how many items cannot be found, because they have no number or no words stand under it."""
    lacking = select(func.count()).select_from(item.outerjoin(searched)).where(searched.c.number.is_(None))
    wordless = select(func.count()).where(searched.c.number.not_in(_numbered(connection)))
    return connection.execute(lacking).scalar_one() + connection.execute(wordless).scalar_one()


def stray(connection: Connection) -> int:
    """Return under how many numbers words stand that belong to no item any more."""
    numbers = _numbered(connection).subquery()
    unused = select(func.count()).select_from(numbers).where(numbers.c[0].not_in(select(searched.c.number)))
    return connection.execute(unused).scalar_one()


def catch_up(connection: Connection, *, limit: int = 1_000) -> int:
    """Have at most ``limit`` items found that were not; return how many they were."""
    columns = (item.c.id, item.c.title, item.c.text)
    query = select(*columns).outerjoin(searched, searched.c.item == item.c.id)
    rows = connection.execute(query.where(searched.c.number.is_(None)).limit(limit)).all()
    put(connection, {row.id: read(row.title, row.text) for row in rows}, changed=())
    return len(rows)


def clear(connection: Connection) -> None:
    """Empty the index, for it to be made anew by catching up."""
    connection.execute(_EMPTY[connection.dialect.name])
    connection.execute(delete(searched))


def _numbered(connection: Connection) -> Select[int]:
    """Return a query of the numbers under which words stand."""
    if connection.dialect.name == "sqlite":
        return select(column("id", Integer)).select_from(table("search_words_docsize"))
    return select(column("number", Integer)).select_from(table("search_words"))


def _plain(said: Searched) -> dict[str, str]:
    return {"title": said.title, "text": said.text}


def _vector(said: Searched) -> dict[str, str]:
    """Return the words with their places, title's words weighing A, as PostgreSQL writes a ``tsvector``."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    title = said.title.split()
    _place(places, title, 1, "A")
    _place(places, said.text.split(), len(title) + _APART, "")
    return {"words": " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())}


def _place(places: defaultdict[str, list[str]], spoken: Iterable[str], first: int, weight: str) -> None:
    for place, word in enumerate(spoken, start=first):
        if len(places[word]) < _POSITIONS:
            places[word].append(f"{place}{weight}")


_ROW: dict[str, Callable[[Searched], dict[str, str]]] = {"sqlite": _plain, "postgresql": _vector}
