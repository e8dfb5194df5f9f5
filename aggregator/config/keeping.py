"""Says of ``sources.toml`` which texts are kept."""

from datetime import timedelta

from aggregator.config import schema
from aggregator.jobs.tidy import Retention
from aggregator.store.retention import Keep
from aggregator.store.stories import ALL, Chosen


def retention(document: schema.Document) -> Retention:
    """Return what is kept of each source and in all; what a source says goes before what is said of all."""
    each = document.store
    windows = [
        ALL,
        *(Chosen(by="society", key=one.key) for one in document.society),
        *(Chosen(by="topic", key=one.key) for one in document.topic),
    ]
    return Retention(
        each=Keep(age=each.keep, most=each.keep_items),
        sources={
            one.key: Keep(age=one.keep or each.keep, most=one.keep_items or each.keep_items)
            for one in document.source
            if one.keep or one.keep_items
        },
        in_all=each.keep_in_all,
        entries=document.feed.entries,
        windows=tuple(windows),
        choosing=max((one.max_age for one in document.digest), default=timedelta()),
    )
