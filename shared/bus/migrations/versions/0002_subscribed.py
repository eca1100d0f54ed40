"""Since when a queue takes a type of event."""

import sqlalchemy as sa
from alembic import op

from shared.database.tables import UtcDateTime

revision = "plumbing_0002"
down_revision = "plumbing_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "subscribed",
        sa.Column("queue", sa.String(128), nullable=False),
        sa.Column("type", sa.String(128), nullable=False),
        sa.Column("since", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("queue", "type", name="pk_subscribed"),
    )


def downgrade() -> None:
    op.drop_table("subscribed")
