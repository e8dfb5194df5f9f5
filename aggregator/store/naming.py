"""Keeps by what feeds are known: the host that names ours, and what those of sources say of themselves."""

from collections.abc import Iterable

from sqlalchemy import Connection, select, update

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


def say(connection: Connection, key: str, said: Imprint) -> None:
    """Remember what a source's feed says of itself."""
    told = {"said_id": said.id, "said_title": said.title, "said_link": said.link}
    connection.execute(update(source).where(source.c.key == key).values(told))


def imprints(connection: Connection, sources: Iterable[str]) -> dict[str, Imprint]:
    """Return what the feeds of sources say of themselves, as far as they have said it."""
    columns = (source.c.key, source.c.said_id, source.c.said_title, source.c.said_link)
    found: dict[str, Imprint] = {}
    for chunk in chunks(sorted(set(sources))):
        for row in connection.execute(select(*columns).where(source.c.key.in_(chunk))):
            found[row.key] = Imprint(id=row.said_id, title=row.said_title, link=row.said_link)
    return found
