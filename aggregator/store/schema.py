"""The tables, as SQLAlchemy Core sees them; ``migrations/`` holds how a database comes to have them."""

from typing import Any, TypeAlias

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from aggregator.store.moment import Moment

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
"""A row of whatever columns."""

metadata = MetaData()

source = Table(
    "source",
    metadata,
    Column("key", String, primary_key=True),
    Column("url", Text, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", String),
    Column("first_polled_at", Moment),
    Column("next_at", Moment, nullable=False),
    Column("leased_until", Moment),
    Column("failures", Integer, nullable=False, default=0),
    Column("validators_url", Text),
    Column("wishes", JSON),
    Column("failing_since", Moment),
    Column("moved_to", Text),
    Column("moved_since", Moment),
    Column("guids_kept", Integer, nullable=False, default=0, server_default="0"),
    Column("guids_changed", Integer, nullable=False, default=0, server_default="0"),
    Column("said_id", Text),
    Column("said_title", Text),
    Column("said_link", Text),
)
"""What is remembered of a source between polls, under ``url``; it is forgotten when that changes."""

poll = Table(
    "poll",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String, ForeignKey("source.key", ondelete="CASCADE"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("outcome", String, nullable=False),
    Column("status", Integer),
    Column("counts", JSON, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("error", Text),
    Column("faults", JSON, nullable=False),
    Index("poll_of_source", "source", "at"),
)

item = Table(
    "item",
    metadata,
    Column("id", String, primary_key=True),
    Column("source", String, ForeignKey("source.key"), nullable=False),
    Column("society", String, nullable=False),
    Column("story", String, nullable=False),
    Column("news", Boolean, nullable=False),
    Column("why", Text, nullable=False),
    Column("guid", Text),
    Column("link", Text),
    Column("canonical", Text, nullable=False),
    Column("title_key", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("date", Moment, nullable=False),
    Column("published_at", Moment),
    Column("published_precision", String),
    Column("published_evidence", String),
    Column("updated_at", Moment),
    Column("first_seen", Moment, nullable=False),
    Column("language", String),
    Column("topics", JSON, nullable=False),
    Column("authors", JSON, nullable=False),
    Column("image", JSON),
    Column("raw_hash", String, nullable=False),
    Column("settled", Boolean, nullable=False, default=False, server_default=false()),
    Column("enclosures", JSON),
    Index("item_by_guid", "source", "guid"),
    Index("item_by_title", "source", "title_key"),
    Index("item_by_fingerprint", "source", "fingerprint"),
    Index("item_by_link", "canonical"),
    Index("item_by_story", "story"),
    Index("item_by_date", "news", "date"),
    Index("item_by_arrival", "news", "first_seen", "id"),
    Index("item_by_society", "society", "news", "date"),
    Index("item_by_language", "news", "language"),
)
"""``news`` is false for backlog; ``date`` is the item's date as shown, kept for ordering.

``settled`` says that the operator has said which story it belongs to.
"""

naming = Table(
    "naming",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("authority", Text, nullable=False),
)
"""The host that names the site's feeds, in its one row; it stays when the site moves."""

sketch = Table(
    "sketch",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("item", String, ForeignKey("item.id", ondelete="CASCADE"), nullable=False),
    Column("source", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("shingles", LargeBinary, nullable=False),
    Index("sketch_of_item", "item", unique=True),
    Index("sketch_of_source", "source", "at"),
)
"""The shingles of each item's text, in order: four bytes each, the least first."""

story_key = Table(
    "story_key",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("sketch", Integer, ForeignKey("sketch.number", ondelete="CASCADE"), primary_key=True),
    Index("story_key_of_sketch", "sketch"),
    sqlite_with_rowid=False,
)
"""About twenty numbers for each item; two that tell the same news share one at least."""

boilerplate = Table(
    "boilerplate",
    metadata,
    Column("source", String, primary_key=True),
    Column("shingles", LargeBinary, nullable=False),
    Column("unread", Integer, nullable=False),
)
"""What a source puts around all its texts, and how many items have come since that was found out."""

revision = Table(
    "revision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item", String, ForeignKey("item.id", ondelete="CASCADE"), nullable=False),
    Column("until", Moment, nullable=False),
    Column("title", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("link", Text),
    Column("updated_at", Moment),
    Column("fingerprint", String, nullable=False),
    Index("revision_of_item", "item", "until"),
)
"""What an item said before it was edited, and until when."""

searched = Table(
    "searched",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("item", String, ForeignKey("item.id", ondelete="CASCADE"), nullable=False, unique=True),
    sqlite_autoincrement=True,
)
"""The number under which an item's words stand in ``search_words``, which each database has its way."""

seen = Table(
    "seen",
    metadata,
    Column("source", String, ForeignKey("source.key", ondelete="CASCADE"), primary_key=True),
    Column("raw_hash", String, primary_key=True),
    Column("at", Moment, nullable=False),
)
"""Raw entries that have been through the line and need not go again while they stay the same."""

held_host = Table(
    "held_host",
    metadata,
    Column("name", String, primary_key=True),
    Column("until", Moment, nullable=False),
)
"""Hosts that do not want to be asked before a time (Retry-After)."""

deferred_entry = Table(
    "deferred_entry",
    metadata,
    Column("source", String, ForeignKey("source.key", ondelete="CASCADE"), primary_key=True),
    Column("raw_hash", String, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("entry", Text),
    Column("first", Boolean, nullable=False, server_default=false()),
)
"""Entries of list pages whose article could not be had yet; they are tried again with each poll.

They were met ``at`` a time, the ``first`` of them on their source's first poll. Those of versions before
0015 are known by their hashes only.
"""

issue = Table(
    "issue",
    metadata,
    Column("digest", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("state", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("title", Text, nullable=False),
    Column("language", String, nullable=False),
    Column("timezone", String, nullable=False),
    Column("intro", Text),
    Column("banner", Text),
    Column("subject", Text),
    Column("html", Text),
    Column("plain", Text),
)

article = Table(
    "article",
    metadata,
    Column("digest", String, primary_key=True),
    Column("story", String, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("item", String, ForeignKey("item.id")),
    Column("section", String, nullable=False),
    Column("section_name", Text, nullable=False),
    Column("section_acronym", Text),
    Column("title", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("link", Text),
    Column("date", Moment, nullable=False),
    Column("dated", Boolean, nullable=False),
    Column("language", String),
    Column("also", JSON, nullable=False),
    Column("note", Text),
    ForeignKeyConstraint(["digest", "number"], ["issue.digest", "issue.number"], ondelete="CASCADE"),
    UniqueConstraint("digest", "number", "position"),
    Index("article_by_item", "item", "digest"),
)
"""The ledger: its primary key lets a story stand in one issue of a digest only.

An article without ``item`` is the editor's own.
"""

subscriber = Table(
    "subscriber",
    metadata,
    Column("id", String, primary_key=True),
    Column("address", Text, nullable=False, unique=True),
    Column("name", Text),
    Column("state", String, nullable=False),
    Column("since", Moment, nullable=False),
    Column("consent", Text, nullable=False),
    Column("consent_at", Moment),
    Column("consent_network", String),
    Column("consent_form", String),
    Column("preferences", JSON),
    Column("why", Text),
    Column("score", Float, nullable=False, server_default="0"),
    Column("scored_at", Moment),
    Index("subscriber_by_lower_address", text("lower(address)")),
    Index("subscriber_by_state", "state"),
)
"""``consent`` is the text that was agreed to; ``score`` tells of bounces, as it stood ``scored_at``."""

suppression = Table(
    "suppression",
    metadata,
    Column("value", String, primary_key=True),
    Column("reason", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("note", Text),
)
"""Who no mail goes to: an address in small letters, ``@domain``, or ``#`` and the hash of one erased."""

asked = Table(
    "asked",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False),
    Column("at", Moment, nullable=False),
    Index("asked_by_key", "key", "at"),
)
"""Who asked the public pages for a mail, each as a hash: what the limits of asking are counted from."""

notice = Table(
    "notice",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("subscriber", String, ForeignKey("subscriber.id", ondelete="CASCADE"), nullable=False),
    Column("address", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("consent", Text),
    Column("consent_network", String),
    Column("consent_form", String),
    Column("preferences", JSON),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("answer", Text),
    Column("next_at", Moment),
    Index("notice_by_state", "state", "next_at"),
)
"""Mails to one person because of what they asked for; each goes out from here, and is confirmed once."""

bounce = Table(
    "bounce",
    metadata,
    Column("id", String, primary_key=True),
    Column("subscriber", String, ForeignKey("subscriber.id", ondelete="CASCADE")),
    Column("at", Moment, nullable=False),
    Column("kind", String, nullable=False),
    Column("status", String),
    Column("why", Text, nullable=False),
    Column("message_id", String),
    Column("raw", LargeBinary),
    Index("bounce_of_subscriber", "subscriber", "at"),
)
"""What came back, with the message as evidence; ``id`` is its hash, so that none counts twice."""

delivery = Table(
    "delivery",
    metadata,
    Column("digest", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("subscriber", String, ForeignKey("subscriber.id"), primary_key=True),
    Column("address", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("message_id", String, nullable=False),
    Column("answer", Text),
    Column("next_at", Moment),
    Column("leased_until", Moment),
    Column("changed_at", Moment, nullable=False),
    ForeignKeyConstraint(["digest", "number"], ["issue.digest", "issue.number"]),
    Index("delivery_by_state", "digest", "number", "state"),
)
"""One row for each issue and subscriber: what happened to that message."""

hub = Table(
    "hub",
    metadata,
    Column("source", String, ForeignKey("source.key", ondelete="CASCADE"), primary_key=True),
    Column("url", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("until", Moment),
    Column("heard_at", Moment),
    Column("why", Text),
)
"""The hub that a source offers, and how far we are with subscribing to it."""
