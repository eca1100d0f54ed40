"""Works one queue of the embedded bus: claims, hands to the consumer, acknowledges, defers, buries."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.bus.consumer import Consumer
from shared.bus.ladder import Bury, Failed, Ladder
from shared.bus.message import Message
from shared.bus.queue.group_commit import GroupCommit
from shared.bus.queue.tables import messages
from shared.clock import Clock
from shared.supervision import asked_to_stop

log = structlog.get_logger(__name__)

AHEAD = 16
"""Claimed beyond what is being handled, so that a commit serves several."""
MOST_CRASHES = 10
"""A message that was in work each time the process died, this often, is taken to be the cause."""
FINISH_SECONDS = 10.0
"""What a handler in work is given at a clean stop."""
PAUSE_SECONDS = 1.0

Row = sa.Row[Any]


class QueueWorker:
    def __init__(self, consumer: Consumer, commits: GroupCommit, clock: Clock, ladder: Ladder) -> None:
        self._consumer = consumer
        self._commits = commits
        self._clock = clock
        self._ladder = ladder
        self._bell = asyncio.Event()
        self._turns = asyncio.Semaphore(consumer.subscription.at_once)
        self._in_work: dict[int, asyncio.Task[None]] = {}
        self._begun: set[int] = set()
        self._more = False
        self._alone = False
        """Whether a suspect is in work."""

    def wake(self) -> None:
        self._bell.set()

    async def recover(self) -> None:
        """What was in work when the process died is ready again, and remembers it."""
        mine = sa.and_(messages.c.queue == self._consumer.queue, messages.c.taken_at.is_not(None))
        back = sa.update(messages).where(mine).values(taken_at=None, crashes=messages.c.crashes + 1)
        returned = (await self._execute(back)).rowcount
        if returned:
            log.warning("queue.given_back", queue=self._consumer.queue, messages=returned)

    async def run(self) -> None:
        """Claims whenever there is room and something may be there; sleeps otherwise."""
        while True:
            self._bell.clear()
            room = self._consumer.subscription.at_once + AHEAD - len(self._in_work)
            if room > 0 and not self._alone:
                found, rows = await self._claim(room)
                self._more = len(found) == room or len(rows) < len(found)
                self._alone = any(row.crashes for row in rows)
                for row in rows:
                    self._in_work[row.id] = asyncio.create_task(self._work(row))
            await self._bell.wait()

    async def stop(self) -> None:
        """Begun handlers finish, as far as time allows; the rest is given back without a mark."""
        begun = [self._in_work[row_id] for row_id in self._begun]
        for row_id, task in self._in_work.items():
            if row_id not in self._begun:
                task.cancel()
        if begun:
            _, late = await asyncio.wait(begun, timeout=FINISH_SECONDS)
            for task in late:
                log.warning("queue.cut_off", queue=self._consumer.queue, after_seconds=FINISH_SECONDS)
                task.cancel()
        await asyncio.gather(*self._in_work.values(), return_exceptions=True)
        mine = sa.and_(messages.c.queue == self._consumer.queue, messages.c.taken_at.is_not(None))
        await self._execute(sa.update(messages).where(mine).values(taken_at=None))

    async def _claim(self, room: int) -> tuple[Sequence[Row], Sequence[Row]]:
        """What is ready, the oldest first, and what of it was taken.

        One that was there at a crash is taken alone: should it be the cause, it takes no innocent ones along.
        """
        now = self._clock.now()
        ready = (
            sa.select(messages)
            .where(
                messages.c.queue == self._consumer.queue,
                messages.c.taken_at.is_(None),
                messages.c.available_at <= now,
            )
            .order_by(messages.c.id)
            .limit(room)
        )

        async def claim(connection: AsyncConnection) -> tuple[Sequence[Row], Sequence[Row]]:
            found = (await connection.execute(ready)).all()
            innocent = next((place for place, row in enumerate(found) if row.crashes), len(found))
            rows = found[: innocent or int(not self._in_work)]
            if rows:
                ids = [row.id for row in rows]
                await connection.execute(sa.update(messages).where(messages.c.id.in_(ids)).values(taken_at=now))
            return found, rows

        return await self._commits.write(claim)

    async def _work(self, row: Row) -> None:
        async with self._turns:
            self._begun.add(row.id)
            message = Message(row.message_id, row.body, row.headers)
            if row.crashes >= MOST_CRASHES:
                failed: Failed | None = Failed(f"the process died {row.crashes} times while it was in work", True)
            else:
                failed = await self._consumer(message)
        await self._settle(row.id, message, failed)
        self._begun.remove(row.id)
        del self._in_work[row.id]
        self._alone = self._alone and bool(self._in_work)
        if self._more:
            self._bell.set()

    async def _settle(self, row_id: int, message: Message, failed: Failed | None) -> None:
        this = messages.c.id == row_id
        if failed is None:
            await _until_done(lambda: self._execute(sa.delete(messages).where(this)))
            return
        step = self._ladder.next_step(message, failed)
        if isinstance(step, Bury):
            await _until_done(lambda: self._consumer.bury(message, step.reason))
            await _until_done(lambda: self._execute(sa.delete(messages).where(this)))
            return
        later = {
            "headers": step.message.headers,
            "available_at": self._clock.now() + timedelta(seconds=step.after_seconds),
            "taken_at": None,
            "crashes": 0,
        }
        await _until_done(lambda: self._execute(sa.update(messages).where(this).values(later)))
        asyncio.get_running_loop().call_later(step.after_seconds, self._bell.set)

    async def _execute(self, statement: sa.Update | sa.Delete) -> sa.CursorResult[Any]:
        return await self._commits.write(lambda connection: connection.execute(statement))


async def _until_done(write: Callable[[], Awaitable[object]]) -> None:
    """The effect has happened: what tells the queue so is repeated through a full disk or a locked file."""
    while True:
        try:
            await write()
        except (Exception, asyncio.CancelledError) as error:
            if asked_to_stop():
                raise
            log.warning("queue.not_written", reason=f"{type(error).__name__}: {error}")
        else:
            return
        await asyncio.sleep(PAUSE_SECONDS)
