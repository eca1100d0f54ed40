"""Accounts, their sessions and tokens, and people without an account. Secrets stand here only as SHA-256."""

import sqlalchemy as sa

from shared.contacts import LONGEST_MAIL_ADDRESS, LONGEST_PHONE_NUMBERS
from shared.database.tables import UtcDateTime, new_metadata

metadata = new_metadata()

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("login", sa.String(64), nullable=False, unique=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("unit", sa.String(20), nullable=False),
    sa.Column("office", sa.String(64), nullable=False),
    sa.Column("stages", sa.JSON, nullable=False),
    sa.Column("duty", sa.Boolean, nullable=False),
    sa.Column("email", sa.String(LONGEST_MAIL_ADDRESS), nullable=False),
    sa.Column("password", sa.String(200)),
    sa.Column("sample", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("disabled_at", UtcDateTime),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("secret_hash", sa.String(64), primary_key=True),
    sa.Column("account", sa.String(36), sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False, index=True),
    sa.Column("source", sa.String(64), nullable=False, server_default=""),
    sa.Column("agent", sa.String(200), nullable=False, server_default=""),
)

# Where somebody has signed in before: a guesser elsewhere does not slow down whoever comes back there.
devices = sa.Table(
    "devices",
    metadata,
    sa.Column("secret_hash", sa.String(64), primary_key=True),
    sa.Column("account", sa.String(36), sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

tries = sa.Table(
    "login_tries",
    metadata,
    sa.Column("login", sa.String(64), primary_key=True),
    sa.Column("source", sa.String(80), primary_key=True),
    sa.Column("failed", sa.Integer, nullable=False),
    sa.Column("last_at", UtcDateTime, nullable=False, index=True),
)

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("secret_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("account", sa.String(36), sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("label", sa.String(100), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("revoked_at", UtcDateTime),
    sa.Column("expires_at", UtcDateTime),
    sa.Column("used_at", UtcDateTime),  # within an hour of its last use
    sa.Column("reads_only", sa.Boolean, nullable=False, server_default=sa.false()),
)

people = sa.Table(
    "people",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("phone", sa.String(LONGEST_PHONE_NUMBERS), nullable=False),
    sa.Column("email", sa.String(LONGEST_MAIL_ADDRESS), nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
)
