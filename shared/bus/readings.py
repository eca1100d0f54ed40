"""Every queue's depth, age and dead: the transport's readings completed from the owners' tables."""

from dataclasses import replace

from shared.bus.dead_letters import DeadLetters
from shared.bus.interface import Bus, QueueReading


class QueueReadings:
    def __init__(self, bus: Bus, dead_letters: DeadLetters) -> None:
        self._bus = bus
        self._dead_letters = dead_letters

    async def __call__(self) -> list[QueueReading]:
        """By name. What cannot be known at this moment is None."""
        dead = await self._dead_letters.counts()
        return [replace(reading, dead=dead.get(reading.name, 0)) for reading in await self._bus.readings()]
