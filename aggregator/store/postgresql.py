"""What PostgreSQL wants of a connection: its settings, one writer at a time, and text without NUL."""

import logging
from typing import Any

from sqlalchemy import Connection, Engine, event

WRITER = 0x61676772
"""The key of the advisory lock that whoever writes holds until its transaction ends."""

CONNECT_SECONDS = 10
"""How long is waited for a server that does not answer."""


def prepare(engine: Engine, *, busy_timeout: float) -> None:
    """Have every connection of ``engine`` made ready; a writer waits ``busy_timeout`` seconds for another."""
    # What goes wrong is raised; that a pipeline ends with it too would be a second line about the same.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    from psycopg.types.string import StrDumper  # Inline: psycopg is an extra, here only with PostgreSQL.

    class Text(StrDumper):
        """Text without NUL, which PostgreSQL does not take and SQLite does."""

        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", ""))

    def ready(connection: Any, _record: object) -> None:
        connection.adapters.register_dumper(str, Text)
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {int(busy_timeout * 1000)}; SET TIME ZONE 'UTC'")
        connection.commit()

    event.listen(engine, "connect", ready)
    event.listen(engine, "begin", _begin)


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("scratch", False):
        return  # it writes what nobody else sees, and takes it back
    if options.get("writing", False):
        # As on SQLite: what a writer has looked up stays true until it has written (docs/decisions/0006).
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER})")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
