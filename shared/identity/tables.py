"""Accounts, their sessions and tokens, and people without an account. Secrets stand here only as SHA-256."""

import sqlalchemy as sa

from shared.database.tables import Short, UtcDateTime, new_metadata
from shared.widths import ADDRESS, AGENT, EMAIL, HASH, ID, KEY, LABEL, LOGIN, NAME, PASSWORD, PHONE, SOURCE, UNIT, WORD

metadata = new_metadata()

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", Short(ID), primary_key=True),
    sa.Column("login", Short(LOGIN), nullable=False, unique=True),
    sa.Column("name", Short(NAME), nullable=False),
    sa.Column("role", Short(WORD), nullable=False),
    sa.Column("unit", Short(UNIT), nullable=False),
    sa.Column("office", Short(KEY), nullable=False),
    sa.Column("stages", sa.JSON, nullable=False),
    sa.Column("duty", sa.Boolean, nullable=False),
    sa.Column("email", Short(EMAIL), nullable=False),
    sa.Column("password", Short(PASSWORD)),
    sa.Column("sample", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("disabled_at", UtcDateTime),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("secret_hash", Short(HASH), primary_key=True),
    sa.Column("account", Short(ID), sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False, index=True),
    sa.Column("source", Short(ADDRESS), nullable=False, server_default=""),
    sa.Column("agent", Short(AGENT), nullable=False, server_default=""),
)

# Where somebody has signed in before: a guesser elsewhere does not slow down whoever comes back there.
devices = sa.Table(
    "devices",
    metadata,
    sa.Column("secret_hash", Short(HASH), primary_key=True),
    sa.Column("account", Short(ID), sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

tries = sa.Table(
    "login_tries",
    metadata,
    sa.Column("login", Short(LOGIN), primary_key=True),
    sa.Column("source", Short(SOURCE), primary_key=True),
    sa.Column("failed", sa.Integer, nullable=False),
    sa.Column("last_at", UtcDateTime, nullable=False, index=True),
)

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("id", Short(ID), primary_key=True),
    sa.Column("secret_hash", Short(HASH), nullable=False, unique=True),
    sa.Column("account", Short(ID), sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("label", Short(LABEL), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("revoked_at", UtcDateTime),
    sa.Column("expires_at", UtcDateTime),
    sa.Column("used_at", UtcDateTime),  # within an hour of its last use
    sa.Column("reads_only", sa.Boolean, nullable=False, server_default=sa.false()),
)

people = sa.Table(
    "people",
    metadata,
    sa.Column("id", Short(ID), primary_key=True),
    sa.Column("name", Short(NAME), nullable=False),
    sa.Column("phone", Short(PHONE), nullable=False),
    sa.Column("email", Short(EMAIL), nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
)
