"""Every queue's depth, age and dead: the transport's readings completed from the owners' tables."""

from dataclasses import replace

from shared.bus.ages import OldestAges
from shared.bus.dead_letters import DeadLetters
from shared.bus.interface import Bus, QueueReading


class QueueReadings:
    """`ages` where the transport tells no age, which is so on RabbitMQ."""

    def __init__(self, bus: Bus, dead_letters: DeadLetters, ages: OldestAges | None = None) -> None:
        self._bus = bus
        self._dead_letters = dead_letters
        self._ages = ages

    async def __call__(self) -> list[QueueReading]:
        """By name. What cannot be known at this moment is None."""
        dead = await self._dead_letters.counts()
        return [
            replace(reading, dead=dead.get(reading.name, 0), oldest_age_seconds=await self._age(reading))
            for reading in await self._bus.readings()
        ]

    async def _age(self, reading: QueueReading) -> float | None:
        if reading.oldest_age_seconds is not None or self._ages is None:
            return reading.oldest_age_seconds
        return await self._ages(reading.name)
