"""The same readings as gauges, taken a few times a minute, and a line in the log when something stands still."""

import asyncio
import math
from collections.abc import Awaitable, Callable

import structlog
from prometheus_client import Gauge

from shared.bus.interface import UNROUTED, QueueReading

log = structlog.get_logger(__name__)

EVERY_SECONDS = 15.0
STANDSTILL_SECONDS = 60.0

READY = Gauge("lianbo_queue_ready", "Messages that wait, delayed ones among them", ["queue"])
IN_WORK = Gauge("lianbo_queue_in_work", "Messages being handled", ["queue"])
DEAD = Gauge("lianbo_queue_dead", "Dead letters that wait for a person", ["queue"])
OLDEST_SECONDS = Gauge("lianbo_queue_oldest_seconds", "Age of the oldest message", ["queue"])
CONSUMERS = Gauge("lianbo_queue_consumers", "Consumers", ["queue"])


class Gauges:
    def __init__(self, read: Callable[[], Awaitable[list[QueueReading]]]) -> None:
        self._read = read

    async def run(self) -> None:
        while True:
            for reading in await self._read():
                self._set(reading)
            await asyncio.sleep(EVERY_SECONDS)

    @staticmethod
    def _set(reading: QueueReading) -> None:
        """Unknown is no number, never 0."""
        for gauge, value in (
            (READY, reading.ready),
            (IN_WORK, reading.in_work),
            (DEAD, reading.dead),
            (OLDEST_SECONDS, reading.oldest_age_seconds),
            (CONSUMERS, reading.consumers),
        ):
            gauge.labels(reading.name).set(math.nan if value is None else value)
        if reading.name == UNROUTED and reading.ready:
            log.error("queue.unrouted", messages=reading.ready)
        elif (reading.oldest_age_seconds or 0) > STANDSTILL_SECONDS:
            log.warning("queue.standing_still", queue=reading.name, oldest_seconds=int(reading.oldest_age_seconds or 0))
