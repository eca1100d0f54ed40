"""Timers live beside what they concern: setting one and the decision behind it are one transaction."""

import sqlalchemy as sa

from shared.bus.tables import metadata
from shared.database.tables import UtcDateTime

timers = sa.Table(
    "timers",
    metadata,
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("type", sa.String(128), nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("fired_at", UtcDateTime),
)
sa.Index(
    "ix_timers_waiting",
    timers.c.due_at,
    sqlite_where=timers.c.fired_at.is_(None),
    postgresql_where=timers.c.fired_at.is_(None),
)
