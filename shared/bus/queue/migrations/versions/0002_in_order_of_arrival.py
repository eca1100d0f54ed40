"""Claims go by arrival, not by clock: the index follows."""

from alembic import op

revision = "bus_0002"
down_revision = "bus_0001"
branch_labels = None
depends_on = None

OLD, NEW = "ix_messages_queue_taken_at_available_at", "ix_messages_queue_taken_at_id"


def upgrade() -> None:
    op.drop_index(OLD, "messages")
    op.create_index(NEW, "messages", ["queue", "taken_at", "id"])


def downgrade() -> None:
    op.drop_index(NEW, "messages")
    op.create_index(OLD, "messages", ["queue", "taken_at", "available_at"])
