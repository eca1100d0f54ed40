"""The plumbing every owner's database has beside its own tables, so that both share a transaction."""

import sqlalchemy as sa

from shared.database.tables import Short, UtcDateTime, new_metadata
from shared.widths import EVENT_ID, EVENT_TYPE, OPERATOR, QUEUE, SUBJECT

metadata = new_metadata()

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", Short(EVENT_ID), primary_key=True),
    sa.Column("type", Short(EVENT_TYPE), nullable=False),
    sa.Column("subject", Short(SUBJECT), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("published_at", UtcDateTime),
    sa.Index("ix_outbox_published_at", "published_at"),
    sa.Index("ix_outbox_type_created_at", "type", "created_at"),
)
sa.Index(
    "ix_outbox_unpublished",
    outbox.c.created_at,
    outbox.c.id,
    sqlite_where=outbox.c.published_at.is_(None),
    postgresql_where=outbox.c.published_at.is_(None),
)


def outbox_queue(owner: str) -> str:
    """What an owner's outbox is called among the queues."""
    return f"{owner}.outbox"


inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("consumer", Short(QUEUE), primary_key=True),
    sa.Column("event_id", Short(EVENT_ID), primary_key=True),
    sa.Column("handled_at", UtcDateTime, nullable=False, index=True),
)

dead_letters = sa.Table(
    "dead_letters",
    metadata,
    sa.Column("id", Short(EVENT_ID), primary_key=True),
    sa.Column("queue", Short(QUEUE), nullable=False),
    sa.Column("event_id", Short(EVENT_ID), nullable=False),
    sa.Column("event_type", Short(EVENT_TYPE), nullable=False),
    sa.Column("subject", Short(SUBJECT), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("headers", sa.JSON, nullable=False),
    sa.Column("died_at", UtcDateTime, nullable=False),
    sa.Column("replayed_at", UtcDateTime),
    sa.Column("replayed_by", Short(OPERATOR), nullable=False),
    sa.Index("ix_dead_letters_queue_replayed_at", "queue", "replayed_at"),
)

subscribed = sa.Table(
    "subscribed",
    metadata,
    sa.Column("queue", Short(QUEUE), primary_key=True),
    sa.Column("type", Short(EVENT_TYPE), primary_key=True),
    sa.Column("since", UtcDateTime, nullable=False),
)
