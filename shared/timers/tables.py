"""Timers live beside what they concern: setting one and the decision behind it are one transaction."""

import sqlalchemy as sa

from shared.bus.tables import metadata
from shared.database.tables import Short, UtcDateTime
from shared.widths import EVENT_TYPE, TIMER

timers = sa.Table(
    "timers",
    metadata,
    sa.Column("key", Short(TIMER), primary_key=True),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("type", Short(EVENT_TYPE), nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("fired_at", UtcDateTime),
)
sa.Index(
    "ix_timers_waiting",
    timers.c.due_at,
    sqlite_where=timers.c.fired_at.is_(None),
    postgresql_where=timers.c.fired_at.is_(None),
)
