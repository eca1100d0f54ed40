"""Queues, their bindings, and the messages that wait in them."""

import sqlalchemy as sa
from alembic import op

from shared.database.tables import UtcDateTime

revision = "bus_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "queues",
        sa.Column("name", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_queues"),
    )
    op.create_table(
        "bindings",
        sa.Column("type", sa.String(128), nullable=False),
        sa.Column("queue", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("type", "queue", name="pk_bindings"),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("queue", sa.String(128), nullable=False),
        sa.Column("message_id", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("headers", sa.JSON, nullable=False),
        sa.Column("published_at", UtcDateTime, nullable=False),
        sa.Column("available_at", UtcDateTime, nullable=False),
        sa.Column("taken_at", UtcDateTime),
        sa.Column("crashes", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
    )
    op.create_index("ix_messages_queue_taken_at_available_at", "messages", ["queue", "taken_at", "available_at"])


def downgrade() -> None:
    for table in ("messages", "bindings", "queues"):
        op.drop_table(table)
