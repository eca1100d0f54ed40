"""The plumbing's rows are kept as long as they answer questions, then removed."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from shared.bus.tables import dead_letters, inbox, outbox
from shared.clock import Clock
from shared.database import Database
from shared.timers.tables import timers

log = structlog.get_logger(__name__)

EVERY_SECONDS = 3600.0
AT_MOST = 5000
"""Rows per table and transaction, so that a long absence is worked off without holding up the writers."""

KEPT: tuple[tuple[sa.Table, sa.Column[Any], timedelta], ...] = (
    (outbox, outbox.c.published_at, timedelta(days=30)),  # "where is it?"
    (inbox, inbox.c.handled_at, timedelta(days=90)),  # longer than any replay
    (dead_letters, dead_letters.c.replayed_at, timedelta(days=90)),
    (timers, timers.c.fired_at, timedelta(days=400)),  # a campaign's keys come again after a year
)


class Pruning:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self) -> None:
        while True:
            removed = await self.prune()
            if removed:
                log.info("plumbing.pruned", owner=self._database.owner, rows=removed)
            await asyncio.sleep(EVERY_SECONDS if not removed else 1)

    async def prune(self) -> int:
        """One round over all tables; returns the number of rows removed."""
        now = self._clock.now()
        return sum([await self._remove(table, since, now - kept) for table, since, kept in KEPT])

    async def _remove(self, table: sa.Table, since: sa.Column[Any], before: datetime) -> int:
        key = sa.tuple_(*table.primary_key.columns)
        old = sa.select(*table.primary_key.columns).where(since < before).limit(AT_MOST)
        async with self._database.transaction() as tx:
            return (await tx.connection.execute(sa.delete(table).where(key.in_(old)))).rowcount
