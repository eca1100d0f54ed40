"""Ingest's own tables. The newest revision's columns stand on `submissions`, so that a list is one query."""

import sqlalchemy as sa

from shared.database.tables import UtcDateTime, new_metadata

metadata = new_metadata()

submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("number", sa.String(64), nullable=False, unique=True),
    sa.Column("unit", sa.String(64), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("category", sa.String(64), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("withdrawn_at", UtcDateTime),
    sa.Column("withdrawn_reason", sa.Text, nullable=False),
    sa.Index("ix_submissions_unit_id", "unit", "id"),
)

revisions = sa.Table(
    "revisions",
    metadata,
    sa.Column("submission_id", sa.String(36), sa.ForeignKey("submissions.id"), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("submission", sa.JSON, nullable=False),
    sa.Column("report", sa.JSON, nullable=False),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("sent_at", UtcDateTime, nullable=False),
)

idempotency_keys = sa.Table(
    "idempotency_keys",
    metadata,
    sa.Column("account", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("receipt", sa.JSON),
    sa.Column("claimed_at", UtcDateTime, nullable=False),
)

number_counters = sa.Table(
    "number_counters",
    metadata,
    sa.Column("series", sa.String(64), primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)

progress = sa.Table(
    "progress",
    metadata,
    sa.Column("submission_id", sa.String(36), primary_key=True),  # no foreign key: a projection stands alone
    sa.Column("story_id", sa.String(36), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("drafts", sa.JSON, nullable=False),
)

happenings = sa.Table(
    "happenings",
    metadata,
    sa.Column("event_id", sa.String(64), primary_key=True),
    sa.Column("submission_id", sa.String(36), nullable=False, index=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("event", sa.String(64), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
)

uploads = sa.Table(
    "uploads",
    metadata,
    sa.Column("account", sa.String(64), primary_key=True),
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("file", sa.JSON, nullable=False),
    sa.Column("uploaded_at", UtcDateTime, nullable=False, index=True),
)
