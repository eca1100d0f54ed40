"""Where sessions were begun, known devices, tries counted for all replicas; tokens end, and may be for reading only."""

import sqlalchemy as sa
from alembic import op

from shared.database.tables import UtcDateTime

revision = "identity_0002"
down_revision = "identity_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sessions") as table:
        table.add_column(sa.Column("source", sa.String(64), nullable=False, server_default=""))
        table.add_column(sa.Column("agent", sa.String(200), nullable=False, server_default=""))
    with op.batch_alter_table("tokens") as table:
        table.add_column(sa.Column("expires_at", UtcDateTime))
        table.add_column(sa.Column("used_at", UtcDateTime))
        table.add_column(sa.Column("reads_only", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "devices",
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("account", sa.String(36), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("secret_hash", name="pk_devices"),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_devices_account"),
    )
    op.create_index("ix_devices_account", "devices", ["account"])
    op.create_table(
        "login_tries",
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("last_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("login", "source", name="pk_login_tries"),
    )
    op.create_index("ix_login_tries_last_at", "login_tries", ["last_at"])


def downgrade() -> None:
    op.drop_table("login_tries")
    op.drop_table("devices")
    with op.batch_alter_table("tokens") as table:
        for column in ("reads_only", "used_at", "expires_at"):
            table.drop_column(column)
    with op.batch_alter_table("sessions") as table:
        table.drop_column("agent")
        table.drop_column("source")
