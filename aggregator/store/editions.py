"""Says what editions of an issue are made of: what its items are about, and which issues came before."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from aggregator.model import Issue
from aggregator.store import issues
from aggregator.store.schema import article, issue, item


def labels(connection: Connection, digest: str, numbers: Sequence[int]) -> dict[str, tuple[str, list[str]]]:
    """Return the society and the topics of each item that stands in one of these issues."""
    query = (
        select(item.c.id, item.c.society, item.c.topics)
        .join(article, article.c.item == item.c.id)
        .where(article.c.digest == digest, article.c.number.in_(numbers))
    )
    return {row.id: (row.society, list(row.topics)) for row in connection.execute(query)}


def calendar(connection: Connection, digest: str, *, until: int) -> list[tuple[int, datetime]]:
    """Return the number and the time of each issue of a digest that went out, the oldest first."""
    query = (
        select(issue.c.number, issue.c.at)
        .where(issue.c.digest == digest, issue.c.number <= until, issue.c.state.in_(issues.PUBLIC))
        .order_by(issue.c.number)
    )
    return [(row.number, row.at) for row in connection.execute(query)]


def several(connection: Connection, digest: str, numbers: Sequence[int]) -> list[Issue]:
    """Return these issues of a digest, the oldest first."""
    found = [issues.get(connection, digest, number) for number in sorted(numbers)]
    return [one for one in found if one is not None]
