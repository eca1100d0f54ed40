"""Notifier's tables: messages, calls, what is known of reports, and the local mailbox."""

import sqlalchemy as sa

from shared.database.tables import Short, UtcDateTime, new_metadata
from shared.widths import EVENT_ID, ID, KEY, MAIL_ADDRESS, MESSAGE_ID, NUMBER, RECIPIENT, UNIT, WORD

metadata = new_metadata()

Sequence = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""SQLite counts by itself only in an INTEGER."""

messages = sa.Table(
    "messages",
    metadata,
    sa.Column("seq", Sequence, primary_key=True, autoincrement=True),
    sa.Column("id", Short(ID), nullable=False, unique=True),
    sa.Column("event_id", Short(EVENT_ID), nullable=False),
    sa.Column("recipient", Short(RECIPIENT), nullable=False),
    sa.Column("template", Short(KEY), nullable=False),
    sa.Column("number", Short(NUMBER), nullable=False, index=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("state", Short(WORD), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("unknowns", sa.Integer, nullable=False),
    sa.Column("address", Short(MAIL_ADDRESS), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("decided_by", Short(ID), nullable=True),
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
    sa.Column("id", Short(ID), nullable=False, unique=True),
    sa.Column("event_id", Short(EVENT_ID), nullable=False),
    sa.Column("recipient", Short(RECIPIENT), nullable=False),
    sa.Column("template", Short(KEY), nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("done_at", UtcDateTime, nullable=True),
    sa.Column("done_by", Short(ID), nullable=True),
    sa.Column("note", sa.Text, nullable=False),
    sa.UniqueConstraint("event_id", "recipient", "template"),
    sa.Index(None, "done_at", "seq"),
)

known_reports = sa.Table(
    "known_reports",
    metadata,
    sa.Column("submission_id", Short(ID), primary_key=True),
    sa.Column("unit_code", Short(UNIT), nullable=False),
    sa.Column("kind", Short(WORD), nullable=False, index=True),
    sa.Column("category", Short(KEY), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("story_version", sa.Integer, nullable=False),
    sa.Column("state", Short(WORD), nullable=False),
    sa.Column("recalled", sa.Boolean, nullable=False),
    sa.Column("drafts", sa.JSON, nullable=False),
)

captured_mails = sa.Table(
    "captured_mails",
    metadata,
    sa.Column("seq", Sequence, primary_key=True, autoincrement=True),
    sa.Column("message", Short(ID), nullable=False, unique=True),
    sa.Column("message_id", Short(MESSAGE_ID), nullable=False, unique=True),
    sa.Column("recipient", Short(MAIL_ADDRESS), nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("date", UtcDateTime, nullable=False),
)
