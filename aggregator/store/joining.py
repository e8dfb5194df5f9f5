"""Joins stories and takes items out of them, as the operator says; what is said so stays."""

from sqlalchemy import Connection, func, select

from aggregator.errors import UsageError
from aggregator.store import waiting
from aggregator.store.schema import article, item


def find(connection: Connection, ending: str) -> str:
    """Return the id of the item that has ``ending`` as its id, or as the end of it.

    Raises ``UsageError`` where there is none, or more than one.
    """
    if connection.execute(select(item.c.id).where(item.c.id == ending)).scalar():
        return ending
    like = select(item.c.id).where(item.c.id.endswith(ending, autoescape=True)).limit(2)
    found: list[str] = list(connection.execute(like).scalars())
    if len(found) != 1:
        many = "several items end" if found else "no item ends"
        raise UsageError(f"{many} with {ending!r}: `aggregator items --json` shows their ids")
    return found[0]


def split(connection: Connection, identity: str) -> str | None:
    """Take an item out of its story and return the story that it tells now; ``None`` where it was alone.

    The one that gave the story its name keeps it, and the others go on under the name of their first.
    """
    story = connection.execute(select(item.c.story).where(item.c.id == identity)).scalar_one()
    others = select(item.c.id).where(item.c.story == story, item.c.id != identity)
    left = list(connection.execute(others.order_by(item.c.first_seen, item.c.id)).scalars())
    if not left:
        return None
    moved, name = ([identity], identity) if identity != story else (left, left[0])
    connection.execute(item.update().where(item.c.id.in_(moved)).values(story=name))
    connection.execute(
        item.update().where(item.c.id == identity).values(settled=True, why="split off by the operator")
    )
    # Those who stay too: what they tell may have been told by the one that goes, and no longer is.
    waiting.again(connection, [identity, *left])
    return name if identity != story else story


def merge(connection: Connection, one: str, other: str) -> str:
    """Make one story of those that two items tell, and return its name.

    That is the one that an issue carries, so that it is not told again; else the one heard of first.
    """
    stories: list[str] = list(
        connection.execute(
            select(item.c.story)
            .where(item.c.story.in_(select(item.c.story).where(item.c.id.in_((one, other)))))
            .group_by(item.c.story)
            .order_by(func.min(item.c.first_seen), item.c.story)
        ).scalars()
    )
    carried = set(connection.execute(select(article.c.story).where(article.c.story.in_(stories))).scalars())
    name = next((story for story in stories if story in carried), stories[0])
    moved = item.update().where(item.c.story.in_(stories), item.c.story != name)
    connection.execute(moved.values(story=name, settled=True, why="merged by the operator"))
    return name
