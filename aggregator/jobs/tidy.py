"""Clears away what nobody needs any more: old lines of the poll log and hashes of entries long gone."""

from datetime import datetime, timedelta

from aggregator import store
from aggregator.store import Store

KEPT = timedelta(days=90)


def tidy(kept: Store, *, at: datetime) -> int:
    """Drop what is older than ``KEPT``; return how many rows went. Items and issues stay."""
    with kept.writing() as connection:
        return store.polls.forget(connection, before=at - KEPT)
