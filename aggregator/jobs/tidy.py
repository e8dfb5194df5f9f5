"""Clears away what nobody needs any more: old log lines, old hashes, wishes that nobody confirmed."""

from datetime import datetime, timedelta

from aggregator import store
from aggregator.store import Store

KEPT = timedelta(days=90)
UNCONFIRMED = timedelta(days=30)


def tidy(kept: Store, *, at: datetime) -> int:
    """Drop what is older than ``KEPT``, and who has not confirmed; return how many rows went.

    Items and issues stay.
    """
    with kept.writing() as connection:
        return (
            store.polls.forget(connection, before=at - KEPT)
            + store.notices.forget(connection, before=at - KEPT)
            + store.subscribers.forget_pending(connection, before=at - UNCONFIRMED)
        )
