"""Messages, calls, known reports, the local mailbox."""

import sqlalchemy as sa
from alembic import op

from shared.database.tables import UtcDateTime

revision = "notifier_0001"
down_revision = None
branch_labels = None
depends_on = None

Sequence = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "messages",
        sa.Column("seq", Sequence, nullable=False, autoincrement=True),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("recipient", sa.String(128), nullable=False),
        sa.Column("template", sa.String(64), nullable=False),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("unknowns", sa.Integer, nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by", sa.String(36), nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=True),
        sa.PrimaryKeyConstraint("seq", name="pk_messages"),
        sa.UniqueConstraint("id", name="uq_messages_id"),
        sa.UniqueConstraint("event_id", "recipient", "template", name="uq_messages_event_id_recipient_template"),
    )
    op.create_index("ix_messages_number", "messages", ["number"])
    op.create_index("ix_messages_state_due_at", "messages", ["state", "due_at"])

    op.create_table(
        "calls",
        sa.Column("seq", Sequence, nullable=False, autoincrement=True),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("recipient", sa.String(128), nullable=False),
        sa.Column("template", sa.String(64), nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("done_at", UtcDateTime, nullable=True),
        sa.Column("done_by", sa.String(36), nullable=True),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_calls"),
        sa.UniqueConstraint("id", name="uq_calls_id"),
        sa.UniqueConstraint("event_id", "recipient", "template", name="uq_calls_event_id_recipient_template"),
    )
    op.create_index("ix_calls_done_at_seq", "calls", ["done_at", "seq"])

    op.create_table(
        "known_reports",
        sa.Column("submission_id", sa.String(36), nullable=False),
        sa.Column("unit_code", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("category", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("story_version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("recalled", sa.Boolean, nullable=False),
        sa.Column("drafts", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("submission_id", name="pk_known_reports"),
    )
    op.create_index("ix_known_reports_kind", "known_reports", ["kind"])

    op.create_table(
        "captured_mails",
        sa.Column("seq", Sequence, nullable=False, autoincrement=True),
        sa.Column("message", sa.String(36), nullable=False),
        sa.Column("message_id", sa.String(255), nullable=False),
        sa.Column("recipient", sa.String(320), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("date", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_captured_mails"),
        sa.UniqueConstraint("message", name="uq_captured_mails_message"),
        sa.UniqueConstraint("message_id", name="uq_captured_mails_message_id"),
    )
