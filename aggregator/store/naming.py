"""Keeps by what feeds are known: the host that names ours, and what those of sources say of themselves."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, select, update

from aggregator.model import Imprint
from aggregator.store.chunks import chunks
from aggregator.store.schema import naming, source


def authority(connection: Connection) -> str | None:
    """Return the host that was kept, ``None`` where none was yet."""
    return connection.execute(select(naming.c.authority)).scalar()


def keep(connection: Connection, host: str) -> str:
    """Keep a host where none was kept yet; return the one that is."""
    kept = authority(connection)
    if kept is None:
        connection.execute(naming.insert().values(number=1, authority=host))
    return kept or host


_SAY = (
    update(source)
    .where(source.c.key == bindparam("of"))
    .values(said_id=bindparam("id"), said_title=bindparam("title"), said_link=bindparam("link"))
)


def say(connection: Connection, said: Mapping[str, Imprint]) -> None:
    """Remember what sources' feeds say of themselves."""
    if said:
        rows = [{"of": key, "id": one.id, "title": one.title, "link": one.link} for key, one in said.items()]
        connection.execute(_SAY, rows)


def imprints(connection: Connection, sources: Iterable[str]) -> dict[str, Imprint]:
    """Return what the feeds of sources say of themselves, as far as they have said it."""
    columns = (source.c.key, source.c.said_id, source.c.said_title, source.c.said_link)
    found: dict[str, Imprint] = {}
    for chunk in chunks(sorted(set(sources))):
        for row in connection.execute(select(*columns).where(source.c.key.in_(chunk))):
            found[row.key] = Imprint(id=row.said_id, title=row.said_title, link=row.said_link)
    return found
