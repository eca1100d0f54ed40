"""Submissions, their revisions and numbers, keys, and what publisher said of them."""

import sqlalchemy as sa
from alembic import op

from shared.database.tables import UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "submissions",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("unit", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("category", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("withdrawn_at", UtcDateTime),
        sa.Column("withdrawn_reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_submissions"),
        sa.UniqueConstraint("number", name="uq_submissions_number"),
    )
    op.create_index("ix_submissions_unit_id", "submissions", ["unit", "id"])
    op.create_table(
        "revisions",
        sa.Column("submission_id", sa.String(36), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("submission", sa.JSON, nullable=False),
        sa.Column("report", sa.JSON, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("sent_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("submission_id", "revision", name="pk_revisions"),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_revisions_submission_id"),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("receipt", sa.JSON),
        sa.Column("claimed_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("account", "key", name="pk_idempotency_keys"),
    )
    op.create_table(
        "number_counters",
        sa.Column("series", sa.String(64), nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("series", name="pk_number_counters"),
    )
    op.create_table(
        "progress",
        sa.Column("submission_id", sa.String(36), nullable=False),
        sa.Column("story_id", sa.String(36), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("drafts", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("submission_id", name="pk_progress"),
    )
    op.create_table(
        "happenings",
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("submission_id", sa.String(36), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("event", sa.String(64), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_happenings"),
    )
    op.create_index("ix_happenings_submission_id", "happenings", ["submission_id"])
    op.create_table(
        "uploads",
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file", sa.JSON, nullable=False),
        sa.Column("uploaded_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("account", "sha256", name="pk_uploads"),
    )
    op.create_index("ix_uploads_uploaded_at", "uploads", ["uploaded_at"])
