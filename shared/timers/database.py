"""Timers as rows of the owner's database, fired by whichever replica comes first."""

import asyncio
from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog
from pydantic import ValidationError

from shared.bus.interface import Outbox
from shared.clock import Clock
from shared.contracts import Event
from shared.contracts.catalogue import EVENTS
from shared.database import Database, Transaction
from shared.database.tables import insert_unless_there
from shared.ids import derived_id
from shared.timers.tables import timers

log = structlog.get_logger(__name__)

POLL_SECONDS = 1.0
BATCH = 50


class DatabaseTimers:
    async def set(self, key: str, due_at: datetime, event: Event, tx: Transaction) -> None:
        row = {"due_at": due_at, "type": event.type, "data": event.model_dump(mode="json")}
        new = await tx.connection.execute(insert_unless_there(tx.connection, timers).values(key=key, **row))
        if not new.rowcount:
            await tx.connection.execute(sa.update(timers).where(_waiting(key)).values(row))

    async def cancel(self, key: str, tx: Transaction) -> None:
        await tx.connection.execute(sa.delete(timers).where(_waiting(key)))

    async def cancel_others(self, prefix: str, but: Collection[str], tx: Transaction) -> int:
        # Not LIKE: in SQLite it does not tell capitals from small letters.
        below = sa.func.substr(timers.c.key, 1, len(prefix)) == prefix
        others = sa.delete(timers).where(below, timers.c.key.not_in(but), timers.c.fired_at.is_(None))
        return (await tx.connection.execute(others)).rowcount


class TimerFiring:
    """Fired and put into the outbox in one transaction: never one without the other."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._unreadable: set[str] = set()
        """Of a later version, say, whose own replica fires them: left where they are, and out of the others' way."""

    async def run(self) -> None:
        while True:
            if await self.fire_due() < BATCH:
                await asyncio.sleep(POLL_SECONDS)

    async def fire_due(self) -> int:
        """Fires one batch of what is due; returns how many."""
        due = (
            sa.select(timers)
            .where(timers.c.fired_at.is_(None), timers.c.due_at <= self._clock.now())
            .where(timers.c.key.not_in(self._unreadable))
            .order_by(timers.c.due_at, timers.c.key)
            .limit(BATCH)
        )
        async with self._database.reading() as view:
            if (await view.connection.execute(due)).first() is None:
                return 0
        async with self._database.transaction() as tx:
            rows = (await tx.connection.execute(due.with_for_update(skip_locked=True))).all()
            for row in rows:
                event = self._event(row)
                if event is None:
                    continue
                await self._outbox.add(event, tx)
                await tx.connection.execute(
                    sa.update(timers).where(timers.c.key == row.key).values(fired_at=self._clock.now())
                )
                log.info("timer.fired", key=row.key, type=row.type)
        return len(rows)

    def _event(self, row: sa.Row[Any]) -> Event | None:
        try:
            return EVENTS[row.type].model_validate(
                {**row.data, "event_id": derived_id(row.key), "occurred_at": self._clock.now()}
            )
        except (KeyError, ValidationError) as error:
            self._unreadable.add(row.key)
            log.error("timer.unreadable", key=row.key, type=row.type, reason=type(error).__name__)  # noqa: TRY400
            return None


def _waiting(key: str) -> sa.ColumnElement[bool]:
    return sa.and_(timers.c.key == key, timers.c.fired_at.is_(None))
