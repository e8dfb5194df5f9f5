"""The tables of the editor's desk: what is said of stories, decided of dates, asked by mail."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from aggregator.store.moment import Moment
from aggregator.store.schema import metadata

edit = Table(
    "edit",
    metadata,
    Column("digest", String, primary_key=True),
    Column("story", String, primary_key=True),
    Column("title", Text),
    Column("text", Text),
    Column("note", Text),
    Column("section", String),
    Column("place", Integer),
    Column("hidden", Boolean, nullable=False),
    Column("after", Integer),
    Column("basis", String),
    Column("by_hand", Boolean, nullable=False),
    Column("link", Text),
    Column("at", Moment, nullable=False),
)
"""What editors say of stories; no poll writes here."""

head = Table(
    "head",
    metadata,
    Column("digest", String, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("intro", Text),
    Column("banner", Text),
)
"""What editors write above an issue that is being made."""

decision = Table(
    "decision",
    metadata,
    Column("digest", String, primary_key=True),
    Column("due", String, primary_key=True),
    Column("number", Integer),
    Column("outcome", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("decision_by_time", "digest", "at"),
)
"""What was decided of each date of a digest, ``due`` on its own clock: one decision a date, for ever."""

review = Table(
    "review",
    metadata,
    Column("id", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("due", String, nullable=False),
    Column("editor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("told_at", Moment),
    Column("used_at", Moment),
    UniqueConstraint("digest", "due", "editor"),
)
"""The links by which editors approve issues: one for each date and editor, good for one click."""

candidate = Table(
    "candidate",
    metadata,
    Column("digest", String, primary_key=True),
    Column("item", String, ForeignKey("item.id", ondelete="CASCADE"), primary_key=True),
    Index("candidate_by_item", "item"),
)
"""The news that a digest's rules took when they came, until an issue carries their story."""

sifted = Table(
    "sifted",
    metadata,
    Column("digest", String, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("rules", Text, nullable=False),
)
"""Up to which number of ``searched`` a digest has looked at news, and by which rules."""
