"""The embedded bus: durable queues in one SQLite file, workers in this process, no server."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.bus.consumer import Consumer
from shared.bus.interface import UNROUTED, QueueReading
from shared.bus.ladder import Ladder
from shared.bus.message import Message
from shared.bus.queue.group_commit import GroupCommit
from shared.bus.queue.tables import AT_ONCE, bindings, messages, queues
from shared.bus.queue.worker import QueueWorker
from shared.bus.subscription import Subscription
from shared.clock import Clock
from shared.contracts import Envelope
from shared.database import Database
from shared.database.tables import insert_unless_there
from shared.supervision import supervised

log = structlog.get_logger(__name__)

POLL_SECONDS = 1.0
"""For what became due, and for what another process (a replay from the command line) put into a queue."""


class SqliteBus:
    """At least once: a message's row is deleted after the consumer's commit, and given back when the process died."""

    def __init__(self, database: Database, clock: Clock, ladder: Ladder | None = None) -> None:
        self._database = database
        self._clock = clock
        self._ladder = ladder or Ladder()
        self._commits = GroupCommit(database)
        self._workers: dict[str, QueueWorker] = {}

    async def declare(self, subscriptions: Sequence[Subscription]) -> None:
        async def write(connection: AsyncConnection) -> None:
            for name in (UNROUTED, *(subscription.queue for subscription in subscriptions)):
                await connection.execute(insert_unless_there(connection, queues).values(name=name))
            for subscription in subscriptions:
                for event in subscription.events:
                    row = {"type": event.type, "queue": subscription.queue}
                    await connection.execute(insert_unless_there(connection, bindings).values(row))

        await self._commits.write(write)

    async def unbind(self, subscriptions: Sequence[Subscription]) -> None:
        async def write(connection: AsyncConnection) -> None:
            for subscription in subscriptions:
                wanted = [event.type for event in subscription.events]
                others = sa.and_(bindings.c.queue == subscription.queue, bindings.c.type.not_in(wanted))
                await connection.execute(sa.delete(bindings).where(others))

        await self._commits.write(write)

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        async def write(connection: AsyncConnection) -> set[str]:
            types = {envelope.type for envelope in envelopes}
            bound: dict[str, list[str]] = {}
            for row in await connection.execute(sa.select(bindings).where(bindings.c.type.in_(types))):
                bound.setdefault(row.type, []).append(row.queue)
            rows = [
                self._row(queue, Message(envelope.id, envelope.encoded()))
                for envelope in envelopes
                for queue in bound.get(envelope.type, [UNROUTED])
            ]
            if rows:
                await connection.execute(messages.insert(), rows)
            for type_ in types - bound.keys():
                log.error("event.unrouted", type=type_)
            return {str(row["queue"]) for row in rows}

        self._wake(await self._commits.write(write))

    async def deliver(self, queue: str, message: Message) -> None:
        async def write(connection: AsyncConnection) -> None:
            await connection.execute(messages.insert(), [self._row(queue, message)])

        await self._commits.write(write)
        self._wake([queue])

    @asynccontextmanager
    async def consuming(self, consumers: Sequence[Consumer]) -> AsyncIterator[None]:
        await self.declare([consumer.subscription for consumer in consumers])
        workers = {c.queue: QueueWorker(c, self._commits, self._clock, self._ladder) for c in consumers}
        for worker in workers.values():
            await worker.recover()
        self._workers |= workers
        tasks = [asyncio.create_task(supervised(f"bus.{name}", worker.run)) for name, worker in workers.items()]
        tasks.append(asyncio.create_task(supervised("bus.poll", lambda: self._poll(workers))))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.gather(*(worker.stop() for worker in workers.values()))
            for name in workers:
                del self._workers[name]

    async def readings(self) -> list[QueueReading]:
        counts = sa.select(
            messages.c.queue,
            sa.func.count(),
            sa.func.count(messages.c.taken_at),
            sa.func.min(messages.c.published_at),
        ).group_by(messages.c.queue)
        async with self._database.reading() as view:
            names = (await view.connection.execute(sa.select(queues.c.name).order_by(queues.c.name))).scalars().all()
            rows = {row[0]: row for row in await view.connection.execute(counts)}
        return [self._reading(name, *rows.get(name, (name, 0, 0, None))) for name in names]

    async def reachable(self) -> bool:
        try:
            async with self._database.reading() as view:
                await view.connection.execute(sa.select(sa.literal(1)))
        except sa.exc.SQLAlchemyError:
            return False
        return True

    async def close(self) -> None:
        """The database is its owner's to close."""

    def _reading(self, name: str, _: str, count: int, taken: int, oldest: datetime | None) -> QueueReading:
        # Another process sees the rows but not who works them.
        consumers = int(name in self._workers) if self._workers else None
        age = max(0.0, (self._clock.now() - oldest).total_seconds()) if oldest else None
        return QueueReading(name, count - taken, taken, None, age, consumers)

    def _row(self, queue: str, message: Message) -> dict[str, object]:
        return {
            "queue": queue,
            "message_id": message.id,
            "body": message.body,
            "headers": dict(message.headers),
            "published_at": self._clock.now(),
            "available_at": AT_ONCE,
            "crashes": 0,
        }

    def _wake(self, names: Iterable[str]) -> None:
        for name in names:
            if worker := self._workers.get(name):
                worker.wake()

    async def _poll(self, workers: dict[str, QueueWorker]) -> None:
        due = (
            sa.select(messages.c.queue)
            .where(messages.c.queue.in_(list(workers)), messages.c.taken_at.is_(None))
            .group_by(messages.c.queue)
        )
        while True:
            async with self._database.reading() as view:
                found = await view.connection.execute(due.where(messages.c.available_at <= self._clock.now()))
                self._wake(found.scalars().all())
            await asyncio.sleep(POLL_SECONDS)
