"""Notifier's tables: messages, calls, what is known of reports, and the local mailbox."""

import sqlalchemy as sa

from shared.database.tables import UtcDateTime, new_metadata

metadata = new_metadata()

Sequence = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""SQLite counts by itself only in an INTEGER."""

messages = sa.Table(
    "messages",
    metadata,
    sa.Column("seq", Sequence, primary_key=True, autoincrement=True),
    sa.Column("id", sa.String(36), nullable=False, unique=True),
    sa.Column("event_id", sa.String(64), nullable=False),
    sa.Column("recipient", sa.String(128), nullable=False),
    sa.Column("template", sa.String(64), nullable=False),
    sa.Column("number", sa.String(64), nullable=False, index=True),
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
    # Promise 8, held by the database: one e-mail per event, recipient and template.
    sa.UniqueConstraint("event_id", "recipient", "template"),
    sa.Index(None, "state", "due_at"),
)

calls = sa.Table(
    "calls",
    metadata,
    sa.Column("seq", Sequence, primary_key=True, autoincrement=True),
    sa.Column("id", sa.String(36), nullable=False, unique=True),
    sa.Column("event_id", sa.String(64), nullable=False),
    sa.Column("recipient", sa.String(128), nullable=False),
    sa.Column("template", sa.String(64), nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("done_at", UtcDateTime, nullable=True),
    sa.Column("done_by", sa.String(36), nullable=True),
    sa.Column("note", sa.Text, nullable=False),
    sa.UniqueConstraint("event_id", "recipient", "template"),
    sa.Index(None, "done_at", "seq"),
)

known_reports = sa.Table(
    "known_reports",
    metadata,
    sa.Column("submission_id", sa.String(36), primary_key=True),
    sa.Column("unit_code", sa.String(32), nullable=False),
    sa.Column("kind", sa.String(32), nullable=False, index=True),
    sa.Column("category", sa.String(64), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("story_version", sa.Integer, nullable=False),
    sa.Column("state", sa.String(32), nullable=False),
    sa.Column("recalled", sa.Boolean, nullable=False),
    sa.Column("drafts", sa.JSON, nullable=False),
)

captured_mails = sa.Table(
    "captured_mails",
    metadata,
    sa.Column("seq", Sequence, primary_key=True, autoincrement=True),
    sa.Column("message", sa.String(36), nullable=False, unique=True),
    sa.Column("message_id", sa.String(255), nullable=False, unique=True),
    sa.Column("recipient", sa.String(320), nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("date", UtcDateTime, nullable=False),
)
