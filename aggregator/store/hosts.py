"""Keeps which hosts do not want to be asked, for other processes and for the next start."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from aggregator.store.schema import held_host

_SQLITE, _POSTGRESQL = sqlite.insert(held_host), postgresql.insert(held_host)
_HOLD = {
    "sqlite": _SQLITE.on_conflict_do_update(["name"], set_={"until": _SQLITE.excluded.until}),
    "postgresql": _POSTGRESQL.on_conflict_do_update(
        index_elements=["name"], set_={"until": _POSTGRESQL.excluded.until}
    ),
}


def hold(connection: Connection, hosts: Mapping[str, datetime]) -> None:
    """Keep until when each of ``hosts`` does not want to be asked."""
    if hosts:
        rows = [{"name": name, "until": until} for name, until in hosts.items()]
        connection.execute(_HOLD[connection.dialect.name], rows)


def held(connection: Connection, *, at: datetime) -> dict[str, datetime]:
    """Return the hosts that do not want to be asked at a time, and until when; forget the others."""
    connection.execute(delete(held_host).where(held_host.c.until <= at))
    return dict(connection.execute(select(held_host.c.name, held_host.c.until)).all())
