"""Keeps what was decided of each date of a digest, with the reason in words."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, func, select

from aggregator.model import Decision
from aggregator.store.desk import decision


def of(connection: Connection, digest: str, due: str) -> Decision | None:
    """Return what was decided of the date ``due``, or ``None``."""
    rows = connection.execute(
        select(decision).where(decision.c.digest == digest, decision.c.due == due)
    ).mappings()
    return next((Decision(**one) for one in rows), None)


def last(connection: Connection, digest: str) -> Decision | None:
    """Return the latest decision about a date of a digest, or ``None``."""
    rows = connection.execute(
        select(decision)
        .where(decision.c.digest == digest)
        .order_by(decision.c.at.desc(), decision.c.due.desc())
        .limit(1)
    ).mappings()
    return next((Decision(**one) for one in rows), None)


def of_issue(connection: Connection, digest: str, number: int) -> Decision | None:
    """Return the latest decision about an issue, or ``None``."""
    rows = connection.execute(
        select(decision)
        .where(decision.c.digest == digest, decision.c.number == number)
        .order_by(decision.c.at.desc())
        .limit(1)
    ).mappings()
    return next((Decision(**one) for one in rows), None)


def keep(connection: Connection, said: Decision) -> None:
    """Write a decision down, over what was decided of its date before."""
    key = (decision.c.digest == said.digest, decision.c.due == said.due)
    connection.execute(delete(decision).where(*key))
    connection.execute(
        decision.insert().values(
            digest=said.digest,
            due=said.due,
            number=said.number,
            outcome=said.outcome,
            why=said.why,
            at=said.at,
        )
    )


def latest(connection: Connection, digests: Iterable[str]) -> dict[str, Decision]:
    """Return the latest decision of each digest that has one."""
    newest = (
        select(decision.c.digest, func.max(decision.c.at).label("at"))
        .where(decision.c.digest.in_(list(digests)))
        .group_by(decision.c.digest)
        .subquery()
    )
    query = select(decision).join(
        newest, (decision.c.digest == newest.c.digest) & (decision.c.at == newest.c.at)
    )
    rows = connection.execute(query.order_by(decision.c.due)).mappings()
    return {one["digest"]: Decision(**one) for one in rows}


def listing(connection: Connection, digest: str, *, limit: int) -> list[Decision]:
    """Return a digest's decisions, the latest first."""
    query = select(decision).where(decision.c.digest == digest).order_by(decision.c.at.desc()).limit(limit)
    return [Decision(**one) for one in connection.execute(query).mappings()]
