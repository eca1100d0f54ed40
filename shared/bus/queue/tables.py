"""A message is a row per queue that wants it: to acknowledge is to delete."""

from datetime import UTC, datetime

import sqlalchemy as sa

from shared.database.tables import Short, UtcDateTime, new_metadata
from shared.widths import EVENT_ID, EVENT_TYPE, QUEUE

metadata = new_metadata()

queues = sa.Table("queues", metadata, sa.Column("name", Short(QUEUE), primary_key=True))

bindings = sa.Table(
    "bindings",
    metadata,
    sa.Column("type", Short(EVENT_TYPE), primary_key=True),
    sa.Column("queue", Short(QUEUE), primary_key=True),
)

messages = sa.Table(
    "messages",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("queue", Short(QUEUE), nullable=False),
    sa.Column("message_id", Short(EVENT_ID), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("headers", sa.JSON, nullable=False),
    sa.Column("published_at", UtcDateTime, nullable=False),
    sa.Column("available_at", UtcDateTime, nullable=False),
    sa.Column("taken_at", UtcDateTime),
    sa.Column("crashes", sa.Integer, nullable=False),
    sa.Index("ix_messages_queue_taken_at_id", "queue", "taken_at", "id"),
)

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""`available_at` of what is not delayed: due whatever becomes of the clock."""
