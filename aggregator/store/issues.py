"""Keeps the issues of digests and the ledger of which story stood in which."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from aggregator.errors import UsageError
from aggregator.model import Article, Issue, Section, State
from aggregator.store import schema
from aggregator.store.schema import AnyRow

OPEN: tuple[State, ...] = ("draft", "approved")
"""States in which an issue may still change."""

PUBLIC: tuple[State, ...] = ("frozen", "sending", "sent")
"""States in which an issue may be read by everyone."""


def next_number(connection: Connection, digest: str) -> int:
    """Return the number of the issue that is being composed: the open one's, else the next."""
    table = schema.issue
    current = connection.execute(
        select(table.c.number).where(table.c.digest == digest, table.c.state.in_(OPEN))
    ).scalar()
    if current is not None:
        return int(current)
    highest = connection.execute(select(func.max(table.c.number)).where(table.c.digest == digest)).scalar()
    return int(highest or 0) + 1


def save_draft(connection: Connection, issue: Issue) -> None:
    """Write a draft over what the draft was; raises ``UsageError`` where it is no draft any more."""
    state = _state(connection, issue.digest, issue.number)
    if state not in {None, "draft"}:
        raise UsageError(f"issue {issue.key} is {state} and cannot be composed again: send it first")
    _drop(connection, issue.digest, issue.number)
    connection.execute(schema.issue.insert().values(_row(issue)))
    if issue.articles:
        connection.execute(schema.article.insert(), _article_rows(issue))


def discard_draft(connection: Connection, digest: str, number: int) -> None:
    """Drop a draft that holds nothing to print; its stories wait on."""
    if _state(connection, digest, number) == "draft":
        _drop(connection, digest, number)


def current(connection: Connection, digest: str) -> Issue | None:
    """Return the issue of a digest that may still change or is not wholly sent, or ``None``."""
    table = schema.issue
    open_ones = (*OPEN, "frozen", "sending")
    query = (
        select(table).where(table.c.digest == digest, table.c.state.in_(open_ones)).order_by(table.c.number)
    )
    row = connection.execute(query.limit(1)).one_or_none()
    return _issue(connection, row) if row else None


def get(connection: Connection, digest: str, number: int) -> Issue | None:
    """Return an issue with its articles, or ``None``."""
    table = schema.issue
    row = connection.execute(
        select(table).where(table.c.digest == digest, table.c.number == number)
    ).one_or_none()
    return _issue(connection, row) if row else None


def listing(connection: Connection) -> list[Issue]:
    """Return all issues of all digests, newest first."""
    query = select(schema.issue).order_by(schema.issue.c.at.desc(), schema.issue.c.number.desc())
    return [_issue(connection, row) for row in connection.execute(query).all()]


def published(connection: Connection) -> list[Issue]:
    """Return the frozen, sending and sent issues, newest first."""
    return [issue for issue in listing(connection) if issue.state in PUBLIC]


def neighbours(connection: Connection, digest: str, number: int) -> tuple[int | None, int | None]:
    """Return the numbers of the issues before and after one that everyone may read, where there are such."""
    table = schema.issue
    public = (table.c.digest == digest, table.c.state.in_(PUBLIC))
    before = select(func.max(table.c.number)).where(*public, table.c.number < number)
    after = select(func.min(table.c.number)).where(*public, table.c.number > number)
    return connection.execute(before).scalar(), connection.execute(after).scalar()


def move(connection: Connection, issue: Issue, state: State, *, expected: Sequence[State]) -> Issue:
    """Move an issue to ``state``; raises ``UsageError`` where it is in none of the ``expected``."""
    table = schema.issue
    moved = connection.execute(
        update(table)
        .where(table.c.digest == issue.digest, table.c.number == issue.number, table.c.state.in_(expected))
        .values(state=state)
    ).rowcount
    if not moved:
        found = _state(connection, issue.digest, issue.number)
        raise UsageError(
            f"issue {issue.key} is {found or 'not there'}; only one that is {' or '.join(expected)} "
            f"can become {state}"
        )
    return replace(issue, state=state)


def freeze(connection: Connection, issue: Issue) -> None:
    """Fix an issue's bytes as they will be sent: from here on they never change."""
    move(connection, issue, "frozen", expected=OPEN)
    table = schema.issue
    connection.execute(
        update(table)
        .where(table.c.digest == issue.digest, table.c.number == issue.number)
        .values(subject=issue.subject, html=issue.html, plain=issue.plain, at=issue.at)
    )


def _state(connection: Connection, digest: str, number: int) -> str | None:
    table = schema.issue
    query = select(table.c.state).where(table.c.digest == digest, table.c.number == number)
    return connection.execute(query).scalar()


def _drop(connection: Connection, digest: str, number: int) -> None:
    for table in (schema.article, schema.issue):
        connection.execute(delete(table).where(table.c.digest == digest, table.c.number == number))


_ISSUE_COLUMNS = ("digest", "number", "state", "at", "title", "language", "timezone", "intro", "banner")
_FROZEN_COLUMNS = ("subject", "html", "plain")
_ARTICLE_COLUMNS = (
    "story", "item", "section", "title", "html", "text", "link", "date", "dated", "language", "note",
)  # fmt: skip


def _row(issue: Issue) -> dict[str, Any]:
    return {name: getattr(issue, name) for name in (*_ISSUE_COLUMNS, *_FROZEN_COLUMNS)}


def _article_rows(issue: Issue) -> list[dict[str, Any]]:
    placed = [(section, article) for section in issue.sections for article in section.articles]
    return [
        {name: getattr(article, name) for name in _ARTICLE_COLUMNS}
        | {
            "digest": issue.digest,
            "number": issue.number,
            "position": position,
            "section_name": section.name,
            "section_acronym": section.acronym,
            "also": list(article.also),
        }
        for position, (section, article) in enumerate(placed)
    ]


def _issue(connection: Connection, row: AnyRow) -> Issue:
    table = schema.article
    articles = connection.execute(
        select(table)
        .where(table.c.digest == row.digest, table.c.number == row.number)
        .order_by(table.c.position)
    ).all()
    sections = tuple(
        Section(key=key, name=name, acronym=acronym, articles=tuple(_article(one) for one in group))
        for (key, name, acronym), group in groupby(
            articles, key=lambda one: (one.section, one.section_name, one.section_acronym)
        )
    )
    values = {name: getattr(row, name) for name in (*_ISSUE_COLUMNS, *_FROZEN_COLUMNS)}
    return Issue(**values, sections=sections)


def _article(row: AnyRow) -> Article:
    return Article(**{name: getattr(row, name) for name in _ARTICLE_COLUMNS}, also=tuple(row.also))
