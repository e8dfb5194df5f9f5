"""Keeps what happened, one transaction for each thing that happened.

``Store.open`` gives the store of a site; the functions of the sibling modules take one of its
connections: ``items``, ``search``, ``joining``, ``revisions``, ``tellings``, ``stories``, ``polls``,
``naming``, ``hubs``, ``issues``, ``waiting``, ``edits``, ``decisions``, ``reviews``, ``subscribers``,
``suppression``, ``notices``, ``deliveries``, ``editions`` and ``bounces``.
``files`` writes what is published.
"""

from aggregator.store import (
    backup,
    bounces,
    chunks,
    decisions,
    deliveries,
    editions,
    edits,
    files,
    hubs,
    index,
    issues,
    items,
    joining,
    naming,
    notices,
    polls,
    retention,
    reviews,
    revisions,
    search,
    stories,
    subscribers,
    suppression,
    tellings,
    upkeep,
    waiting,
)
from aggregator.store.engine import Store

__all__ = [
    "Store",
    "backup",
    "bounces",
    "chunks",
    "decisions",
    "deliveries",
    "editions",
    "edits",
    "files",
    "hubs",
    "index",
    "issues",
    "items",
    "joining",
    "naming",
    "notices",
    "polls",
    "retention",
    "reviews",
    "revisions",
    "search",
    "stories",
    "subscribers",
    "suppression",
    "tellings",
    "upkeep",
    "waiting",
]
