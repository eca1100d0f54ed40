"""Carries committed events from an owner's outbox to the bus, for as long as the process lives."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
import structlog
from pydantic import ValidationError

from shared.bus import metrics
from shared.bus.burial import bury
from shared.bus.decoding import fields_in
from shared.bus.doorbell import doorbell
from shared.bus.interface import Bus
from shared.bus.message import Message
from shared.bus.tables import outbox, outbox_queue
from shared.clock import Clock
from shared.contracts import Envelope
from shared.database import Database, Reading, Transaction
from shared.killpoint import kill_point
from shared.supervision import asked_to_stop

log = structlog.get_logger(__name__)

BATCH = 100
POLL_SECONDS = 1.0
"""Finds what another process committed and did not live to publish."""
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0


@dataclass(frozen=True)
class Backlog:
    """What waits in an outbox: a relay that stands still shows here."""

    unpublished: int
    oldest_at: datetime | None


async def backlog(database: Database) -> Backlog:
    waiting = sa.select(sa.func.count(), sa.func.min(outbox.c.created_at)).where(outbox.c.published_at.is_(None))
    async with database.reading() as view:
        return Backlog(*(await view.connection.execute(waiting)).one())


class Relay:
    """Published, then marked: what dies in between is published twice, and every consumer's inbox makes that once."""

    def __init__(self, database: Database, bus: Bus, clock: Clock) -> None:
        self._database = database
        self._bus = bus
        self._clock = clock

    async def run(self) -> None:
        """Ends only when cancelled. A failure of the bus or of the database, of whatever kind, is waited out."""
        bell = await self._bell()
        pause = FIRST_PAUSE_SECONDS
        while True:
            bell.clear()
            try:
                sent = await self.pass_on()
            except (Exception, asyncio.CancelledError) as error:
                # A frozen broker cancels a publish that nobody cancelled: outcome unknown, so publish again.
                if asked_to_stop():
                    raise
                pause = await self._wait_out(f"{type(error).__name__}: {error}", pause)
            else:
                pause = FIRST_PAUSE_SECONDS
                if sent < BATCH:
                    await _rung(bell, POLL_SECONDS)

    async def pass_on(self) -> int:
        """Publishes one batch, the oldest first; returns how many."""
        async with self._database.reading() as view:
            rows = await _unpublished(view)
            shared = view.connection.dialect.name == "postgresql"
        if not rows:
            return 0
        if not shared:
            lost = await self._publish(rows)
            async with self._database.transaction() as tx:
                await self._mark(rows, lost, tx)
            return len(rows)
        # The rows stay locked while they are published, so that replicas pass on different ones.
        async with self._database.transaction() as tx:
            rows = await _unpublished(tx, lock=True)
            if rows:
                lost = await self._publish(rows)
                await self._mark(rows, lost, tx)
        return len(rows)

    async def _publish(self, rows: Sequence[sa.Row[str, bytes]]) -> dict[str, str]:
        """Why what is no envelope was not published, by id: it must not hold up those behind it."""
        kill_point("relay.after_commit_before_publish")
        envelopes, lost = [], {}
        for row in rows:
            try:
                envelopes.append(Envelope.model_validate_json(row.body))
            except ValidationError as error:
                lost[row.id] = f"never left its outbox, not an envelope of version 1.0: {fields_in(error)}"
        if envelopes:
            await self._bus.publish(envelopes)
        kill_point("relay.after_publish_before_mark")
        metrics.PUBLISHED.labels(self._database.owner).inc(len(envelopes))
        log.debug("outbox.published", owner=self._database.owner, count=len(envelopes))
        return lost

    async def _mark(self, rows: Sequence[sa.Row[str, bytes]], lost: Mapping[str, str], tx: Transaction) -> None:
        """Done with all of them; the lost ones are dead letters, for operators to see."""
        now, queue = self._clock.now(), outbox_queue(self._database.owner)
        ids = [row.id for row in rows]
        await tx.connection.execute(sa.update(outbox).where(outbox.c.id.in_(ids)).values(published_at=now))
        for row in rows:
            if row.id in lost:
                await bury(queue, Message(row.id, row.body), lost[row.id], now, tx)
                metrics.DEAD.labels(self._database.owner, queue).inc()
                log.error("outbox.unreadable", owner=self._database.owner, event_id=row.id, reason=lost[row.id])

    async def _bell(self) -> asyncio.Event:
        async with self._database.transaction() as tx:
            return doorbell(tx.connection.sync_engine)

    async def _wait_out(self, reason: str, pause: float) -> float:
        metrics.PUBLISH_FAILURES.labels(self._database.owner).inc()
        log.warning("outbox.not_published", owner=self._database.owner, reason=reason, again_in_seconds=pause)
        await asyncio.sleep(pause)
        return min(pause * 2, LONGEST_PAUSE_SECONDS)


async def _unpublished(view: Reading, *, lock: bool = False) -> Sequence[sa.Row[str, bytes]]:
    rows = (
        # Cast: where SQLite keeps text in this column, it is bytes like any other that cannot be read.
        sa.select(outbox.c.id, sa.cast(outbox.c.body, sa.LargeBinary).label("body"))
        .where(outbox.c.published_at.is_(None))
        .order_by(outbox.c.created_at, outbox.c.id)
        .limit(BATCH)
    )
    return (await view.connection.execute(rows.with_for_update(skip_locked=True) if lock else rows)).all()


async def _rung(bell: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await bell.wait()
    except TimeoutError:
        pass
