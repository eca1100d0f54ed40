"""The plumbing every owner's database has beside its own tables, so that both share a transaction."""

import sqlalchemy as sa

from shared.database.tables import UtcDateTime, new_metadata

metadata = new_metadata()

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("type", sa.String(128), nullable=False),
    sa.Column("subject", sa.String(256), nullable=False),
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
    sa.Column("consumer", sa.String(128), primary_key=True),
    sa.Column("event_id", sa.String(64), primary_key=True),
    sa.Column("handled_at", UtcDateTime, nullable=False, index=True),
)

dead_letters = sa.Table(
    "dead_letters",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("queue", sa.String(128), nullable=False),
    sa.Column("event_id", sa.String(64), nullable=False),
    sa.Column("event_type", sa.String(128), nullable=False),
    sa.Column("subject", sa.String(256), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("headers", sa.JSON, nullable=False),
    sa.Column("died_at", UtcDateTime, nullable=False),
    sa.Column("replayed_at", UtcDateTime),
    sa.Column("replayed_by", sa.String(128), nullable=False),
    sa.Index("ix_dead_letters_queue_replayed_at", "queue", "replayed_at"),
)

subscribed = sa.Table(
    "subscribed",
    metadata,
    sa.Column("queue", sa.String(128), primary_key=True),
    sa.Column("type", sa.String(128), primary_key=True),
    sa.Column("since", UtcDateTime, nullable=False),
)
