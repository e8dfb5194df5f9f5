"""What SQLite wants of a connection: its pragmas, and how a transaction begins."""

from typing import Any

from sqlalchemy import Connection, Engine, event

PRAGMAS = (
    # Readers go on while one writes, and the writer does not wait for them.
    "journal_mode = WAL",
    # FULL, not NORMAL: with NORMAL the last commits can vanish in a power cut, and a delivery
    # whose "sent" vanished would be mailed again.
    "synchronous = FULL",
    "foreign_keys = ON",
    # Kibibytes of pages that a connection keeps: with SQLite's own 2,000 each new item of a large
    # store reads most of what it touches from the file again.
    "cache_size = -8000",
)


def prepare(engine: Engine, *, busy_timeout: float) -> None:
    """Have every connection of ``engine`` made ready; a writer waits ``busy_timeout`` seconds for another."""

    def ready(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's begin event says BEGIN, not the driver
        # First, so that the others wait too where another process is opening the same new file.
        connection.execute(f"PRAGMA busy_timeout = {int(busy_timeout * 1000)}")
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", ready)
    event.listen(engine, "begin", _begin)


def _begin(connection: Connection) -> None:
    # IMMEDIATE: a writer waits for its turn at once instead of failing when it first writes.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
