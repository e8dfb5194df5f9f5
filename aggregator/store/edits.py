"""Keeps what editors say of a digest's stories, and what they write above its next issue."""

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import Connection, delete, select

from aggregator.model import Edit, Head
from aggregator.store.desk import edit, head
from aggregator.store.schema import article


def of(connection: Connection, digest: str, *, number: int) -> dict[str, Edit]:
    """Return what the editor says of the stories that no issue of the digest carries but ``number``."""
    carried = select(article.c.story).where(article.c.digest == digest, article.c.number != number)
    columns = [column for column in edit.c if column.name != "digest"]
    rows = connection.execute(
        select(*columns).where(edit.c.digest == digest, edit.c.story.not_in(carried))
    ).mappings()
    return {one["story"]: Edit(**one) for one in rows}


def keep(connection: Connection, digest: str, edits: Iterable[Edit]) -> None:
    """Write what the editor says now over what was said before."""
    rows = [{"digest": digest} | asdict(one) for one in edits]
    for row in rows:
        connection.execute(delete(edit).where(edit.c.digest == digest, edit.c.story == row["story"]))
    if rows:
        connection.execute(edit.insert(), rows)


def forget(connection: Connection, digest: str, story: str) -> None:
    """Let a story be as its source tells it."""
    connection.execute(delete(edit).where(edit.c.digest == digest, edit.c.story == story))


def head_of(connection: Connection, digest: str, number: int) -> Head:
    """Return what the editor wrote above issue ``number``."""
    query = select(head.c.intro, head.c.banner).where(head.c.digest == digest, head.c.number == number)
    row = connection.execute(query).one_or_none()
    return Head(intro=row.intro, banner=row.banner) if row else Head()


def keep_head(connection: Connection, digest: str, number: int, said: Head) -> None:
    """Write what stands above issue ``number``."""
    connection.execute(delete(head).where(head.c.digest == digest, head.c.number == number))
    connection.execute(head.insert().values(digest=digest, number=number, **asdict(said)))
