"""Ingest's own tables. The newest revision's columns stand on `submissions`, so that a list is one query."""

import sqlalchemy as sa

from shared.database.tables import Short, UtcDateTime, new_metadata
from shared.widths import ACCOUNT, EVENT_ID, EVENT_TYPE, HASH, ID, IDEMPOTENCY_KEY, KEY, NUMBER, SERIES, UNIT, WORD

metadata = new_metadata()

submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("id", Short(ID), primary_key=True),
    sa.Column("number", Short(NUMBER), nullable=False, unique=True),
    sa.Column("unit", Short(UNIT), nullable=False),
    sa.Column("kind", Short(WORD), nullable=False),
    sa.Column("category", Short(KEY), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("withdrawn_at", UtcDateTime),
    sa.Column("withdrawn_reason", sa.Text, nullable=False),
    sa.Index("ix_submissions_unit_id", "unit", "id"),
)

revisions = sa.Table(
    "revisions",
    metadata,
    sa.Column("submission_id", Short(ID), sa.ForeignKey("submissions.id"), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("submission", sa.JSON, nullable=False),
    sa.Column("report", sa.JSON, nullable=False),
    sa.Column("fingerprint", Short(HASH), nullable=False),
    sa.Column("sent_at", UtcDateTime, nullable=False),
)

idempotency_keys = sa.Table(
    "idempotency_keys",
    metadata,
    sa.Column("account", Short(ACCOUNT), primary_key=True),
    sa.Column("key", Short(IDEMPOTENCY_KEY), primary_key=True),
    sa.Column("fingerprint", Short(HASH), nullable=False),
    sa.Column("receipt", sa.JSON),
    sa.Column("claimed_at", UtcDateTime, nullable=False),
)

number_counters = sa.Table(
    "number_counters",
    metadata,
    sa.Column("series", Short(SERIES), primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)

progress = sa.Table(
    "progress",
    metadata,
    sa.Column("submission_id", Short(ID), primary_key=True),  # no foreign key: a projection stands alone
    sa.Column("story_id", Short(ID), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("state", Short(WORD), nullable=False),
    sa.Column("drafts", sa.JSON, nullable=False),
)

happenings = sa.Table(
    "happenings",
    metadata,
    sa.Column("event_id", Short(EVENT_ID), primary_key=True),
    sa.Column("submission_id", Short(ID), nullable=False, index=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("event", Short(EVENT_TYPE), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
)

uploads = sa.Table(
    "uploads",
    metadata,
    sa.Column("account", Short(ACCOUNT), primary_key=True),
    sa.Column("sha256", Short(HASH), primary_key=True),
    sa.Column("file", sa.JSON, nullable=False),
    sa.Column("uploaded_at", UtcDateTime, nullable=False, index=True),
)
