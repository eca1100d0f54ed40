"""Every queue's depth, age and dead: the transport's readings completed from the owners' tables."""

from collections.abc import Mapping
from dataclasses import replace

from shared.bus.ages import OldestAges
from shared.bus.dead_letters import DeadLetters
from shared.bus.interface import Bus, QueueReading
from shared.bus.relay import backlog
from shared.bus.tables import outbox_queue
from shared.clock import Clock, SystemClock
from shared.database import Database


class QueueReadings:
    """`ages` where the transport tells no age, which is so on RabbitMQ.

    They also name the queues there are: the broker's figures may be away, and this process may have declared none.
    """

    def __init__(
        self, bus: Bus, dead_letters: DeadLetters, ages: OldestAges | None = None, clock: Clock | None = None
    ) -> None:
        self._bus = bus
        self._dead_letters = dead_letters
        self._ages = ages
        self._clock = clock or SystemClock()

    async def __call__(self) -> list[QueueReading]:
        """By name, the owners' outboxes among them. What cannot be known at this moment is None."""
        dead = await self._dead_letters.counts()
        told = await self._bus.readings()
        outboxes = [await self._outbox(database, dead) for database in self._dead_letters.databases]
        named = (dead.keys() | (self._ages.queues if self._ages else set())) - {reading.name for reading in outboxes}
        queues = [
            replace(reading, dead=dead.get(reading.name, 0), oldest_age_seconds=await self._age(reading))
            for reading in [*told, *(_unknown(name) for name in named - {reading.name for reading in told})]
        ]
        return sorted([*queues, *outboxes], key=lambda reading: reading.name)

    async def _age(self, reading: QueueReading) -> float | None:
        if reading.oldest_age_seconds is not None or self._ages is None:
            return reading.oldest_age_seconds
        return await self._ages(reading.name)

    async def _outbox(self, database: Database, dead: Mapping[str, int]) -> QueueReading:
        """A relay that stands still shows nowhere else: its events are in no queue yet."""
        waiting = await backlog(database)
        age = max(0.0, (self._clock.now() - waiting.oldest_at).total_seconds()) if waiting.oldest_at else None
        name = outbox_queue(database.owner)
        return QueueReading(name, waiting.unpublished, 0, dead.get(name, 0), age, None)


def _unknown(name: str) -> QueueReading:
    return QueueReading(name, None, None, None, None, None)
